import { hull, type Interval, overlap } from './interval.ts';

/** A number as a table prints it. */
export interface Printed {
  readonly text: string;
  readonly value: number;
  /** One unit of the last printed digit: 0.1 for 12.8. */
  readonly step: number;
  /** '<' and '>' only with p-values: "<0.001". */
  readonly bound: '=' | '<' | '>';
}

/** How the digits that are not printed were dropped. */
export type Reading = 'rounded' | 'truncated';

const NUMBER = /^([<>]?)\s*([-+]?(?:\d+(?:\.(\d*))?|\.(\d+))(?:e([-+]?\d+))?)$/i;

/** Undefined for what is no number. A minus sign may be U+2212, as printers set it. */
export function readPrinted(text: string): Printed | undefined {
  const plain = text.trim().replace('−', '-');
  const match = NUMBER.exec(plain);
  if (match === null) return undefined;
  const [, bound, digits, decimals = '', onlyDecimals = '', exponent = '0'] = match;
  const value = Number(digits);
  const step = 10 ** (Number(exponent) - decimals.length - onlyDecimals.length);
  if (!Number.isFinite(value) || !(step > 0 && Number.isFinite(step))) return undefined;
  return { text: plain, value, step, bound: bound === '<' || bound === '>' ? bound : '=' };
}

/** All values that this print may stand for. A half may have been rounded either way. */
export function meant({ value, step, bound }: Printed, reading: Reading): Interval {
  if (bound === '<') return { low: 0, high: value };
  if (bound === '>') return { low: value, high: Number.POSITIVE_INFINITY };
  const half = step / 2;
  if (reading === 'rounded') return { low: value - half, high: value + half };
  // Dropped digits bring a number nearer to nought; -0.0 and 0.0 cannot be told apart.
  return { low: value > 0 ? value : value - step, high: value < 0 ? value : value + step };
}

/** However the digits were dropped. */
export function meantAtAll(printed: Printed): Interval {
  return hull([meant(printed, 'rounded'), meant(printed, 'truncated')]);
}

/** Standard deviations, p-values and shares have no negative values. */
export function meantNotNegative(printed: Printed, reading: Reading): Interval {
  const { low, high } = meant(printed, reading);
  return { low: Math.max(0, low), high };
}

export type Agreement = 'agrees' | 'truncated' | 'disagrees';

/** Whether something is possible if all numbers were rounded, or only if all were truncated. */
export function agreementIf(possible: (reading: Reading) => boolean): Agreement {
  if (possible('rounded')) return 'agrees';
  return possible('truncated') ? 'truncated' : 'disagrees';
}

/**
 * Whether values that all numbers involved may stand for make the printed one: if all were rounded, or only if this one was truncated
 * by hand or all were truncated by a program.
 * @param recompute the values that the other printed numbers allow, in that reading
 */
export function agreement(printed: Printed, recompute: (reading: Reading) => Interval): Agreement {
  const is = (own: Reading, others: Reading): boolean => overlap(meant(printed, own), recompute(others));
  if (is('rounded', 'rounded')) return 'agrees';
  return is('truncated', 'rounded') || is('truncated', 'truncated') ? 'truncated' : 'disagrees';
}

/** The recomputed value for people, to two digits more than are printed. */
export function shown(value: number, { step }: Pick<Printed, 'step'>): string {
  const decimals = Math.min(20, Math.max(0, Math.round(-Math.log10(step))) + 2);
  return value.toFixed(decimals);
}
