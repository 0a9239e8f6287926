import type { Interval } from '../../agreement/interval.ts';
import type { Figure } from '../../agreement/report/figure.ts';
import { TARGETS } from '../../agreement/report/icc-figures.ts';
import { figure } from '../plots/wording.ts';
import type { Cell } from './report.ts';

/** Digits of a figure of agreement: ICC 0.9459. */
const DIGITS = 4;
export const NONE = '–';
/** After an interval by the bootstrap; a note of the table says so. */
export const BOOTSTRAP_MARK = '*';

export const figureText = (value: number): string => figure(value, DIGITS);

/** A count stands as it is. */
export function valueText({ value, unit }: Figure): string {
  if (value === null) return NONE;
  return unit === TARGETS ? String(value) : figureText(value);
}

/** The figure of this id in one cell with its interval; the reason where there is none. */
export function shortCell(figures: readonly Figure[], id: string): Cell {
  const found = figures.find((each) => each.id === id);
  if (found === undefined) return NONE;
  if (found.value === null) return { main: NONE, detail: found.note ?? '' };
  return { main: valueText(found), detail: shortInterval(found) };
}

/** The interval that holds for the rows: by resampling of subjects where there are several rows of a subject. */
export function shortInterval({ interval, bootstrap_interval: bootstrap }: Figure): string {
  if (interval !== null) return intervalText(interval);
  return bootstrap === null ? 'no interval' : `${intervalText(bootstrap)}${BOOTSTRAP_MARK}`;
}

export const intervalText = ([low, high]: Interval): string => `${figureText(low)} to ${figureText(high)}`;

/** A p-value as a journal prints it. */
export const pText = (p: number): string => (p < 0.001 ? '< 0.001' : p.toFixed(3));

/** A sentence as a part of another. */
export const stopless = (words: string): string => words.replace(/\.$/, '');
