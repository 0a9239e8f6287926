import { type NotDone, notDone } from '../outcomes/attempt.ts';
import { baselineCharacteristics, type CharacteristicsTable } from '../outcomes/characteristics.ts';
import { endScore, type MissingRule } from '../outcomes/missing-data.ts';
import {
  checkResponderPercent,
  type InstrumentReport,
  instrumentReport,
  type OutcomeReport,
  outcomeSettings,
} from '../outcomes/report.ts';
import { definitionOf } from '../outcomes/responder-counts.ts';
import { checkStudy, type OutcomeStudy, type StudyRow, type Variable } from '../outcomes/study.ts';
import { Refusal } from '../refusal.ts';
import { fallPercent } from '../scores/responders.ts';
import { amendmentWarnings } from './amendments.ts';
import { type Grouping, groupingOf, type People, peopleOf } from './people.ts';
import { type ScoredDefinition, scoredDefinitions } from './scored-definitions.ts';
import type { StudyData } from './study-data.ts';
import { type ScoreSource, SOURCE_TEXT, usualSource, visitScores } from './visit-scores.ts';

/** Asked for by whoever wants the report. */
export interface OutcomeOptions {
  readonly missingRule: MissingRule;
  /** Relative fall that makes a responder. */
  readonly responderPercent: number;
  /** Label of the visit that is analysed; the last of the protocol where it is left out. */
  readonly visit?: string | undefined;
  /** Whose scores count; for each score the usual one where it is left out. */
  readonly source?: ScoreSource | undefined;
}

/** A subject's scores over the visits, and what became of them. */
export interface SubjectOutcome {
  readonly subject: string;
  readonly group: string | null;
  readonly points: readonly { readonly visit: string; readonly day: number | null; readonly value: number | null }[];
  /** End less baseline, in the unit of the score; null where one is missing. */
  readonly change: number | null;
  /** In percent of the baseline, negative where it fell; null also for a baseline of nought. */
  readonly change_percent: number | null;
}

/** All that is told by one score. Two are never pooled. */
export interface ScoreOutcomes {
  readonly score: string;
  readonly source: ScoreSource;
  readonly source_text: string;
  readonly warnings: readonly string[];
  readonly report: InstrumentReport | NotDone;
  /** Such as F-VASI75; the fall in words where no one has published it for the instrument. */
  readonly responder_definition: string;
  readonly subjects: readonly SubjectOutcome[];
}

export interface StudyOutcomes {
  readonly settings: OutcomeReport['settings'];
  /** Why nobody is compared with anybody; null where groups are. */
  readonly one_group_because: string | null;
  readonly subjects: number;
  readonly warnings: readonly string[];
  readonly characteristics: CharacteristicsTable | NotDone;
  readonly scores: readonly ScoreOutcomes[];
}

/** @throws Refusal `invalid_request` for a visit that the protocol does not have, or that is the first */
function plannedVisits({ protocol }: StudyData, last: string | undefined) {
  const planned = [...protocol.visits].sort((a, b) => a.order - b.order);
  const end = last === undefined ? planned.length - 1 : planned.findIndex(({ label }) => label === last);
  const known = planned.slice(1).map(({ label }) => label);
  if (known.length === 0) {
    throw new Refusal('invalid_request', 'The protocol has one visit only: there is no outcome without a second one.');
  }
  if (end < 1) {
    throw new Refusal('invalid_request', `No visit "${last}" comes after the first: there are ${known.join(', ')}.`);
  }
  return planned.slice(0, end + 1);
}
type Planned = ReturnType<typeof plannedVisits>;

/**
 * The tables of the trial's report from its own rows: each subject is one row, and each score is reported for itself.
 * @throws Refusal `invalid_request` for options that the protocol does not allow
 */
export function studyOutcomes(data: StudyData, options: OutcomeOptions): StudyOutcomes {
  checkResponderPercent(options.responderPercent);
  const planned = plannedVisits(data, options.visit);
  const people = peopleOf(data);
  const grouping = groupingOf(data);
  const around: Around = { options, planned, people, grouping };
  const scores = scoredDefinitions(data).map((scored) => scoreOutcomes(data, scored, around));
  const everybody = outcomeStudy(around, rowsOf(around, 'people', new Map()), []);
  return {
    settings: outcomeSettings(everybody),
    one_group_because: grouping.reason,
    subjects: people.subjects.length,
    warnings: [...warningsOf(data, scores), ...people.warnings],
    characteristics:
      people.subjects.length === 0 ? notDone('The study has no visits yet.') : baselineCharacteristics(everybody),
    scores,
  };
}

interface Around {
  readonly options: OutcomeOptions;
  readonly planned: Planned;
  readonly people: People;
  readonly grouping: Grouping;
}

function warningsOf(data: StudyData, scores: readonly ScoreOutcomes[]): readonly string[] {
  const { locked, visits } = data;
  return [
    ...(visits.length === 0 ? ['The study has no visits yet.'] : []),
    ...(scores.length > 1
      ? [
          `${scores.map(({ score }) => score).join(', ')} are different scales: each has its own tables, and no figure pools or compares them.`,
        ]
      : []),
    ...(locked ? [] : ['The study is not locked: what was entered may still change.']),
    ...amendmentWarnings(data),
  ];
}

function scoreOutcomes(data: StudyData, scored: ScoredDefinition, around: Around): ScoreOutcomes {
  const { options, planned } = around;
  const source = options.source ?? usualSource(data, scored);
  const scores = visitScores(data, scored, source);
  const rows = rowsOf(around, scored.instrument, scores.values);
  const study = outcomeStudy(around, rows, predictorsOf(around, scored, rows));
  const subjects = rows.map((row) => subjectOutcome(row, planned, options.missingRule));
  const published = definitionOf(scored.instrument, options.responderPercent).id;
  return {
    ...{ score: scored.id, source, source_text: SOURCE_TEXT[source] },
    warnings: [...scores.warnings, ...warningsOfScore(data, scored, { source, rows })],
    report:
      scores.values.size === 0
        ? notDone(`There is no ${scored.id} by this source yet.`)
        : checkedReport(study, scored.instrument),
    responder_definition: published ?? `fall of ${options.responderPercent} %`,
    subjects,
  };
}

/** A score that the instrument cannot have ends the tables of this instrument, and of no other. */
function checkedReport(study: OutcomeStudy, instrument: string): InstrumentReport | NotDone {
  try {
    checkStudy(study);
  } catch (error) {
    if (error instanceof Refusal) return notDone(error.message);
    throw error;
  }
  return instrumentReport(study, instrument);
}

function warningsOfScore(
  data: StudyData,
  { definition }: ScoredDefinition,
  { source, rows }: { readonly source: ScoreSource; readonly rows: readonly StudyRow[] },
): readonly string[] {
  const units = data.units.filter((unit) => unit.definition === definition);
  const open = units.filter(({ consensus }) => consensus === null).length;
  const tampered = units.filter(({ reads }) => reads.some(({ intact }) => !intact)).length;
  const ungrouped = rows.filter(({ group }) => group === null).length;
  return [
    ...(source === 'final' && open > 0
      ? [`${open} of ${units.length} units still wait for a read or an adjudication, and count as missing.`]
      : []),
    ...(source === 'final' && tampered > 0
      ? [`${tampered} units have a signed read that is no longer what was signed, and count as missing.`]
      : []),
    ...(ungrouped > 0 ? [`${ungrouped} subjects have no treatment: they are in "all", and in no comparison.`] : []),
  ];
}

/** One row for each subject, whatever is known of it: who has no score is missing, not left out. */
function rowsOf(
  { people, grouping, planned }: Around,
  instrument: string,
  values: ReadonlyMap<string, number>,
): readonly StudyRow[] {
  const hasStrata = new Set(people.subjects.map(({ siteCode }) => siteCode)).size > 1;
  return people.subjects.map(({ id, name, siteCode, visits }) => {
    const at = (label: string): number | null => {
      const visit = visits.find((each) => each.label === label);
      return (visit && values.get(visit.id)) ?? null;
    };
    const [before, ...after] = planned.map(({ label }) => at(label));
    return {
      ...{ where: `subject ${name}`, subject: name, group: grouping.groupOf(id), instrument },
      ...{ before, after, stratum: hasStrata ? siteCode : null },
    };
  });
}

function outcomeStudy(
  { options, people, grouping, planned }: Around,
  rows: readonly StudyRow[],
  predictors: readonly Variable[],
): OutcomeStudy {
  const [first, ...later] = planned;
  return {
    ...{ groupName: grouping.name, beforeName: first.label, visitNames: later.map(({ label }) => label) },
    stratumName: rows.some(({ stratum }) => stratum !== null) ? 'site' : null,
    ...{ rows, baseline: people.baseline, predictors },
    ...{ responderPercent: options.responderPercent, missingRule: options.missingRule },
  };
}

/** Treatment, where it is known, age and the score at the first visit. */
function predictorsOf({ people, grouping }: Around, { id }: ScoredDefinition, rows: readonly StudyRow[]) {
  const groups = rows.map(({ group }) => group);
  const severity: Variable = {
    name: `${id} at the first visit`,
    kind: 'number',
    values: rows.map((row) => row.before),
  };
  const treatment: readonly Variable[] =
    grouping.reason === null && new Set(groups).size > 1
      ? [{ name: grouping.name, kind: 'category', values: groups }]
      : [];
  return [...treatment, ...people.predictors, severity];
}

function subjectOutcome(row: StudyRow, planned: Planned, rule: MissingRule): SubjectOutcome {
  const values = [row.before, ...row.after];
  const end = endScore(row, rule).value;
  const change = row.before === null || end === null ? null : end - row.before;
  const fall = row.before === null || end === null ? null : fallPercent(row.before, end);
  return {
    subject: row.subject ?? '',
    group: row.group,
    points: planned.map(({ label, day }, i) => ({ visit: label, day: day ?? null, value: values[i] ?? null })),
    change,
    change_percent: fall === null ? null : -fall,
  };
}
