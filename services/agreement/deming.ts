import { notComputable } from '../statistics/refuse.ts';
import { areAllEqual } from './difference.ts';
import { expectPairs } from './expect-pairs.ts';
import { type FittedLine, jackknifed, type Line } from './line-jackknife.ts';
import { mean } from './order-statistics.ts';
import { combine, groupIndices, type PairSums, pairSums } from './pair-sums.ts';

const FIGURE = 'Deming regression';
const LEAST_PAIRS = 3;
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
  const lineOf = (part: PairSums): Line => {
    const { slope, intercept } = demingLine(part, ratio);
    return { slope, intercept: intercept + origin[1] - slope * origin[0] };
  };
  return jackknifed(FIGURE, {
    n: x.length,
    line: lineOf(all),
    left: sums.map((each) => lineOf(combine(all, each, -1))),
  });
}

export function checkPairs(figure: string, x: readonly number[], y: readonly number[], ratio: number): void {
  expectPairs(figure, x, y);
  if (!(ratio > 0 && Number.isFinite(ratio))) throw new RangeError(`Expected a ratio above 0 but received ${ratio}`);
  if (x.length < LEAST_PAIRS) notComputable(figure, `needs 3 pairs, but there are ${x.length}.`);
  if (areAllEqual(x) || areAllEqual(y)) notComputable(figure, 'one of the two readings does not vary.');
}
