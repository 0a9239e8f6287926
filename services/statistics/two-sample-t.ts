import { mean } from '../agreement/order-statistics.ts';
import { TAIL, tQuantile, twoSidedT } from './distributions.ts';
import { notComputable } from './refuse.ts';
import { expectAtLeast, isConstant, sumOfSquares, variance } from './sample.ts';
import type { TestResult } from './test-result.ts';

const WELCH = "Welch's t-test";
const STUDENT = "Student's t-test";

/**
 * Whether the means of two samples differ, variances not taken to be equal (R's default).
 * @throws Refusal `not_computable` below 2 values in a sample, and where neither varies
 * @source Welch1947 (Biometrika 34:28), degrees of freedom of Satterthwaite1946
 */
export function welchT(x: readonly number[], y: readonly number[]): TestResult {
  for (const sample of [x, y]) expectAtLeast(WELCH, 2, sample);
  const [partX, partY] = [variance(x) / x.length, variance(y) / y.length];
  const standardError = Math.sqrt(partX + partY);
  const df = (partX + partY) ** 2 / (partX ** 2 / (x.length - 1) + partY ** 2 / (y.length - 1));
  return result({ test: WELCH, variant: 'unequal variances, two-sided', x, y, standardError, df });
}

/**
 * Whether the means of two samples of one variance differ.
 * @throws Refusal `not_computable` below 2 values in a sample, and where neither varies
 * @source Student1908 (Biometrika 6:1), Fisher1925
 */
export function studentT(x: readonly number[], y: readonly number[]): TestResult {
  for (const sample of [x, y]) expectAtLeast(STUDENT, 2, sample);
  const df = x.length + y.length - 2;
  const pooled = (sumOfSquares(x) + sumOfSquares(y)) / df;
  const standardError = Math.sqrt(pooled * (1 / x.length + 1 / y.length));
  return result({ test: STUDENT, variant: 'equal variances, two-sided', x, y, standardError, df });
}

interface Parts {
  readonly test: string;
  readonly variant: string;
  readonly x: readonly number[];
  readonly y: readonly number[];
  readonly standardError: number;
  readonly df: number;
}

function result({ test, variant, x, y, standardError, df }: Parts): TestResult {
  if (isConstant(standardError, mean(x), mean(y))) notComputable(test, 'neither sample varies.');
  const difference = mean(x) - mean(y);
  const t = difference / standardError;
  const half = tQuantile(1 - TAIL, df) * standardError;
  return {
    ...{ test, variant },
    statistic: { name: 't', value: t },
    df,
    p_value: twoSidedT(t, df),
    estimate: {
      name: 'difference of means',
      value: difference,
      interval: [difference - half, difference + half],
      method: 't',
    },
    remarks: [],
  };
}
