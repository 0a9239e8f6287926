import { LIMIT_SD } from '../bland-altman.ts';
import { clusterBootstrap, RESAMPLES } from '../cluster-bootstrap.ts';
import { concordanceOf } from '../concordance.ts';
import { demingLine } from '../deming.ts';
import { differences } from '../difference.ts';
import type { Interval } from '../interval.ts';
import { disagreementWeights, KAPPA_WEIGHTS, kappaOf } from '../kappa.ts';
import { type MeanSquares, meanSquaresOf } from '../mean-squares.ts';
import { mean } from '../order-statistics.ts';
import { type PairSums, pairSums } from '../pair-sums.ts';
import { differenceSums, varianceOfSingle } from '../repeated-limits.ts';
import { isGraded } from './grades.ts';
import { LAYOUT_FIGURES } from './layout-bootstrap.ts';
import { type Pair, placesBySubject, type ReportOptions } from './pair.ts';

/** Of a subject, what adds up: this many numbers; of grades, then how many are equal, how many within 1, and the counts of pairs of grades. */
const BASE = 12;
const OF_GRADES = 2;

/** What the figures of a resample are read off. */
interface Drawn {
  readonly n: number;
  readonly bias: number;
  readonly sd: number;
  readonly meanAbsolute: number;
  /** About the common origin of the readings. */
  readonly line: PairSums;
  /** Over n. */
  readonly moments: Parameters<typeof concordanceOf>[0];
  /** The two methods as a layout. */
  readonly squares: MeanSquares;
  /** Of a subject's sums those of grades. */
  readonly ofGrades: Float64Array;
}
interface Around {
  readonly origin: Origin;
  readonly errorRatio: number;
  readonly grades: readonly number[];
}
type DrawnFigure = (drawn: Drawn, around: Around) => number;

const LINE_FIGURES: Readonly<Record<string, DrawnFigure>> = {
  bias: ({ bias }) => bias,
  sd: ({ sd }) => sd,
  'lower_limit_1.96': ({ bias, sd }) => bias - LIMIT_SD['1.96'] * sd,
  'upper_limit_1.96': ({ bias, sd }) => bias + LIMIT_SD['1.96'] * sd,
  mean_absolute_difference: ({ meanAbsolute }) => meanAbsolute,
  // The slope of x - y on (x + y) / 2.
  proportional_bias: ({ moments: { sxx, syy, sxy } }) => (2 * (sxx - syy)) / (sxx + 2 * sxy + syy),
  ccc_n: ({ moments }) => concordanceOf(moments),
  'ccc_n-1': ({ n, moments: { sxx, syy, sxy, shift } }) =>
    concordanceOf({ sxx, syy, sxy, shift: shift * Math.sqrt((n - 1) / n) }),
  pearson_r: ({ moments: { sxx, syy, sxy } }) => sxy / Math.sqrt(sxx * syy),
  deming_slope: ({ line }, { errorRatio }) => demingLine(line, errorRatio).slope,
  deming_intercept: ({ line }, { errorRatio, origin }) => {
    const { slope, intercept } = demingLine(line, errorRatio);
    return intercept + origin.x - slope * origin.x;
  },
};

const GRADE_FIGURES: Readonly<Record<string, DrawnFigure>> = {
  exact_agreement: ({ n, ofGrades }) => (100 * ofGrades[0]) / n,
  agreement_within_1: ({ n, ofGrades }) => (100 * ofGrades[1]) / n,
  ...Object.fromEntries(
    KAPPA_WEIGHTS.map((weights): [string, DrawnFigure] => [
      `kappa_${weights}`,
      ({ ofGrades }, { grades }) => {
        if (grades.length < 2) return Number.NaN;
        const table = ofGrades.subarray(OF_GRADES);
        const counts = grades.map((_, i) => [...table.subarray(i * grades.length, (i + 1) * grades.length)]);
        return kappaOf(counts, disagreementWeights(grades, weights));
      },
    ]),
  ),
};

const OF_LAYOUT: Readonly<Record<string, DrawnFigure>> = Object.fromEntries(
  Object.entries(LAYOUT_FIGURES).map(([id, figure]) => [id, ({ squares }: Drawn) => figure(squares)]),
);

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
  const isWanted = ([id]: readonly [string, DrawnFigure]): boolean => wanted?.includes(id) ?? true;
  const ofGrades = isGraded(pair) ? Object.entries(GRADE_FIGURES).filter(isWanted) : [];
  const figures = [...Object.entries({ ...LINE_FIGURES, ...OF_LAYOUT }).filter(isWanted), ...ofGrades];
  // A table of grades has many columns to add up: only where something is read off it.
  const grades = ofGrades.length === 0 ? [] : [...new Set([...pair.a, ...pair.b])].sort((p, q) => p - q);
  const subjects = placesBySubject(pair).map((places) => subjectSums({ pair, d, places, origin, grades }));
  const around: Around = { origin, errorRatio: options.errorRatio, grades };
  const intervals = clusterBootstrap(
    subjects,
    (sums) => {
      const drawn = drawnOf(sums, origin);
      return figures.map(([, figure]) => figure(drawn, around));
    },
    { seed: options.seed, resamples: RESAMPLES },
  );
  return new Map(figures.map(([id], i) => [id, intervals[i] ?? null]));
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

function drawnOf(sums: Float64Array, origin: Origin): Drawn {
  // By index, and objects written out: to take an array apart, or to spread an object, costs more than the figures.
  const line: PairSums = { n: sums[0], x: sums[1], y: sums[2], xx: sums[3], yy: sums[4], xy: sums[5] };
  const { n, x, y, xx, yy, xy } = line;
  const spread = {
    subjects: sums[6],
    n,
    total: sums[7],
    betweenSquares: sums[8],
    squares: sums[9],
    squaredSizes: sums[10],
  };
  return {
    n,
    line,
    bias: origin.d + sums[7] / n,
    sd: Math.sqrt(varianceOfSingle(spread)),
    meanAbsolute: sums[11] / n,
    moments: {
      sxx: xx / n - (x / n) ** 2,
      syy: yy / n - (y / n) ** 2,
      sxy: xy / n - (x * y) / n ** 2,
      shift: (x - y) / n,
    },
    // The origin is the same, and so are the draws.
    squares: meanSquaresOf({ n, raters: [x, y], squaredTargets: xx + yy + 2 * xy, squares: xx + yy }),
    ofGrades: sums.subarray(BASE),
  };
}
