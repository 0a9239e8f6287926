import { expectPairs } from './expect-pairs.ts';

/** Digits that survive a subtraction; what follows is the dust of binary fractions. */
const DIGITS = 13;
const MOST_DECIMALS = 100;

/** a - b without the dust of binary fractions, so that 0.3 - 0.2 and 1.3 - 1.2 are one and the same difference. */
export function difference(a: number, b: number): number {
  const size = Math.max(Math.abs(a), Math.abs(b));
  if (size === 0 || a === b) return 0;
  const decimals = DIGITS - 1 - Math.floor(Math.log10(size));
  return decimals < 0 || decimals > MOST_DECIMALS ? a - b : Number((a - b).toFixed(decimals));
}

/** Differences of pairs, a - b. @throws RangeError as `expectPairs` */
export function differences(a: readonly number[], b: readonly number[]): readonly number[] {
  expectPairs('Differences', a, b);
  return a.map((value, i) => difference(value, b[i]));
}

export const areAllEqual = (values: readonly number[]): boolean => values.every((value) => value === values[0]);
