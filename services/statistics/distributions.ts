import gammaInc from '@stdlib/math-base-special-gammainc';
import fCdf from '@stdlib/stats-base-dists-f-cdf';
import fQuantileOf from '@stdlib/stats-base-dists-f-quantile';
import normalCdf from '@stdlib/stats-base-dists-normal-cdf';
import normalQuantileOf from '@stdlib/stats-base-dists-normal-quantile';
import tCdf from '@stdlib/stats-base-dists-t-cdf';
import tQuantileOf from '@stdlib/stats-base-dists-t-quantile';

/** Share of the standard normal distribution below z. */
export const normalBelow = (z: number): number => normalCdf(z, 0, 1);

/** Share of the standard normal distribution above z; exact far out, where 1 - Φ(z) would be nought. */
export const normalAbove = (z: number): number => normalCdf(-z, 0, 1);

/** To 1e-12 from 0.0001 to 0.9999. Farther out digits are lost (4e-7 of z at 1e-12), where no statistic here asks. */
export const normalQuantile = (probability: number): number => normalQuantileOf(probability, 0, 1);

/** Two-sided p-value of a standard normal z. */
export const twoSidedNormal = (z: number): number => Math.min(1, 2 * normalAbove(Math.abs(z)));

/** Share of Student's distribution above t. */
export const tAbove = (t: number, df: number): number => tCdf(-t, df);

/** Two-sided p-value of Student's t. */
export const twoSidedT = (t: number, df: number): number => Math.min(1, 2 * tCdf(-Math.abs(t), df));

export const tQuantile = (probability: number, df: number): number => tQuantileOf(probability, df);

export const fQuantile = (probability: number, df1: number, df2: number): number => fQuantileOf(probability, df1, df2);
/** Share of the chi-square distribution above x. */
export const chiSquareAbove = (x: number, df: number): number => (x <= 0 ? 1 : gammaInc(x / 2, df / 2, true, true));

/** Share of the F distribution above f: that of the reciprocal below 1 / f, so that small p-values keep their digits. */
export const fAbove = (f: number, df1: number, df2: number): number => (f <= 0 ? 1 : fCdf(1 / f, df2, df1));

/** Confidence of every interval in this folder. */
export const CONFIDENCE = 0.95;
/** Probability left above, and below, an interval. */
export const TAIL = (1 - CONFIDENCE) / 2;
/** 1.959964: the normal quantile of a 95 % interval. */
export const Z_95 = normalQuantile(1 - TAIL);
/** 3.841459: the square of that, the chi-square quantile with one degree of freedom. */
export const CHI_SQUARE_95 = Z_95 ** 2;
