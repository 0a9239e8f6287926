import { mean } from '../agreement/order-statistics.ts';
import { fAbove } from './distributions.ts';
import { notComputable } from './refuse.ts';
import { expectAtLeast, variance } from './sample.ts';
import type { TestResult } from './test-result.ts';

const TEST = "Welch's analysis of variance";

/**
 * Whether the means of several samples differ, variances not taken to be equal (R's `oneway.test`).
 * @throws Refusal `not_computable` below two samples or two values in one, and where one does not vary
 * @source Welch1951 (Biometrika 38:330)
 */
export function welchAnova(samples: readonly (readonly number[])[]): TestResult {
  for (const sample of samples) expectAtLeast(TEST, 2, sample);
  const k = samples.length;
  if (k < 2) notComputable(TEST, 'needs at least two groups.');
  const groups = samples.map((sample) => ({ n: sample.length, centre: mean(sample), own: variance(sample) }));
  if (groups.some(({ own }) => own === 0)) notComputable(TEST, 'the values of one group are all the same.');
  const weights = groups.map(({ n, own }) => n / own);
  const all = weights.reduce((sum, weight) => sum + weight, 0);
  const centre = groups.reduce((sum, group, i) => sum + weights[i] * group.centre, 0) / all;
  const between = groups.reduce((sum, group, i) => sum + weights[i] * (group.centre - centre) ** 2, 0) / (k - 1);
  const lack = groups.reduce((sum, { n }, i) => sum + (1 - weights[i] / all) ** 2 / (n - 1), 0) / (k ** 2 - 1);
  const value = between / (1 + 2 * (k - 2) * lack);
  const df: readonly [number, number] = [k - 1, 1 / (3 * lack)];
  return {
    test: TEST,
    variant: 'unequal variances',
    statistic: { name: 'F', value },
    df,
    p_value: fAbove(value, ...df),
    estimate: null,
    remarks: [],
  };
}
