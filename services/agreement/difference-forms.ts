import { notComputable } from '../statistics/refuse.ts';
import type { BlandAltman } from './bland-altman.ts';
import type { Interval } from './interval.ts';

/** Differences in percent of the mean of the two readings: 100 (A - B) / ((A + B) / 2). @source BlandAltman1999, section 3.1 */
export function percentDifferences(a: readonly number[], b: readonly number[]): readonly number[] {
  return a.map((value, i) => {
    const middle = (value + b[i]) / 2;
    if (middle > 0) return (100 * (value - b[i])) / middle;
    return notComputable('Percent differences', `need means above 0, but pair ${i + 1} is ${value} and ${b[i]}.`);
  });
}

/** Differences of natural logarithms: ln A - ln B, which is ln of the ratio A / B. @source BlandAltman1999, section 3.1 */
export function logDifferences(a: readonly number[], b: readonly number[]): readonly number[] {
  return a.map((value, i) => {
    if (value > 0 && b[i] > 0) return Math.log(value) - Math.log(b[i]);
    return notComputable('Log differences', `need readings above 0, but pair ${i + 1} is ${value} and ${b[i]}.`);
  });
}

/** Figures of log differences, taken back: the geometric mean of the ratio A / B, and its limits. */
export function ratios({ bias, bias_interval, limits }: Pick<BlandAltman, 'bias' | 'bias_interval' | 'limits'>): {
  readonly ratio: number;
  readonly ratio_interval: Interval | null;
  readonly limits: Interval | null;
} {
  const back = (interval: Interval | null): Interval | null =>
    interval && [Math.exp(interval[0]), Math.exp(interval[1])];
  return { ratio: Math.exp(bias), ratio_interval: back(bias_interval), limits: back(limits) };
}
