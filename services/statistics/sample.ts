import { mean } from '../agreement/order-statistics.ts';
import { expectFinite, notComputable } from './refuse.ts';

/** Sum of squares about the mean. */
export function sumOfSquares(values: readonly number[]): number {
  const centre = mean(values);
  return values.reduce((sum, value) => sum + (value - centre) ** 2, 0);
}

/** Variance over n - 1. */
export const variance = (values: readonly number[]): number => sumOfSquares(values) / (values.length - 1);

export const standardDeviation = (values: readonly number[]): number => Math.sqrt(variance(values));

/** As R: below this many roundings of the mean a standard error is the dust of binary fractions, not a spread. */
const CONSTANT_ROUNDINGS = 10;

/** Whether a standard error is nought but for rounding, against means of this size. */
export function isConstant(standardError: number, ...means: readonly number[]): boolean {
  return standardError <= CONSTANT_ROUNDINGS * Number.EPSILON * Math.max(...means.map(Math.abs));
}

/** @throws Refusal `not_computable` below `least` values */
export function expectAtLeast(figure: string, least: number, values: readonly number[]): void {
  expectFinite(figure, values);
  if (values.length < least) {
    const has = values.length === 1 ? 'there is 1' : `there are ${values.length}`;
    notComputable(figure, `needs at least ${least} values in each sample, but ${has}.`);
  }
}
