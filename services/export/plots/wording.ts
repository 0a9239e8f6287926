/** Digits of a figure that stands for itself. */
const DIGITS = 3;

const minus = (text: string): string => text.replace('-', '−');

/** A figure with so many decimals and a printed minus; nought has no sign. */
export function fixed(value: number, decimals: number): string {
  const text = value.toFixed(decimals);
  return Number(text) === 0 ? (0).toFixed(decimals) : minus(text);
}

/** A figure to three digits, never in powers of ten, whole numbers in full. */
export function figure(value: number): string {
  if (value === 0) return '0';
  return fixed(value, Math.max(0, DIGITS - 1 - Math.floor(Math.log10(Math.abs(value)))));
}

/** Decimals that show a thousandth of an axis, so that all figures of a plot have the same. */
export function decimalsFor([low, high]: readonly [number, number]): number {
  return Math.max(0, DIGITS - Math.floor(Math.log10(high - low)));
}

/** A number as it is, with a printed minus. */
export const plain = (value: number): string => minus(String(value));

/** A label with its unit: "Difference (% BSA)". */
export const withUnit = (label: string, unit: string): string => `${label} (${unit})`;

export const counted = (n: number, thing: string): string => `${n} ${thing}${n === 1 ? '' : 's'}`;

/** What would run out of its place is cut; the whole belongs into a tooltip. */
export function cut(words: string, longest: number): string {
  const letters = [...words];
  return letters.length > longest ? `${letters.slice(0, longest - 1).join('')}…` : words;
}
