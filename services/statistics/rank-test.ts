import { median } from '../agreement/order-statistics.ts';
import { normalAbove, TAIL, Z_95 } from './distributions.ts';
import { quantileOfCounts, type SumCounts, type Tails, tailsAt } from './rank-distribution.ts';
import type { Estimate } from './test-result.ts';

/**
 * `auto`: exact where that is due (no ties, no zeros, at most 50 in a sample), else the corrected approximation.
 * `exact`: with ties the permutation distribution of the midranks. `approximate`: with correction for continuity.
 */
export type RankForm = 'auto' | 'exact' | 'approximate' | 'approximate_uncorrected';
export type Alternative = 'two_sided' | 'greater' | 'less';

export interface RankOptions {
  readonly form?: RankForm;
  readonly alternative?: Alternative;
  /** Digits of the largest value to which values are rounded before ties and zeros are found. */
  readonly tieDigits?: number;
}

/** How a rank sum is turned into a normal deviate. */
export interface Approximation {
  /** Step to which values are rounded before ties are looked for. */
  readonly step: number;
  /** For continuity. */
  readonly corrected: boolean;
  readonly alternative: Alternative;
}

/** Largest sample whose distribution is counted out. (R: below 50; SciPy: up to 50.) */
export const MOST_EXACT = 50;
/** Pairs above which the estimate and its interval are not worked out: 40 MB of numbers. */
const MOST_PAIRS = 5_000_000;

const SIDES = { two_sided: 'two-sided', greater: 'one-sided, greater', less: 'one-sided, less' } as const;

export function variantOf(form: Exclude<RankForm, 'auto'>, tied: boolean, alternative: Alternative): string {
  const how = {
    exact: tied ? 'exact, permutation of midranks' : 'exact',
    approximate: 'normal approximation with continuity and tie correction',
    approximate_uncorrected: 'normal approximation with tie correction, without continuity correction',
  }[form];
  return `${how}, ${SIDES[alternative]}`;
}

function fromTails({ atMost, atLeast }: Tails, alternative: Alternative): number {
  if (alternative === 'less') return atMost;
  return alternative === 'greater' ? atLeast : Math.min(1, 2 * Math.min(atMost, atLeast));
}

export const exactP = (counts: SumCounts, sum: number, alternative: Alternative): number =>
  fromTails(tailsAt(counts, sum), alternative);

/** What the continuity correction takes from a distance to the mean, under an alternative. */
function correction(distance: number, alternative: Alternative): number {
  if (alternative === 'greater') return 0.5;
  return alternative === 'less' ? -0.5 : Math.sign(distance) * 0.5;
}

/** Standard normal deviate of a rank sum. */
export function deviate(distance: number, sd: number, corrected: boolean, alternative: Alternative): number {
  return (distance - (corrected ? correction(distance, alternative) : 0)) / sd;
}

export const approximateP = (z: number, alternative: Alternative): number =>
  fromTails({ atMost: normalAbove(-z), atLeast: normalAbove(z) }, alternative);

interface Inversion {
  readonly name: string;
  /** Walsh averages or pairwise differences, sorted. */
  readonly points: Float64Array;
  /** The distribution of the statistic without ties, for an exact interval; undefined for an approximate one. */
  readonly counts: SumCounts | undefined;
  /** Least value that the sum of ranks can have. */
  readonly leastSum: number;
  /** Corrected deviate after a shift of the data by -d. */
  readonly deviateAt: (d: number) => number;
}

/** @source HodgesLehmann1963; the interval is the set of shifts that the test does not reject (Bauer1972) */
export function hodgesLehmann({ name, points, counts, leastSum, deviateAt }: Inversion): Estimate {
  const value = median(Array.from(points));
  if (counts !== undefined) {
    const below = quantileOfCounts(counts, TAIL) - leastSum;
    // A sum of nought is likelier than 2.5 %: so few values bound nothing with 95 %.
    if (below < 1) return { name, value, interval: null, method: 'no interval: too few values for 95 %' };
    return { name, value, interval: [points[below - 1], points[points.length - below]], method: 'exact' };
  }
  const lower = crossing(points, deviateAt, Z_95);
  const upper = crossing(points, deviateAt, -Z_95);
  const method = 'inversion of the normal approximation';
  if (lower === undefined || upper === undefined) {
    return { name, value, interval: null, method: 'no interval: too few values for 95 %' };
  }
  return { name, value, interval: [lower, upper], method };
}

/** The point at which a deviate that falls with the shift, in steps at the points, passes a target. */
function crossing(points: Float64Array, deviateAt: (d: number) => number, target: number): number | undefined {
  const distinct = points.filter((point, i) => i === 0 || point !== points[i - 1]);
  const last = distinct.length - 1;
  const after = (k: number): number => {
    if (k < 0) return deviateAt(distinct[0] - 1);
    return deviateAt(k === last ? distinct[last] + 1 : (distinct[k] + distinct[k + 1]) / 2);
  };
  if (!(after(-1) > target && after(last) < target)) return undefined;
  let [low, high] = [-1, last];
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (after(middle) < target) high = middle;
    else low = middle;
  }
  return distinct[high];
}

/** Whether there are few enough pairs of values to work out an estimate. */
export const hasEstimate = (pairs: number): boolean => pairs <= MOST_PAIRS;

export const tieRemark = (step: number): string =>
  `Ties are found after rounding to steps of ${step.toExponential(0)}.`;
