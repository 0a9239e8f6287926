import type { Interval } from '../../agreement/interval.ts';
import type { Figure } from '../../agreement/report/figure.ts';
import { type BlandAltmanPlot, blandAltmanSvg } from '../plots/bland-altman.ts';
import { type ScatterPlot, scatterSvg } from '../plots/scatter.ts';
import { counted, figure } from '../plots/wording.ts';
import type { Cell, ProvenanceEntry, Report, ReportPlot, ReportSection, ReportTable } from './report.ts';

/** One figure of agreement, with its references by any name that the report lists. */
export type AgreementFigure = Omit<Figure, 'id' | 'references'> & { readonly references: readonly string[] };

export interface AgreementComparison {
  readonly methods: readonly string[];
  readonly n: number;
  /** Null where it is not known which rows are of one subject. */
  readonly subjects: number | null;
  readonly left_out_rows: readonly number[];
  readonly figures: readonly AgreementFigure[];
  /** Null where more than two methods are compared at once. */
  readonly blandAltman: BlandAltmanPlot | null;
  readonly scatter: ScatterPlot | null;
}

export interface AgreementReportData {
  readonly title: string;
  readonly provenance: readonly ProvenanceEntry[];
  readonly warnings: readonly string[];
  /** What the groups are, such as the skin tone; null without groups. */
  readonly by: string | null;
  readonly groups: readonly {
    /** Null: all rows. */
    readonly group: string | null;
    readonly comparisons: readonly AgreementComparison[];
  }[];
  readonly conventions: readonly string[];
  readonly references: Readonly<Record<string, string>>;
}

/** Digits of a figure of agreement: ICC 0.9459. */
const DIGITS = 4;

const COLUMNS: ReportTable['columns'] = [
  { name: 'Figure', align: 'left' },
  { name: 'Value', align: 'right' },
  { name: 'Interval', align: 'left' },
  { name: 'p', align: 'left' },
  { name: 'What it says', align: 'left' },
  { name: 'Source', align: 'left' },
];

/** The report on how far methods agree: a section for each comparison, over all rows and then group by group. */
export function agreementReport(data: AgreementReportData): Report {
  const { title, provenance, warnings, by, groups, conventions, references } = data;
  const sections = groups.flatMap(({ group, comparisons }) =>
    comparisons.map((comparison) => section(comparison, group === null ? '' : `${by ?? 'group'} ${group}`)),
  );
  return { title, kind: 'Agreement of methods', provenance, warnings, sections, conventions, references };
}

function section(comparison: AgreementComparison, group: string): ReportSection {
  const { methods, n, subjects, left_out_rows: leftOut, figures } = comparison;
  const names = methods.join(methods.length === 2 ? ' and ' : ', ');
  const heading = group === '' ? names : `${names}: ${group}`;
  const size = `n = ${n}${subjects === null ? '' : ` of ${counted(subjects, 'subject')}`}`;
  const missing =
    leftOut.length === 0
      ? []
      : [`${counted(leftOut.length, 'row')} left out for a missing value: ${rowList(leftOut)}.`];
  return {
    heading,
    warnings: figures.length === 0 ? ['There are no complete rows: nothing can be compared.'] : [],
    tables: [{ caption: `${heading} (${size})`, columns: COLUMNS, rows: figures.map(figureRow), notes: missing }],
    plots: plotsOf(comparison, heading),
  };
}

/** Rows that are named in full; of more, how many there are is enough. */
const MOST_ROWS_NAMED = 20;

function rowList(rows: readonly number[]): string {
  const named = rows.slice(0, MOST_ROWS_NAMED).join(', ');
  return rows.length > MOST_ROWS_NAMED ? `${named} and ${rows.length - MOST_ROWS_NAMED} more` : named;
}

function figureRow(each: AgreementFigure): readonly Cell[] {
  const { name, form, value, unit, interval, interval_form: form95, bootstrap_interval: bootstrap } = each;
  const says = [each.reading, each.note].filter((words) => words !== null).join('. ');
  const resampled = bootstrap === null ? [] : [`bootstrap ${intervalText(bootstrap)}`];
  return [
    { main: name, detail: form },
    value === null ? '–' : { main: figure(value, DIGITS), detail: unit },
    {
      main: interval === null ? '–' : intervalText(interval),
      detail: [form95 ?? '', ...resampled].filter(Boolean).join('; '),
    },
    each.p_value === null ? '–' : { main: pText(each.p_value), detail: each.test ?? '' },
    says,
    { main: '', detail: each.references.join(', ') },
  ];
}

const intervalText = ([low, high]: Interval): string => `${figure(low, DIGITS)} to ${figure(high, DIGITS)}`;

/** A p-value as a journal prints it. */
export const pText = (p: number): string => (p < 0.001 ? '< 0.001' : p.toFixed(3));

function plotsOf({ blandAltman, scatter }: AgreementComparison, heading: string): readonly ReportPlot[] {
  const bands = 'Dashed: limits of agreement; bands: 95 % confidence intervals; dotted: difference over mean.';
  return [
    ...(blandAltman === null
      ? []
      : [
          {
            svg: blandAltmanSvg(blandAltman),
            caption: `${heading}: differences against means (Bland–Altman). ${bands}`,
          },
        ]),
    ...(scatter === null
      ? []
      : [{ svg: scatterSvg(scatter), caption: `${heading}: one against the other, with the line of identity.` }]),
  ];
}
