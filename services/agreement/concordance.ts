import { mean } from './order-statistics.ts';

/** 97.5 % quantile of the standard normal distribution. */
const Z_95 = 1.959964;
/** Below this many pairs the coefficient says nothing. */
const LEAST_PAIRS = 3;

export interface Concordance {
  readonly coefficient: number;
  /** 95 %, by Fisher's z; null where it has no meaning: pairs that agree wholly, or do not vary. */
  readonly interval: readonly [number, number] | null;
}

/**
 * Lin's concordance correlation coefficient 2 Sxy / (Sx² + Sy² + (x̄ - ȳ)²) with moments over n.
 * @returns undefined below 3 pairs, and where all values of both are one and the same
 * @throws RangeError when the lists differ in length
 * @source Lin1989 (doi 10.2307/2532051), variance as corrected in Lin2000 (doi 10.1111/j.0006-341X.2000.00324.x)
 */
export function concordance(x: readonly number[], y: readonly number[]): Concordance | undefined {
  if (x.length !== y.length) throw new RangeError(`Expected pairs but received ${x.length} and ${y.length} values`);
  const n = x.length;
  if (n < LEAST_PAIRS) return undefined;
  const [meanX, meanY] = [mean(x), mean(y)];
  const sxx = mean(x.map((value) => (value - meanX) ** 2));
  const syy = mean(y.map((value) => (value - meanY) ** 2));
  const sxy = mean(x.map((value, i) => (value - meanX) * (y[i] - meanY)));
  const apart = sxx + syy + (meanX - meanY) ** 2;
  if (apart === 0) return undefined;
  const coefficient = (2 * sxy) / apart;
  const r = sxy / Math.sqrt(sxx * syy);
  const u = (meanX - meanY) / (sxx * syy) ** 0.25;
  return { coefficient, interval: intervalOf({ coefficient, r, u, n }) };
}

function intervalOf({ coefficient: p, r, u, n }: { coefficient: number; r: number; u: number; n: number }) {
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
