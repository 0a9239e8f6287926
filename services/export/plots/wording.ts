/** Digits of a figure that stands for itself. */
const DIGITS = 3;

const minus = (text: string): string => text.replace('-', '−');

/** A figure with so many decimals and a printed minus; nought has no sign. */
export function fixed(value: number, decimals: number): string {
  const text = value.toFixed(decimals);
  return Number(text) === 0 ? (0).toFixed(decimals) : minus(text);
}

/** What binary fractions leave of nought. */
const DUST = 1e-12;

/** A decimal more than these is of no use to anybody; toFixed has an end, too. */
const MOST_DECIMALS = 12;

/** A figure to three digits, or so many, never in powers of ten, whole numbers in full. @throws RangeError for what is no number */
export function figure(value: number, digits = DIGITS): string {
  if (value === 0) return '0';
  if (Number.isNaN(value)) throw new RangeError('Expected a figure but received NaN');
  if (!Number.isFinite(value)) return value > 0 ? '∞' : '−∞';
  if (Math.abs(value) < DUST) return '0';
  // Of the rounded value: 0.00099999 is 0.00100 and not 0.001000.
  const decimals = digits - 1 - Math.floor(Math.log10(Math.abs(Number(value.toPrecision(digits)))));
  return fixed(value, Math.min(MOST_DECIMALS, Math.max(0, decimals)));
}

/** Decimals that show a thousandth of an axis, so that all figures of a plot have the same. */
export function decimalsFor([low, high]: readonly [number, number]): number {
  return Math.min(MOST_DECIMALS, Math.max(0, DIGITS - Math.floor(Math.log10(high - low))));
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

/** Words in lines of so many letters at most, unless a word is longer. */
export function wrapped(words: string, longest: number): readonly string[] {
  const lines: string[] = [];
  for (const word of words.split(' ')) {
    const last = lines.at(-1);
    if (last === undefined || last.length + 1 + word.length > longest) lines.push(word);
    else lines[lines.length - 1] = `${last} ${word}`;
  }
  return lines;
}
