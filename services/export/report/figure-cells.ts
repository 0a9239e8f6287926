import type { Interval } from '../../agreement/interval.ts';
import type { Figure } from '../../agreement/report/figure.ts';
import { figure } from '../plots/wording.ts';
import type { Cell, ReportTable } from './report.ts';

/** One figure of agreement, with its references by any name that the report lists. */
export type AgreementFigure = Omit<Figure, 'id' | 'references'> & { readonly references: readonly string[] };

/** Digits of a figure of agreement: ICC 0.9459. */
const DIGITS = 4;
export const NONE = '–';

export const FIGURE_COLUMNS: ReportTable['columns'] = [
  { name: 'Figure', align: 'left' },
  { name: 'Value', align: 'right' },
  { name: 'Interval', align: 'left' },
  { name: 'p', align: 'left' },
  { name: 'What it says', align: 'left' },
  { name: 'Source', align: 'left' },
];

/** A figure with all that a reader must know to quote it. */
export function figureRow(each: AgreementFigure): readonly Cell[] {
  const { name, form, value, unit, interval, interval_form: form95, bootstrap_interval: bootstrap } = each;
  const says = [each.reading, each.note].filter((words) => words !== null).join('. ');
  return [
    { main: name, detail: form },
    value === null ? NONE : { main: figure(value, DIGITS), detail: unit },
    intervalCell(interval, form95, bootstrap),
    each.p_value === null ? NONE : { main: pText(each.p_value), detail: each.test ?? '' },
    says,
    { main: '', detail: each.references.join(', ') },
  ];
}

/** Where there is no other, the interval by resampling stands for itself. */
function intervalCell(interval: Interval | null, form: string | null, bootstrap: Interval | null): Cell {
  if (interval === null) {
    return bootstrap === null ? NONE : { main: intervalText(bootstrap), detail: '95 %, bootstrap of subjects' };
  }
  const resampled = bootstrap === null ? [] : [`bootstrap ${intervalText(bootstrap)}`];
  return { main: intervalText(interval), detail: [form ?? '', ...resampled].filter(Boolean).join('; ') };
}

/** The figure of this id in one cell with its interval; the reason where there is none. */
export function shortCell(figures: readonly Figure[], id: string): Cell {
  const found = figures.find((each) => each.id === id);
  if (found === undefined) return NONE;
  if (found.value === null) return { main: NONE, detail: found.note ?? '' };
  return { main: figure(found.value, DIGITS), detail: shortInterval(found) };
}

/** The interval that holds for the rows: by resampling of subjects where there are several rows of a subject. */
export function shortInterval({ interval, bootstrap_interval: bootstrap }: Figure): string {
  if (interval !== null) return intervalText(interval);
  return bootstrap === null ? 'no interval' : `${intervalText(bootstrap)} (bootstrap)`;
}

export const intervalText = ([low, high]: Interval): string => `${figure(low, DIGITS)} to ${figure(high, DIGITS)}`;

/** A p-value as a journal prints it. */
export const pText = (p: number): string => (p < 0.001 ? '< 0.001' : p.toFixed(3));
