import type { Pair } from './pair.ts';

/** The highest grade of a scale that is taken for one: items and areas of VASI, PASI and MASI go to 4 and 6, rating scales to 10. */
const HIGHEST_GRADE = 10;

/** Whether all readings are grades: whole numbers from 0 to 10. Measured values seldom are. */
export function isGraded({ a, b }: Pick<Pair, 'a' | 'b'>): boolean {
  return [...a, ...b].every((value) => Number.isInteger(value) && value >= 0 && value <= HIGHEST_GRADE);
}

/** Whether all readings are yes (1) or no (0). */
export function isBinary({ a, b }: Pick<Pair, 'a' | 'b'>): boolean {
  return [...a, ...b].every((value) => value === 0 || value === 1);
}
