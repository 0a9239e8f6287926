import { Z_95 } from '../statistics/distributions.ts';
import { notComputable } from '../statistics/refuse.ts';
import { checkPairs } from './deming.ts';
import type { Interval } from './interval.ts';
import type { Line } from './line-jackknife.ts';
import { median } from './order-statistics.ts';
import { type SlopeOrder, slopeOrder } from './slope-selection.ts';

export interface PassingBablok extends Line {
  readonly n: number;
  /** N: slopes of pairs, less those of equal points and those of exactly -1. */
  readonly slopes: number;
  /** K: slopes below -1, by which the median is shifted. */
  readonly below_minus_one: number;
  /** Ranks M1 and M2 of the interval's ends. */
  readonly ranks: Interval;
  /** Null where a rank lies beyond the slopes: the data do not bound the line on that side. */
  readonly slope_interval: Interval | null;
  readonly intercept_interval: Interval | null;
}

const FIGURE = 'Passing–Bablok regression';

/**
 * Passing–Bablok regression: the slope is the median of the slopes of all pairs, shifted by K, the number of slopes below -1; the
 * intercept is the median of y - b x. Equal points have no slope; slopes of exactly -1 are left out; of points one above the other the
 * slope is +∞. The interval is that of ranks, with C = z √(n (n - 1)(2n + 5) / 18). With an even number the median is the mean of two.

 * Exact for any n: the slopes are not held. It is for readings that rise together.
 * @param options the interval takes pairs as independent: without it, half the time is saved
 * @throws Refusal below 3 pairs, where one of the methods does not vary, and where the readings do not rise together
 * @source PassingBablok1983 (doi 10.1515/cclm.1983.21.11.709)
 */
export function passingBablok(
  x: readonly number[],
  y: readonly number[],
  { interval }: { readonly interval: boolean } = { interval: true },
): PassingBablok {
  checkPairs(FIGURE, x, y, 1);
  const n = x.length;
  // Whole numbers, so that what is equal on paper is equal: a common unit changes no slope.
  const order = slopeOrder(...wholeNumbers(x, y));
  const { usable: N, belowMinusOne: K } = order;
  if (N === 0) return notComputable(FIGURE, 'all slopes are -1 or undefined.');
  const middle = [Math.floor((N + 1) / 2), Math.floor(N / 2) + 1] as const;
  const slope = middle[1] > N - K ? Number.NaN : (order.slopeAt(middle[0]) + order.slopeAt(middle[1])) / 2;
  if (!Number.isFinite(slope)) return notComputable(FIGURE, 'the two readings do not rise together.');
  const C = Z_95 * Math.sqrt((n * (n - 1) * (2 * n + 5)) / 18);
  const M1 = Math.round((N - C) / 2);
  const ranks = [M1, N - M1 + 1] as const;
  const slope_interval = interval ? intervalOf(order, ranks) : null;
  const interceptAt = (b: number): number => median(x.map((value, i) => y[i] - b * value));
  return {
    ...{ n, slope, intercept: interceptAt(slope), slopes: N, below_minus_one: K, ranks, slope_interval },
    intercept_interval: slope_interval && [interceptAt(slope_interval[1]), interceptAt(slope_interval[0])],
  };
}

function intervalOf({ usable, belowMinusOne, slopeAt }: SlopeOrder, [M1, M2]: Interval): Interval | null {
  if (M1 < 1 || M2 > usable - belowMinusOne) return null;
  const [lower, upper] = [slopeAt(M1), slopeAt(M2)];
  return Number.isFinite(upper) ? [lower, upper] : null;
}

/** Decimals that readings are written with, at most. */
const MOST_DECIMALS = 9;

/** Decimal numbers times the power of ten that makes all whole; others as they are. */
function wholeNumbers(x: readonly number[], y: readonly number[]): readonly [readonly number[], readonly number[]] {
  for (let decimals = 0; decimals <= MOST_DECIMALS; decimals++) {
    const power = 10 ** decimals;
    const isWhole = (value: number): boolean =>
      Number.isSafeInteger(Math.round(value * power)) && Math.round(value * power) / power === value;
    if (x.every(isWhole) && y.every(isWhole)) {
      return [x.map((value) => Math.round(value * power)), y.map((value) => Math.round(value * power))];
    }
  }
  return [x, y];
}
