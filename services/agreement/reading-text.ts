/** As those of the figures beside it. */
const DIGITS = 4;

/** A reading in a message: a computed one has dust in its last digits. Whole numbers are given in full. */
export const readingText = (value: number): string =>
  Number.isInteger(value) ? String(value) : String(Number(value.toPrecision(DIGITS)));
