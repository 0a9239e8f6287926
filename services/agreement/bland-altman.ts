import { TAIL, tQuantile, Z_95 } from '../statistics/distributions.ts';
import { notComputable } from '../statistics/refuse.ts';
import { areAllEqual } from './difference.ts';
import { around, type Interval } from './interval.ts';
import { nonCentralTQuantile } from './non-central-t.ts';
import { mean } from './order-statistics.ts';

/** Standard deviations from the bias to a limit: 1.96 as the papers of 1999 and 2007 have it, the exact quantile, 2 as in 1986. */
export const LIMIT_SD = { '1.96': 1.96, z: Z_95, '2': 2 } as const;
export type LimitForm = keyof typeof LIMIT_SD;

/** The bias and the limits, in the unit of the differences. */
export interface BlandAltman {
  readonly n: number;
  readonly bias: number;
  /** By t. Null below 2 differences, as all that follows. */
  readonly bias_interval: Interval | null;
  /** Standard deviation of the differences, over n - 1. */
  readonly sd: number | null;
  readonly limits: Interval | null;
}

/** 95 % intervals of the two limits. */
export interface LimitIntervals {
  readonly lower: Interval;
  readonly upper: Interval;
}

/**
 * Bias and limits of agreement, bias ± 1.96 s, of differences that are independent: one of each subject.
 * @throws RangeError without a difference
 * @source BlandAltman1986 (Lancet 327:307), BlandAltman1999 (doi 10.1177/096228029900800204)
 */
export function blandAltman(differences: readonly number[], form: LimitForm = '1.96'): BlandAltman {
  const n = differences.length;
  // The mean of equal numbers is not quite that number in binary fractions.
  const constant = areAllEqual(differences);
  const bias = constant && n > 0 ? differences[0] : mean(differences);
  if (n < 2) return { n, bias, bias_interval: null, sd: null, limits: null };
  const sd = constant ? 0 : Math.sqrt(differences.reduce((sum, d) => sum + (d - bias) ** 2, 0) / (n - 1));
  return {
    ...{ n, bias, sd },
    bias_interval: around(bias, (tQuantile(1 - TAIL, n - 1) * sd) / Math.sqrt(n)),
    limits: around(bias, LIMIT_SD[form] * sd),
  };
}

/** How the standard error of a limit is approximated. */
export type LimitError = '1986' | '1999';

/**
 * Approximate intervals of the limits: ± t · SE, where SE is s √(3/n) (1986) or s √(1/n + m² / (2 (n - 1))) (1999), m the standard
 * deviations from bias to limit.
 * @source BlandAltman1986, BlandAltman1999
 */
export function approximateLimitIntervals(
  { n, sd, limits }: BlandAltman,
  { error, form }: { readonly error: LimitError; readonly form: LimitForm },
): LimitIntervals {
  if (sd === null || limits === null)
    return notComputable('Intervals of the limits of agreement', 'need 2 differences.');
  const half = tQuantile(1 - TAIL, n - 1) * sd * limitError(n, error, LIMIT_SD[form]);
  return { lower: around(limits[0], half), upper: around(limits[1], half) };
}

/** Standard error of a limit in units of s. */
export function limitError(n: number, error: LimitError, m: number): number {
  return error === '1986' ? Math.sqrt(3 / n) : Math.sqrt(1 / n + m ** 2 / (2 * (n - 1)));
}

/**
 * How many s from the bias the ends of the exact 95 % interval of a limit lie: quantiles of the non-central t with n - 1 degrees of
 * freedom and noncentrality z √n, over √n. Limits at z = 1.959964.
 * @source Carkeet2015 (doi 10.1097/OPX.0000000000000513)
 */
export function exactLimitFactors(n: number): Interval {
  if (!(n >= 2)) return notComputable('Exact intervals of the limits of agreement', 'need 2 differences.');
  const factor = (p: number): number => nonCentralTQuantile(p, n - 1, Z_95 * Math.sqrt(n)) / Math.sqrt(n);
  return [factor(TAIL), factor(1 - TAIL)];
}

/** Exact intervals of the limits, wider on the far side than on the near one. @source Carkeet2015 */
export function exactLimitIntervals({ n, bias, sd }: BlandAltman): LimitIntervals {
  const [near, far] = exactLimitFactors(n);
  const s = sd ?? 0;
  return { lower: [bias - far * s, bias - near * s], upper: [bias + near * s, bias + far * s] };
}
