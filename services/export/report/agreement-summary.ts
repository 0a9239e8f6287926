import type { Figure } from '../../agreement/report/figure.ts';
import type { ComparedMethods, InstrumentAgreement } from '../../results/study-agreement.ts';
import { counted } from '../plots/wording.ts';
import { BOOTSTRAP_MARK, intervalText, NONE, pText, shortCell, shortInterval, stopless } from './figure-cells.ts';
import type { Cell, ReportColumn, ReportTable } from './report.ts';

const STRATUM_NAMES = {
  tone_class: 'skin tone (by the machine, class of most of the subject’s photos)',
  site: 'site',
  region: 'region',
  lesion_size: 'lesion size (share of the shown skin, by the machine)',
} as const;

/** Columns by their names, with their shares of a printed page. */
const leftColumns = (columns: readonly (readonly [name: string, share: number])[]): readonly ReportColumn[] =>
  columns.map(([name, share]) => ({ name, align: 'left', share }));

/** What a reader asks first of a comparison, in the order of `keyCells`. */
const keyColumns = (unit: string) =>
  [
    [`Bias, ${unit}`, 72],
    [`Limits of agreement, ${unit}`, 92],
    ['ICC(2,1)', 64],
    ['CCC', 64],
  ] as const;

const INTERVALS = `Below each figure: its 95 % interval; ${BOOTSTRAP_MARK}: by bootstrap of whole subjects, of several rows of a subject.`;

/** One row for each comparison that was made. */
export function summaryTable(instrument: InstrumentAgreement): ReportTable {
  const { units, compared, comparisons, margin, unit, definition_versions: versions } = instrument;
  const done = comparisons.filter(({ refused }) => refused === null);
  const about = [
    `${counted(units, compared)} with a value by a person.`,
    ...(versions.length === 0 ? [] : [`Read by version ${versions.join(', ')} of ${instrument.score}.`]),
    margin === null
      ? 'The protocol has no margin of equivalence for this score: none is tested.'
      : `Margin of equivalence by the protocol: ± ${margin} ${unit}; mean difference: two one-sided t tests at 5 %; single differences: limits of agreement and their intervals within it.`,
    'Bias: mean of the differences, first less second. Limits of agreement: bias ± 1.96 s. ICC(2,1): two-way random, absolute agreement, one reading. CCC: Lin’s, moments over n.',
    INTERVALS,
  ];
  return {
    caption: 'Summary',
    columns: leftColumns([
      ['Methods', 74],
      ['Pairs', 36],
      ...keyColumns(unit),
      ...(margin === null ? [] : [[`Margin ± ${margin}`, 80] as const]),
    ]),
    dense: true,
    rows: done.map((each) => [
      { main: each.methods.join(' − '), detail: each.warnings.length === 0 ? '' : 'see the warning' },
      { main: String(each.n), detail: counted(each.subjects, 'subject') },
      ...keyCells(each.figures),
      ...(margin === null ? [] : [verdictCell(each.figures)]),
    ]),
    notes: done.length === 0 ? ['No comparison has enough pairs.', ...about] : about,
  };
}

const keyCells = (figures: readonly Figure[]): readonly Cell[] => [
  shortCell(figures, 'bias'),
  limitsCell(figures),
  shortCell(figures, 'icc_2,1'),
  shortCell(figures, 'ccc_n'),
];

/** Both limits, and what each of them is known by. */
function limitsCell(figures: readonly Figure[]): Cell {
  const [lower, upper] = ['lower_limit_1.96', 'upper_limit_1.96'].map((id) => figures.find((each) => each.id === id));
  if (lower === undefined || upper === undefined) return NONE;
  if (lower.value === null || upper.value === null) return { main: NONE, detail: lower.note ?? upper.note ?? '' };
  return {
    main: intervalText([lower.value, upper.value]),
    detail: `lower ${shortInterval(lower)}, upper ${shortInterval(upper)}`,
  };
}

/** Of the mean and of single differences: the one does not stand for the other. */
function verdictCell(figures: readonly Figure[]): Cell {
  const [mean, single] = ['equivalence', 'limits_within_margin'].map((id) => figures.find((each) => each.id === id));
  if (mean === undefined || single === undefined) return NONE;
  const why = mean.value === null ? stopless(mean.note ?? '') : null;
  const p = mean.p_value === null ? null : `p ${pText(mean.p_value)}`;
  return {
    main: `mean: ${mean.reading ?? 'not tested'}`,
    detail: [why, p, single.reading].filter((words) => words !== null).join('; '),
  };
}

/** What was refused, and why. */
export function refusedTable(comparisons: readonly ComparedMethods[]): readonly ReportTable[] {
  const refused = comparisons.filter((each) => each.refused !== null);
  if (refused.length === 0) return [];
  const rows = refused.map((each) => [
    each.methods.join(' and '),
    String(each.n),
    each.refused ?? '',
    missingText(each),
  ]);
  return [
    {
      caption: 'Not compared',
      columns: leftColumns([
        ['Methods', 120],
        ['Pairs', 40],
        ['Why', 150],
        ['Missing', 150],
      ]),
      rows,
      notes: [],
    },
  ];
}

export const missingText = ({ missing }: ComparedMethods): string =>
  missing
    .filter(({ units }) => units > 0)
    .map(({ method, units }) => `${units} without ${method}`)
    .join('; ');

/** The same figures of the parts of a comparison. */
export function strataTable(
  { unit }: InstrumentAgreement,
  { strata }: ComparedMethods,
  names: string,
): readonly ReportTable[] {
  if (strata.length === 0) return [];
  const kinds = [...new Set(strata.map(({ by }) => by))];
  return [
    {
      caption: `${names}, by strata`,
      columns: leftColumns([['Stratum', 74], ['Pairs', 36], ...keyColumns(unit)]),
      rows: strata.map(({ by, group, n, subjects, refused, figures }) => [
        { main: group, detail: by.replace('_', ' ') },
        { main: String(n), detail: counted(subjects, 'subject') },
        ...(refused === null ? keyCells(figures) : [{ main: NONE, detail: refused }, NONE, NONE, NONE]),
      ]),
      notes: [kinds.map((kind) => `${kind.replace('_', ' ')}: ${STRATUM_NAMES[kind]}`).join('; ')],
      dense: true,
    },
  ];
}
