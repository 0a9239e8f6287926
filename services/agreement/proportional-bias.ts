import { TAIL, tQuantile, twoSidedT } from '../statistics/distributions.ts';
import { notComputable } from '../statistics/refuse.ts';
import { areAllEqual, differences } from './difference.ts';
import { around, type Interval } from './interval.ts';
import { mean } from './order-statistics.ts';

export interface ProportionalBias {
  readonly n: number;
  /** Change of the difference A - B per unit of the mean of A and B. */
  readonly slope: number;
  readonly slope_interval: Interval;
  readonly intercept: number;
  readonly standard_error: number;
  readonly t: number;
  readonly df: number;
  /** Two-sided. */
  readonly p_value: number;
}

/** Share of the variance that is left of differences on a line by rounding alone. */
const ON_A_LINE = 1e-20;
const FIGURE = 'Test of proportional bias';

/**
 * Least-squares slope of the difference on the mean of two readings, tested against 0 by t with n - 2 degrees of freedom. A slope other
 * than 0 says that the disagreement grows or falls with what is measured, or that the two spread differently.
 * @throws Refusal below 3 pairs, where all means are one and the same, and where the differences lie on a line
 * @source BlandAltman1999, section 3.2
 */
export function proportionalBias(a: readonly number[], b: readonly number[]): ProportionalBias {
  const d = differences(a, b);
  const n = d.length;
  if (n < 3) return notComputable(FIGURE, `needs 3 pairs, but there are ${n}.`);
  const x = a.map((value, i) => (value + b[i]) / 2);
  const [meanX, meanD] = [mean(x), mean(d)];
  const sxx = x.reduce((sum, value) => sum + (value - meanX) ** 2, 0);
  const sxd = x.reduce((sum, value, i) => sum + (value - meanX) * (d[i] - meanD), 0);
  if (areAllEqual(x)) return notComputable(FIGURE, 'all means of the two readings are one and the same.');
  const slope = sxd / sxx;
  const residual = d.reduce((sum, value, i) => sum + (value - meanD - slope * (x[i] - meanX)) ** 2, 0);
  if (areAllEqual(d) || residual <= ON_A_LINE * d.reduce((sum, value) => sum + (value - meanD) ** 2, 0)) {
    return notComputable(FIGURE, 'the differences lie on a line: there is no error to test by.');
  }
  const standard_error = Math.sqrt(residual / (n - 2) / sxx);
  const t = slope / standard_error;
  const slope_interval = around(slope, tQuantile(1 - TAIL, n - 2) * standard_error);
  const intercept = meanD - slope * meanX;
  return { n, slope, slope_interval, intercept, standard_error, t, df: n - 2, p_value: twoSidedT(t, n - 2) };
}
