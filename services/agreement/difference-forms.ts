import { notComputable } from '../statistics/refuse.ts';
import { readingText } from './reading-text.ts';

/** How a message calls a pair. */
export type NameOfPair = (place: number) => string;
export const byPlace: NameOfPair = (place) => `pair ${place + 1}`;

/** Differences in percent of the mean of the two readings: 100 (A - B) / ((A + B) / 2). @source BlandAltman1999, section 3.1 */
export function percentDifferences(
  a: readonly number[],
  b: readonly number[],
  nameOf: NameOfPair = byPlace,
): readonly number[] {
  return a.map((value, i) => {
    const middle = (value + b[i]) / 2;
    if (middle > 0) return (100 * (value - b[i])) / middle;
    return notComputable(
      'Percent differences',
      `need means above 0, but ${nameOf(i)} is ${readingText(value)} and ${readingText(b[i])}.`,
    );
  });
}

/** Differences of natural logarithms: ln A - ln B, which is ln of the ratio A / B; bias and limits are taken back by exp. @source BlandAltman1999, section 3.1 */
export function logDifferences(
  a: readonly number[],
  b: readonly number[],
  nameOf: NameOfPair = byPlace,
): readonly number[] {
  return a.map((value, i) => {
    if (value > 0 && b[i] > 0) return Math.log(value) - Math.log(b[i]);
    return notComputable(
      'Log differences',
      `need readings above 0, but ${nameOf(i)} is ${readingText(value)} and ${readingText(b[i])}.`,
    );
  });
}
