import { tAbove, tQuantile } from '../statistics/distributions.ts';
import { notComputable } from '../statistics/refuse.ts';
import { blandAltman } from './bland-altman.ts';
import { around, type Interval } from './interval.ts';

export interface Equivalence {
  readonly n: number;
  readonly margin: number;
  readonly bias: number;
  /** Of the bias, 90 %: equivalence at 5 % is this interval within ± margin. */
  readonly interval_90: Interval;
  readonly t_lower: number;
  readonly t_upper: number;
  readonly df: number;
  /** The larger of the two one-sided p-values. */
  readonly p_value: number;
  readonly equivalent: boolean;
}

/** Level of each of the two tests. */
export const EQUIVALENCE_LEVEL = 0.05;

/**
 * Two one-sided t tests that the mean difference lies within ± margin, at 5 % each.
 * @param differences one of each subject
 * @param margin largest difference that does not matter, in the unit of the differences; to be set before looking
 * @throws Refusal below 2 differences, and where they are all one and the same
 * @source Schuirmann1987 (doi 10.1007/BF01068419)
 */
export function equivalence(differences: readonly number[], margin: number): Equivalence {
  if (!(margin > 0)) throw new RangeError(`Expected a margin above 0 but received ${margin}`);
  const { n, bias, sd } = blandAltman(differences);
  if (sd === null) return notComputable('Equivalence', 'needs 2 differences.');
  if (sd === 0)
    return notComputable('Equivalence', 'all differences are one and the same: there is no error to test by.');
  const error = sd / Math.sqrt(n);
  const df = n - 1;
  const [t_lower, t_upper] = [(bias + margin) / error, (bias - margin) / error];
  const p_value = Math.max(tAbove(t_lower, df), tAbove(-t_upper, df));
  const interval_90 = around(bias, tQuantile(1 - EQUIVALENCE_LEVEL, df) * error);
  return { n, margin, bias, interval_90, t_lower, t_upper, df, p_value, equivalent: p_value < EQUIVALENCE_LEVEL };
}
