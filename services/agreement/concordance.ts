import { Z_95 } from '../statistics/distributions.ts';
import { areAllEqual } from './difference.ts';
import { expectPairs } from './expect-pairs.ts';
import type { Interval } from './interval.ts';
import { mean } from './order-statistics.ts';

/** Below this many pairs the coefficient says nothing. */
const LEAST_PAIRS = 3;

/** What the moments are divided by: n as in the paper, or n - 1 as in much software, which differs in the fifth digit. */
export type MomentForm = 'n' | 'n-1';

export interface Concordance {
  readonly coefficient: number;
  /** 95 %, by Fisher's z; null where it has no meaning: pairs that agree wholly, or do not vary. */
  readonly interval: Interval | null;
  /** Precision: Pearson's r. NaN where one of the two does not vary. */
  readonly r: number;
  /** Accuracy C_b = ρc / r; NaN where r is 0 or NaN. */
  readonly bias_correction: number;
  /** v = σx / σy. */
  readonly scale_shift: number;
  /** u = (x̄ - ȳ) / √(σx σy). */
  readonly location_shift: number;
}

/**
 * Lin's concordance correlation coefficient 2 Sxy / (Sx² + Sy² + (x̄ - ȳ)²).
 * @returns undefined below 3 pairs, and where all values of both are one and the same
 * @throws RangeError when the lists differ in length
 * @source Lin1989 (doi 10.2307/2532051), variance as corrected in Lin2000 (doi 10.1111/j.0006-341X.2000.00324.x)
 */
export function concordance(
  x: readonly number[],
  y: readonly number[],
  moments: MomentForm = 'n',
): Concordance | undefined {
  expectPairs('CCC', x, y);
  const n = x.length;
  if (n < LEAST_PAIRS) return undefined;
  const [meanX, meanY] = [mean(x), mean(y)];
  const scale = moments === 'n' ? 1 : n / (n - 1);
  const sxx = areAllEqual(x) ? 0 : scale * mean(x.map((value) => (value - meanX) ** 2));
  const syy = areAllEqual(y) ? 0 : scale * mean(y.map((value) => (value - meanY) ** 2));
  const sxy = sxx * syy === 0 ? 0 : scale * mean(x.map((value, i) => (value - meanX) * (y[i] - meanY)));
  if (areAllEqual(x) && areAllEqual(y) && x[0] === y[0]) return undefined;
  const coefficient = concordanceOf({ sxx, syy, sxy, shift: meanX - meanY });
  const r = sxy / Math.sqrt(sxx * syy);
  const u = (meanX - meanY) / (sxx * syy) ** 0.25;
  return {
    ...{ coefficient, interval: intervalOf({ coefficient, r, u, n }), r },
    bias_correction: coefficient / r,
    scale_shift: Math.sqrt(sxx / syy),
    location_shift: u,
  };
}

/** The coefficient from moments: variances, covariance and difference of the means. */
export function concordanceOf({
  sxx,
  syy,
  sxy,
  shift,
}: Readonly<Record<'sxx' | 'syy' | 'sxy' | 'shift', number>>): number {
  return (2 * sxy) / (sxx + syy + shift ** 2);
}

function intervalOf({
  coefficient: p,
  r,
  u,
  n,
}: {
  coefficient: number;
  r: number;
  u: number;
  n: number;
}): Interval | null {
  if (!(Math.abs(p) < 1) || !(Math.abs(r) > 0)) return null;
  const rest = 1 - p ** 2;
  const variance =
    (((1 - r ** 2) * p ** 2) / (rest * r ** 2) +
      (2 * p ** 3 * (1 - p) * u ** 2) / (r * rest ** 2) -
      (p ** 4 * u ** 4) / (2 * r ** 2 * rest ** 2)) /
    (n - 2);
  if (!(variance >= 0)) return null;
  const half = Z_95 * Math.sqrt(variance);
  return [Math.tanh(Math.atanh(p) - half), Math.tanh(Math.atanh(p) + half)] as const;
}
