import { LIMIT_SD } from '../bland-altman.ts';
import { clusterBootstrap, RESAMPLES } from '../cluster-bootstrap.ts';
import { concordanceOf } from '../concordance.ts';
import { demingLine } from '../deming.ts';
import { differences } from '../difference.ts';
import type { Interval } from '../interval.ts';
import { disagreementWeights, KAPPA_WEIGHTS, kappaOf } from '../kappa.ts';
import { mean } from '../order-statistics.ts';
import { type PairSums, pairSums } from '../pair-sums.ts';
import { differenceSums, varianceOfSingle } from '../repeated-limits.ts';
import { isGraded } from './grades.ts';
import { LAYOUT_FIGURES, layoutCoefficients } from './layout-bootstrap.ts';
import { type Pair, placesBySubject, type ReportOptions } from './pair.ts';

/** Of a subject, what adds up: this many numbers; of grades, then how many are equal, how many within 1, and the counts of pairs of grades. */
const BASE = 12;
const OF_GRADES = 2;
/** In the order in which `lineFigures` gives them. */
const LINE_FIGURES = [
  ...['bias', 'sd', 'lower_limit_1.96', 'upper_limit_1.96', 'mean_absolute_difference', 'proportional_bias'],
  ...['ccc_n', 'ccc_n-1', 'pearson_r', 'deming_slope', 'deming_intercept'],
];
/** In the order in which `gradeFigures` gives them. */
const GRADE_FIGURES = ['exact_agreement', 'agreement_within_1', ...KAPPA_WEIGHTS.map((weights) => `kappa_${weights}`)];

/**
 * Intervals of a pair's figures by the bootstrap clustered by subject, by the figures' ids.
 * @param wanted ids of the figures that are asked for; all where left out
 */
export function pairBootstrap(
  pair: Pair,
  options: ReportOptions,
  wanted?: readonly string[],
): ReadonlyMap<string, Interval | null> {
  const d = differences(pair.a, pair.b);
  const origin = { x: mean([...pair.a, ...pair.b]), d: mean(d) };
  const isWanted = (id: string): boolean => wanted?.includes(id) ?? true;
  // A table of grades has many columns to add up: only where something is read off it.
  const grades =
    GRADE_FIGURES.some(isWanted) && isGraded(pair) ? [...new Set([...pair.a, ...pair.b])].sort((p, q) => p - q) : [];
  const subjects = placesBySubject(pair).map((places) => subjectSums({ pair, d, places, origin, grades }));
  const all = [...LINE_FIGURES, ...LAYOUT_FIGURES, ...(grades.length === 0 ? [] : GRADE_FIGURES)];
  const ids = all.filter(isWanted);
  const places = ids.map((id) => all.indexOf(id));
  const intervals = clusterBootstrap(
    subjects,
    (sums) => {
      const found = [...lineFigures(sums, { origin, options }), ...ofLayout(sums), ...gradeFigures(sums, grades)];
      return places.map((place) => found[place]);
    },
    { seed: options.seed, resamples: RESAMPLES },
  );
  return new Map(ids.map((id, i) => [id, intervals[i] ?? null]));
}

interface Origin {
  readonly x: number;
  readonly d: number;
}

function subjectSums({
  pair,
  d,
  places,
  origin,
  grades,
}: {
  readonly pair: Pair;
  readonly d: readonly number[];
  readonly places: readonly number[];
  readonly origin: Origin;
  readonly grades: readonly number[];
}): Float64Array {
  const own = places.map((i) => d[i]);
  const line = pairSums(places, { x: pair.a, y: pair.b, origin: [origin.x, origin.x] });
  const spread = differenceSums(own, origin.d);
  const absolute = own.map(Math.abs);
  const sums = new Float64Array(BASE + (grades.length === 0 ? 0 : OF_GRADES + grades.length ** 2));
  sums.set([line.n, line.x, line.y, line.xx, line.yy, line.xy]);
  sums.set([spread.subjects, spread.total, spread.betweenSquares, spread.squares, spread.squaredSizes], 6);
  sums[11] = absolute.reduce((total, value) => total + value, 0);
  if (grades.length === 0) return sums;
  sums[BASE] = absolute.filter((value) => value === 0).length;
  sums[BASE + 1] = absolute.filter((value) => value <= 1).length;
  const counts = sums.subarray(BASE + OF_GRADES);
  for (const i of places) counts[grades.indexOf(pair.a[i]) * grades.length + grades.indexOf(pair.b[i])] += 1;
  return sums;
}

function lineFigures(
  sums: Float64Array,
  { origin, options }: { readonly origin: Origin; readonly options: ReportOptions },
): readonly number[] {
  // By index: to take a typed array apart by its iterator costs more than the figures.
  const line: PairSums = { n: sums[0], x: sums[1], y: sums[2], xx: sums[3], yy: sums[4], xy: sums[5] };
  const { n, x, y, xx, yy, xy } = line;
  const bias = origin.d + sums[7] / n;
  const spread = { betweenSquares: sums[8], squares: sums[9], squaredSizes: sums[10] };
  const sd = Math.sqrt(varianceOfSingle({ subjects: sums[6], n, total: sums[7], ...spread }));
  const halfWidth = LIMIT_SD['1.96'] * sd;
  const sxx = xx / n - (x / n) ** 2;
  const syy = yy / n - (y / n) ** 2;
  const sxy = xy / n - (x * y) / n ** 2;
  const shift = (x - y) / n;
  const deming = demingLine(line, options.errorRatio);
  const ccc = { sxx, syy, sxy, shift };
  return [
    bias,
    sd,
    bias - halfWidth,
    bias + halfWidth,
    sums[11] / n,
    // The slope of x - y on (x + y) / 2.
    (2 * (sxx - syy)) / (sxx + 2 * sxy + syy),
    concordanceOf(ccc),
    concordanceOf({ ...ccc, shift: shift * Math.sqrt((n - 1) / n) }),
    sxy / Math.sqrt(sxx * syy),
    deming.slope,
    deming.intercept + origin.x - deming.slope * origin.x,
  ];
}

/** The two methods as a layout: the origin is the same, and so are the draws. */
function ofLayout(sums: Float64Array): readonly number[] {
  const squares = sums[3] + sums[4];
  return layoutCoefficients({ n: sums[0], raters: [sums[1], sums[2]], squaredTargets: squares + 2 * sums[5], squares });
}

function gradeFigures(sums: Float64Array, grades: readonly number[]): readonly number[] {
  if (grades.length === 0) return [];
  const table = sums.subarray(BASE + OF_GRADES);
  const counts = grades.map((_, i) => [...table.subarray(i * grades.length, (i + 1) * grades.length)]);
  return [
    (100 * sums[BASE]) / sums[0],
    (100 * sums[BASE + 1]) / sums[0],
    ...KAPPA_WEIGHTS.map((weights) =>
      grades.length < 2 ? Number.NaN : kappaOf(counts, disagreementWeights(grades, weights)),
    ),
  ];
}
