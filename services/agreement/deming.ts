import { TAIL, tQuantile } from '../statistics/distributions.ts';
import { notComputable } from '../statistics/refuse.ts';
import { areAllEqual } from './difference.ts';
import { around, type Interval } from './interval.ts';
import { mean } from './order-statistics.ts';

/** A line y = intercept + slope · x between two methods. */
export interface Line {
  readonly slope: number;
  readonly intercept: number;
}

export interface FittedLine extends Line {
  readonly n: number;
  readonly slope_interval: Interval | null;
  readonly intercept_interval: Interval | null;
  /** Jackknife standard errors; null where there is no interval. */
  readonly slope_error: number | null;
  readonly intercept_error: number | null;
}

/** Sums of pairs about a common origin: those of groups add up, and those of a group can be taken away. */
export interface PairSums {
  readonly n: number;
  readonly x: number;
  readonly y: number;
  readonly xx: number;
  readonly yy: number;
  readonly xy: number;
}

const FIGURE = 'Deming regression';
const LEAST_GROUPS = 3;
/** A correlation below this is the dust of binary fractions. */
const DUST = 1e-14;

/**
 * Slope (Syy - λ Sxx + √((Syy - λ Sxx)² + 4 λ Sxy²)) / 2 Sxy of the line through the means; NaN where the two do not vary together.
 * @param ratio λ = variance of the errors of y / variance of the errors of x
 */
export function demingLine({ n, x, y, xx, yy, xy }: PairSums, ratio: number): Line {
  const [sxx, syy, sxy] = [xx - (x * x) / n, yy - (y * y) / n, xy - (x * y) / n];
  const u = syy - ratio * sxx;
  if (Math.abs(sxy) <= DUST * Math.sqrt(sxx * syy)) return { slope: Number.NaN, intercept: Number.NaN };
  const slope = (u + Math.sqrt(u * u + 4 * ratio * sxy * sxy)) / (2 * sxy);
  return { slope, intercept: (y - slope * x) / n };
}

export interface DemingData {
  readonly x: readonly number[];
  readonly y: readonly number[];
  /** λ = variance of the errors of y / variance of the errors of x. */
  readonly ratio: number;
  /** The subject of each pair; left out, each pair is a subject of its own. */
  readonly subjects?: readonly string[];
}

/**
 * Deming regression with intervals by the jackknife, which leaves out one subject (with all its pairs) at a time: estimate ± t · SE with
 * subjects - 2 degrees of freedom.
 * @throws Refusal below 3 subjects, where one of the methods does not vary, and where they do not vary together
 * @source Deming1943 (Statistical Adjustment of Data), Linnet1990 (doi 10.1002/sim.4780091210)
 */
export function deming({ x, y, ratio, subjects }: DemingData): FittedLine {
  checkPairs(FIGURE, x, y, ratio);
  const origin = [mean(x), mean(y)] as const;
  const groups = groupIndices(x.length, subjects);
  const sums = groups.map((group) => pairSums(group, { x, y, origin }));
  const all = sums.reduce((total, each) => combine(total, each, 1));
  const fit = (part: PairSums): Line => {
    const { slope, intercept } = demingLine(part, ratio);
    return { slope, intercept: intercept + origin[1] - slope * origin[0] };
  };
  return jackknifed(FIGURE, {
    n: x.length,
    line: fit(all),
    left: sums.map((each) => fit(combine(all, each, -1))),
  });
}

export function checkPairs(figure: string, x: readonly number[], y: readonly number[], ratio: number): void {
  if (x.length !== y.length) throw new RangeError(`Expected pairs but received ${x.length} and ${y.length} values`);
  if (!(ratio > 0 && Number.isFinite(ratio))) throw new RangeError(`Expected a ratio above 0 but received ${ratio}`);
  if (x.length < LEAST_GROUPS) notComputable(figure, `needs 3 pairs, but there are ${x.length}.`);
  if (areAllEqual(x) || areAllEqual(y)) notComputable(figure, 'one of the two readings does not vary.');
}

/** Places of the pairs of each subject. */
export function groupIndices(n: number, subjects?: readonly string[]): readonly (readonly number[])[] {
  const bySubject = new Map<string | number, number[]>();
  for (let i = 0; i < n; i++) {
    const key = subjects?.[i] ?? i;
    const known = bySubject.get(key);
    if (known) known.push(i);
    else bySubject.set(key, [i]);
  }
  return [...bySubject.values()];
}

export function pairSums(
  places: readonly number[],
  data: { readonly x: readonly number[]; readonly y: readonly number[]; readonly origin: readonly [number, number] },
): PairSums {
  const sums = { n: places.length, x: 0, y: 0, xx: 0, yy: 0, xy: 0 };
  for (const i of places) {
    const [x, y] = [data.x[i] - data.origin[0], data.y[i] - data.origin[1]];
    sums.x += x;
    sums.y += y;
    sums.xx += x * x;
    sums.yy += y * y;
    sums.xy += x * y;
  }
  return sums;
}

export function combine(a: PairSums, b: PairSums, sign: 1 | -1): PairSums {
  return {
    n: a.n + sign * b.n,
    x: a.x + sign * b.x,
    y: a.y + sign * b.y,
    xx: a.xx + sign * b.xx,
    yy: a.yy + sign * b.yy,
    xy: a.xy + sign * b.xy,
  };
}

/** The line with the intervals that the lines without each subject give. */
export function jackknifed(
  figure: string,
  { n, line, left }: { readonly n: number; readonly line: Line; readonly left: readonly Line[] | null },
): FittedLine {
  if (!Number.isFinite(line.slope)) return notComputable(figure, 'the two readings do not vary together.');
  const g = left?.length ?? 0;
  const none = { slope_interval: null, intercept_interval: null, slope_error: null, intercept_error: null };
  if (left === null || g < LEAST_GROUPS || left.some(({ slope }) => !Number.isFinite(slope))) {
    return { n, ...line, ...none };
  }
  const t = tQuantile(1 - TAIL, g - 2);
  const error = (values: readonly number[]): number => {
    const centre = mean(values);
    return Math.sqrt(((g - 1) / g) * values.reduce((sum, value) => sum + (value - centre) ** 2, 0));
  };
  const slope_error = error(left.map(({ slope }) => slope));
  const intercept_error = error(left.map(({ intercept }) => intercept));
  return {
    ...{ n, ...line, slope_error, intercept_error },
    slope_interval: around(line.slope, t * slope_error),
    intercept_interval: around(line.intercept, t * intercept_error),
  };
}
