import { mean } from '../agreement/order-statistics.ts';
import { TAIL, tQuantile, twoSidedT } from './distributions.ts';
import { notComputable } from './refuse.ts';
import { expectAtLeast, isConstant, standardDeviation } from './sample.ts';
import type { TestResult } from './test-result.ts';

const TEST = 'Paired t-test';

/**
 * Whether the mean of x - y is nought. The differences, not the values, are taken to be normal.
 * @throws RangeError when the lists differ in length
 * @throws Refusal `not_computable` below 2 pairs, and where all differences are the same
 * @source Student1908 (Biometrika 6:1)
 */
export function pairedT(x: readonly number[], y: readonly number[]): TestResult {
  if (x.length !== y.length) throw new RangeError(`Expected pairs but received ${x.length} and ${y.length} values`);
  const differences = x.map((value, i) => value - y[i]);
  expectAtLeast(TEST, 2, differences);
  const n = differences.length;
  const centre = mean(differences);
  const standardError = standardDeviation(differences) / Math.sqrt(n);
  if (isConstant(standardError, mean(x), mean(y))) {
    notComputable(TEST, `all ${n} differences are the same, so that their mean has no standard error.`);
  }
  const t = centre / standardError;
  const half = tQuantile(1 - TAIL, n - 1) * standardError;
  return {
    test: TEST,
    variant: 'two-sided',
    statistic: { name: 't', value: t },
    df: n - 1,
    p_value: twoSidedT(t, n - 1),
    estimate: { name: 'mean difference', value: centre, interval: [centre - half, centre + half], method: 't' },
    remarks: [],
  };
}
