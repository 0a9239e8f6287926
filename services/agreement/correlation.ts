import { twoSidedT } from '../statistics/distributions.ts';
import { notComputable } from '../statistics/refuse.ts';
import { areAllEqual } from './difference.ts';
import { expectPairs } from './expect-pairs.ts';
import { mean } from './order-statistics.ts';

export interface Correlation {
  readonly n: number;
  readonly r: number;
  /** Two-sided, of no correlation. */
  readonly p_value: number;
}

/**
 * Pearson's r. It says how well the readings lie on some line, not how well they agree.
 * @throws Refusal below 3 pairs, and where one of the two does not vary
 */
export function correlation(x: readonly number[], y: readonly number[]): Correlation {
  expectPairs("Pearson's r", x, y);
  const n = x.length;
  if (n < 3) return notComputable("Pearson's r", `needs 3 pairs, but there are ${n}.`);
  if (areAllEqual(x) || areAllEqual(y)) return notComputable("Pearson's r", 'one of the two readings does not vary.');
  const [meanX, meanY] = [mean(x), mean(y)];
  let [sxx, syy, sxy] = [0, 0, 0];
  for (let i = 0; i < n; i++) {
    sxx += (x[i] - meanX) ** 2;
    syy += (y[i] - meanY) ** 2;
    sxy += (x[i] - meanX) * (y[i] - meanY);
  }
  const r = Math.max(-1, Math.min(1, sxy / Math.sqrt(sxx * syy)));
  return { n, r, p_value: twoSidedT(r * Math.sqrt((n - 2) / (1 - r ** 2)), n - 2) };
}
