import { isDone } from '../../outcomes/attempt.ts';
import { MEANINGFUL_CHANGE_SOURCES, MEANINGFUL_CHANGES } from '../../outcomes/meaningful-change.ts';
import { findInstrument, unitOf } from '../../outcomes/study.ts';
import type { ScoreOutcomes, StudyOutcomes } from '../../results/study-outcomes.ts';
import { findDefinition } from '../../scores/definitions.ts';
import { type SubjectCoursesPlot, subjectCoursesSvg } from '../plots/subject-courses.ts';
import { waterfallSvg } from '../plots/waterfall.ts';
import type { ReportOrigin } from './agreement-report.ts';
import { characteristicsTables, instrumentTables, notDoneTable } from './outcome-tables.ts';
import type { Report, ReportPlot, ReportSection } from './report.ts';

/** Groups that a plot can tell apart. */
const MOST_GROUPS = 4;

/** The report of a trial's outcomes: the people, then each score for itself. Two never share a table or a plot. */
export function outcomeReport({ title, provenance }: ReportOrigin, outcomes: StudyOutcomes): Report {
  const { settings, warnings, one_group_because: because, characteristics, scores } = outcomes;
  const caption = 'Table 1. Baseline characteristics';
  return {
    ...{ title, kind: 'Outcomes', provenance },
    warnings: [...(because === null ? [] : [because]), ...warnings],
    sections: [
      {
        heading: 'Subjects',
        level: 1,
        warnings: [],
        tables: isDone(characteristics)
          ? characteristicsTables(caption, characteristics)
          : [notDoneTable(caption, characteristics)],
        plots: [],
      },
      ...scores.map((each) => section(each, settings)),
    ],
    conventions: [
      `Groups by ${settings.group}. First visit: ${settings.before}; visits after it: ${settings.after.join(', ')}, of which the last is analysed.`,
      `Responder: fall of at least ${settings.responder_least_fall_percent} % from the first visit.`,
      `Missing data: ${settings.missing_rule} (${settings.missing_rule_text}).`,
      ...settings.conventions,
    ],
    references: sourcesOf(scores),
  };
}

/** Of the thresholds that are laid over the responses; those of tests and intervals are in docs/outcomes.md. */
function sourcesOf(scores: readonly ScoreOutcomes[]): Readonly<Record<string, string>> {
  const keys = scores.flatMap(({ report }) => {
    const instrument = isDone(report) ? findInstrument(report.instrument) : undefined;
    return instrument === undefined ? [] : (MEANINGFUL_CHANGES[instrument] ?? []).flatMap(({ sources }) => sources);
  });
  return Object.fromEntries([...new Set(keys)].sort().map((key) => [key, MEANINGFUL_CHANGE_SOURCES[key] ?? key]));
}

function section(each: ScoreOutcomes, settings: StudyOutcomes['settings']): ReportSection {
  const { score, source_text: source, report, warnings } = each;
  const unit = unitOf(findDefinition(score)?.instrument ?? score);
  const heading = `${score} (${unit})`;
  const chapter = { heading, level: 1, warnings } as const;
  if (!isDone(report)) return { ...chapter, tables: [notDoneTable(`Source: ${source}`, report)], plots: [] };
  const [first, ...rest] = instrumentTables(report);
  return {
    ...chapter,
    tables: [{ ...first, notes: [`Source of all scores of this section: ${source}.`, ...first.notes] }, ...rest],
    plots: [coursesPlot(each, unit), waterfallPlot(each, unit, settings)],
  };
}

function coursesPlot({ score, subjects }: ScoreOutcomes, unit: string): ReportPlot {
  const groups = new Set(subjects.map(({ group }) => group));
  const told = groups.size > 1 && groups.size <= MOST_GROUPS;
  const byDay = subjects.every(({ points }) => points.every(({ day }) => day !== null));
  const plot: SubjectCoursesPlot = {
    title: `${score}: course of each subject`,
    value: { label: score, unit },
    time: byDay
      ? { label: 'Planned time since the first visit', unit: 'days' }
      : { label: 'Visit', unit: 'number in the protocol’s order' },
    courses: subjects.map(({ subject, group, points }) => ({
      subject,
      group: told ? (group ?? 'no treatment') : null,
      points: points.map(({ day, value }, i) => ({ at: byDay && day !== null ? day : i + 1, value })),
    })),
  };
  const notTold = groups.size > MOST_GROUPS ? ` More than ${MOST_GROUPS} groups: not told apart here.` : '';
  const svg = subjectCoursesSvg(plot);
  const colours = told
    ? ' Colour, dashes and markers tell the groups apart; they are not those of responders.'
    : ' Each grey line is a subject.';
  return { svg, caption: `${score}: course of each subject; a gap is a missing value.${colours}${notTold}` };
}

function waterfallPlot(
  { score, subjects, report, responder_definition: definition }: ScoreOutcomes,
  unit: string,
  { after, before, responder_least_fall_percent: percent, missing_rule: rule }: StudyOutcomes['settings'],
): ReportPlot {
  const last = after[after.length - 1];
  const response = isDone(report) && isDone(report.response) ? report.response : null;
  // Where a fall is no response, its percentage says nothing.
  const relative = response !== null;
  const thresholds = response === null ? [] : response.meaningful_change.map(({ threshold }) => threshold);
  const shown = thresholds.filter(({ measured_by: by }) => by === 'fall_percent');
  const svg = waterfallSvg({
    title: `${score}: change from ${before} to ${last}`,
    ...(relative
      ? { label: `Change of ${score} from ${before}`, unit: '%', threshold: { name: definition, change: -percent } }
      : { label: `Change of ${score} from ${before}`, unit, threshold: null }),
    changes: subjects.map(({ subject, change, change_percent }) => ({
      subject,
      change: relative ? change_percent : change,
    })),
    meaningful: shown.map(({ meaning, at_least: least, sources }) => ({
      ...{ meaning, change: -least, source: sources.join(', ') },
    })),
  });
  const words = [
    `${score}: change of each subject; below nought it fell.`,
    ...(relative
      ? [`Solid green: responder by ${definition}; hatched grey: no responder; solid line: its threshold.`]
      : []),
    ...(shown.length === 0
      ? []
      : [
          'Dashed orange lines: published thresholds of meaningful change (MCID), as in the table of meaningful change.',
        ]),
    ...(shown.length < thresholds.length
      ? [
          'Published thresholds in the unit of the score are in the table of meaningful change only: this plot is of percentages.',
        ]
      : []),
    ...(rule === 'nri' ? ['Under non-responder imputation a missing change stays missing here.'] : []),
  ];
  return { svg, caption: words.join(' ') };
}
