import type { ComparedMethods, InstrumentAgreement, StudyAgreement } from '../../results/study-agreement.ts';
import { counted } from '../plots/wording.ts';
import { agreementPlots } from './agreement-plots.ts';
import { missingText, refusedTable, strataTable, summaryTable } from './agreement-summary.ts';
import { type FigureLegend, legendOf, legendTable, type NamedFigures } from './figure-legend.ts';
import { figureTable } from './figure-table.ts';
import type { ProvenanceEntry, Report, ReportSection, ReportTable } from './report.ts';

/** Where a report comes from. */
export interface ReportOrigin {
  readonly title: string;
  readonly provenance: readonly ProvenanceEntry[];
}

const LEGEND_HEADING = 'How the figures are made';

/** The report on how far methods agree in a study: score by score a summary, the plots of each comparison, then all figures; at the end how they are made. */
export function agreementReport({ title, provenance }: ReportOrigin, agreement: StudyAgreement): Report {
  const legend = legendOf(figuresOf(agreement));
  return {
    ...{ title, kind: 'Agreement of methods', provenance, warnings: agreement.warnings },
    sections: [...agreement.instruments.flatMap((each) => chapter(each, legend)), ...legendSection(legend)],
    conventions: conventionsOf(agreement),
    references: agreement.references,
  };
}

/** All that stand in tables of figures. Strata have some of those of their comparison, made in the same way. */
const figuresOf = ({ instruments }: StudyAgreement): readonly NamedFigures[] =>
  instruments.flatMap(({ comparisons }) =>
    comparisons.map(({ methods, figures, responders }) => ({
      methods,
      figures: [...figures, ...responders.flatMap((each) => each.figures)],
    })),
  );

function conventionsOf({ bootstrap, least_pairs, least_stratum_pairs }: StudyAgreement): readonly string[] {
  return [
    'Differences are the first named less the second. Intervals are of 95 % unless said; p-values are two-sided; nothing is adjusted for multiplicity.',
    `Bootstrap: ${bootstrap.resamples} resamples of whole subjects, seed ${bootstrap.seed}, percentile intervals. Where a subject has several rows, intervals and tests that take rows as independent are left out.`,
    `A comparison needs ${least_pairs} complete pairs, a stratum ${least_stratum_pairs}. Strata are by what was known of the unit, and were not chosen by what they show.`,
    'Two scores are never pooled. The repeat of a reader was hidden among the reads. A score of a site is no blinded read.',
  ];
}

function legendSection(legend: FigureLegend): readonly ReportSection[] {
  if (legend.size === 0) return [];
  return [{ heading: LEGEND_HEADING, level: 1, warnings: [], tables: [legendTable(legend)], plots: [] }];
}

const namesOf = ({ methods }: ComparedMethods): string => methods.join(methods.length === 2 ? ' and ' : ', ');

function chapter(instrument: InstrumentAgreement, legend: FigureLegend): readonly ReportSection[] {
  const { score, compared, unit, warnings, comparisons } = instrument;
  const done = comparisons.filter(({ refused }) => refused === null);
  return [
    {
      ...{ heading: `${score} of ${compared}s (${unit})`, level: 1, warnings, plots: [] },
      tables: [summaryTable(instrument), ...refusedTable(comparisons)],
    },
    ...done.flatMap((each) => plotSection(instrument, each)),
    ...(done.length === 0 ? [] : [figureSection(instrument, done, legend)]),
  ];
}

/** What is to be warned of a comparison stands here, whether or not there is anything to draw. */
function plotSection(instrument: InstrumentAgreement, compared: ComparedMethods): readonly ReportSection[] {
  const plots = agreementPlots(instrument, compared);
  const { warnings } = compared;
  if (plots.length === 0 && warnings.length === 0) return [];
  return [{ heading: `${instrument.score}: ${namesOf(compared)}`, level: 2, warnings, tables: [], plots }];
}

function figureSection(
  instrument: InstrumentAgreement,
  done: readonly ComparedMethods[],
  legend: FigureLegend,
): ReportSection {
  return {
    ...{
      heading: `${instrument.score}: all figures (their forms, tests and sources: “${LEGEND_HEADING}”)`,
      level: 2,
      warnings: [],
      plots: [],
    },
    tables: done.flatMap((each) => [
      allFigures(instrument, each, legend),
      ...strataTable(instrument, each, namesOf(each)),
      ...respondersTable(instrument, each, legend),
    ]),
  };
}

function allFigures(
  { compared: unit, units }: InstrumentAgreement,
  compared: ComparedMethods,
  legend: FigureLegend,
): ReportTable {
  const { n, subjects, figures } = compared;
  const missing = missingText(compared);
  return figureTable(
    {
      caption: `${namesOf(compared)} (n = ${n} ${unit}s of ${counted(subjects, 'subject')})`,
      groups: [{ of: '', figures }],
      notes: [...(missing === '' ? [] : [`Of ${units} ${unit}s left out: ${missing}.`])],
    },
    legend,
  );
}

/** Who responds by both methods, by each definition; what is refused says why. */
function respondersTable(
  { score }: InstrumentAgreement,
  { responders, methods }: ComparedMethods,
  legend: FigureLegend,
): readonly ReportTable[] {
  if (responders.length === 0) return [];
  const [{ first_visit: first, last_visit: last }] = responders;
  const named = responders.map(({ definition, least_fall_percent: percent, ...each }) => ({
    ...each,
    of: definition ?? `${score} fell by ${percent} % (no published definition)`,
  }));
  return [
    figureTable(
      {
        caption: `Responders by ${methods.join(' and by ')}, ${first} to ${last}`,
        groups: named,
        notes: [`${named.map(countedText).join('; ')}.`],
      },
      legend,
    ),
  ];
}

interface CountedResponders {
  readonly of: string;
  readonly subjects: number;
  readonly not_evaluable: number;
  readonly refused: string | null;
}

function countedText({ of, subjects, not_evaluable: unknown, refused }: CountedResponders): string {
  const more = [
    ...(unknown === 0 ? [] : [`${unknown} not evaluable by both`]),
    ...(refused === null ? [] : [`refused: ${refused}`]),
  ];
  return [`${of}: n = ${counted(subjects, 'subject')}`, ...more].join(', ');
}
