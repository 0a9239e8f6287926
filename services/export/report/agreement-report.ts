import type { ComparedMethods, InstrumentAgreement, StudyAgreement } from '../../results/study-agreement.ts';
import { counted } from '../plots/wording.ts';
import { agreementPlots } from './agreement-plots.ts';
import { FIGURE_COLUMNS, figureRow, NONE, shortCell } from './figure-cells.ts';
import type { ProvenanceEntry, Report, ReportSection, ReportTable } from './report.ts';

/** Where a report comes from. */
export interface ReportOrigin {
  readonly title: string;
  readonly provenance: readonly ProvenanceEntry[];
}

const STRATUM_NAMES = {
  tone_class: 'skin tone (by the machine, class of most of the subject’s photos)',
  site: 'site',
  region: 'region',
  lesion_size: 'lesion size (share of the shown skin, by the machine)',
} as const;

const left = (name: string): ReportTable['columns'][number] => ({ name, align: 'left' });

/** The report on how far methods agree in a study: score by score an overview, then a section for each comparison. */
export function agreementReport({ title, provenance }: ReportOrigin, agreement: StudyAgreement): Report {
  return {
    ...{ title, kind: 'Agreement of methods', provenance, warnings: agreement.warnings },
    sections: agreement.instruments.flatMap((each) => [
      overview(each),
      ...each.comparisons.filter(({ refused }) => refused === null).map((compared) => section(each, compared)),
    ]),
    conventions: conventionsOf(agreement),
    references: agreement.references,
  };
}

function conventionsOf({ bootstrap, least_pairs, least_stratum_pairs }: StudyAgreement): readonly string[] {
  return [
    'Differences are the first named less the second. Intervals are of 95 % unless said; p-values are two-sided; nothing is adjusted for multiplicity.',
    `Bootstrap: ${bootstrap.resamples} resamples of whole subjects, seed ${bootstrap.seed}, percentile intervals. Where a subject has several rows, intervals and tests that take rows as independent are left out.`,
    `A comparison needs ${least_pairs} complete pairs, a stratum ${least_stratum_pairs}. Strata are by what was known of the unit, and were not chosen by what they show.`,
    'Two scores are never pooled. The repeat of a reader was hidden among the reads. A score of a site is no blinded read.',
  ];
}

const headingOf = (instrument: InstrumentAgreement): string =>
  `${instrument.score} of ${instrument.compared}s (${instrument.unit})`;

function overview(instrument: InstrumentAgreement): ReportSection {
  const { units, compared, comparisons, margin, unit, definition_versions: versions } = instrument;
  const done = comparisons.filter(({ refused }) => refused === null);
  const about = [
    `${counted(units, compared)} with a value by a person.`,
    ...(versions.length === 0 ? [] : [`Read by version ${versions.join(', ')} of ${instrument.score}.`]),
    margin === null
      ? 'The protocol has no margin of equivalence for this score: none is tested.'
      : `Margin of equivalence by the protocol: ± ${margin} ${unit}.`,
    'Limits of agreement: bias ± 1.96 s. ICC(2,1): two-way random, absolute agreement, one reading. CCC: Lin’s, moments over n.',
  ];
  return {
    heading: headingOf(instrument),
    warnings: instrument.warnings,
    tables: [
      {
        caption: 'Overview',
        columns: [
          left('Methods'),
          left('Pairs'),
          left(`Bias, ${unit}`),
          left('Lower limit'),
          left('Upper limit'),
          left('ICC(2,1)'),
          left('CCC'),
        ],
        rows: done.map((each) => [
          each.methods.join(' − '),
          { main: String(each.n), detail: counted(each.subjects, 'subject') },
          ...keyCells(each.figures),
        ]),
        notes: done.length === 0 ? ['No comparison has enough pairs.', ...about] : about,
      },
      ...refusedTable(comparisons),
    ],
    plots: [],
  };
}

const keyCells = (figures: ComparedMethods['figures']) =>
  ['bias', 'lower_limit_1.96', 'upper_limit_1.96', 'icc_2,1', 'ccc_n'].map((id) => shortCell(figures, id));

function refusedTable(comparisons: readonly ComparedMethods[]): readonly ReportTable[] {
  const refused = comparisons.filter((each) => each.refused !== null);
  if (refused.length === 0) return [];
  const rows = refused.map((each) => [
    each.methods.join(' and '),
    String(each.n),
    each.refused ?? '',
    missingText(each),
  ]);
  const columns = [left('Methods'), left('Pairs'), left('Why'), left('Missing')];
  return [{ caption: 'Not compared', columns, rows, notes: [] }];
}

const missingText = ({ missing }: ComparedMethods): string =>
  missing
    .filter(({ units }) => units > 0)
    .map(({ method, units }) => `${units} without ${method}`)
    .join('; ');

function section(instrument: InstrumentAgreement, compared: ComparedMethods): ReportSection {
  const { methods, n, subjects, figures, warnings } = compared;
  const names = methods.join(methods.length === 2 ? ' and ' : ', ');
  const missing = missingText(compared);
  return {
    heading: `${instrument.score}: ${names}`,
    warnings,
    tables: [
      {
        caption: `${names} (n = ${n} ${instrument.compared}s of ${counted(subjects, 'subject')})`,
        columns: FIGURE_COLUMNS,
        rows: figures.map(figureRow),
        notes: missing === '' ? [] : [`Of ${instrument.units} ${instrument.compared}s left out: ${missing}.`],
      },
      ...strataTable(instrument, compared),
      ...respondersTable(instrument, compared),
    ],
    plots: agreementPlots(instrument, compared),
  };
}

function strataTable({ unit }: InstrumentAgreement, { strata }: ComparedMethods): readonly ReportTable[] {
  if (strata.length === 0) return [];
  const kinds = [...new Set(strata.map(({ by }) => by))];
  const rows = strata.map(({ by, group, n, subjects, refused, figures }) => [
    { main: group, detail: by.replace('_', ' ') },
    { main: String(n), detail: counted(subjects, 'subject') },
    ...(refused === null ? keyCells(figures) : [{ main: NONE, detail: refused }, NONE, NONE, NONE, NONE]),
  ]);
  return [
    {
      caption: 'By strata',
      columns: [
        left('Stratum'),
        left('Pairs'),
        left(`Bias, ${unit}`),
        left('Lower limit'),
        left('Upper limit'),
        left('ICC(2,1)'),
        left('CCC'),
      ],
      rows,
      notes: kinds.map((kind) => `${kind.replace('_', ' ')}: ${STRATUM_NAMES[kind]}`),
    },
  ];
}

function respondersTable(
  { score }: InstrumentAgreement,
  { responders, methods }: ComparedMethods,
): readonly ReportTable[] {
  return responders.map(({ definition, least_fall_percent: percent, ...each }) => ({
    caption: `Responders by ${methods.join(' and by ')}: ${definition ?? `${score} fell by ${percent} % (no published definition)`}, ${each.first_visit} to ${each.last_visit} (n = ${counted(each.subjects, 'subject')})`,
    columns: FIGURE_COLUMNS,
    rows: each.figures.map(figureRow),
    notes: [
      ...(each.refused === null ? [] : [`Refused: ${each.refused}.`]),
      ...(each.not_evaluable === 0 ? [] : [`${counted(each.not_evaluable, 'subject')} not evaluable by both.`]),
    ],
  }));
}
