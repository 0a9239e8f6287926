import { fallPercent, findResponderId, RESPONDER_DEFINITIONS } from '../scores/responders.ts';
import type { FourFold } from '../statistics/contingency.ts';
import { mantelHaenszel } from '../statistics/mantel-haenszel.ts';
import { crudeOddsRatio } from '../statistics/odds-ratio.ts';
import { newcombe, type Proportion, wilson } from '../statistics/proportions.ts';
import type { Estimate } from '../statistics/test-result.ts';
import { attempt, type NotDone, noTests, type Tests, testsOf } from './attempt.ts';
import { byGroup, type CategorySummary, countLevels } from './characteristics.ts';
import { compareCounts } from './comparisons.ts';
import { isMeaningful, MEANINGFUL_CHANGES, type MeaningfulChange } from './meaningful-change.ts';
import { endScore, MISSING_RULES, type MissingRule, type RuledResponse, responseUnder } from './missing-data.ts';
import { findInstrument, levelsOf, type OutcomeStudy, type StudyRow } from './study.ts';

/** A fall of these says nothing about getting better. */
const NOT_BY_FALL: readonly string[] = ['VNS', 'REPIGMENTATION_PERCENT'];
const COMPLETE_PERCENT = 100;

export interface ResponderDefinitionUsed {
  /** Such as PASI75; null for a threshold that no one has published for the instrument. */
  readonly id: string | null;
  readonly version: string | null;
  readonly least_fall_percent: number;
  readonly sources: readonly string[];
}

export interface ResponderCount {
  /** Null: all people of the instrument. */
  readonly group: string | null;
  /** Those who are counted: responders and non-responders. */
  readonly n: number;
  readonly responders: number;
  readonly percent: number | null;
  /** Wilson's, as shares of 1. */
  readonly proportion: Estimate | NotDone;
  /** Among the counted, those whom a rule for missing scores decided. */
  readonly imputed: number;
  readonly missing: number;
  /** Baseline of nought. */
  readonly not_evaluable: number;
}

export interface ResponderRow {
  readonly definition: ResponderDefinitionUsed;
  readonly missing_rule: MissingRule;
  readonly groups: readonly ResponderCount[];
  readonly all: ResponderCount;
  /** First group less the second; none unless there are two. */
  readonly difference: Estimate | NotDone;
  readonly odds_ratio: Estimate | NotDone;
  readonly tests: Tests;
}

/** Complete: a fall of 100 %; partial: at least the threshold; none: less, or worse. One test of all levels together. */
export interface ResponseLevels {
  readonly groups: readonly CategorySummary[];
  readonly all: CategorySummary;
  readonly tests: Tests;
}

export interface MeaningfulRow {
  readonly threshold: MeaningfulChange;
  readonly groups: readonly {
    readonly group: string | null;
    readonly n: number;
    readonly reached: number;
    readonly proportion: Estimate | NotDone;
    /** Without both scores, or with a baseline of nought where the threshold is a share of it. */
    readonly not_counted: number;
  }[];
}

export interface ResponseTable {
  readonly table: 'response';
  readonly instrument: string;
  /** In the order of every list of groups in the rows. */
  readonly groups: readonly string[];
  /** The asked threshold first, then the instrument's other definitions, under the asked rule. */
  readonly responders: readonly ResponderRow[];
  /** The asked threshold under the other rules. */
  readonly other_missing_rules: readonly ResponderRow[];
  readonly levels: ResponseLevels;
  /** The asked threshold within strata; null where none were named. */
  readonly stratified: Tests | null;
  readonly meaningful_change: readonly MeaningfulRow[];
}

interface Group {
  readonly group: string;
  readonly rows: readonly StudyRow[];
}

/** Table 4: who responded, by one instrument. */
export function responseTable(study: OutcomeStudy, instrument: string): ResponseTable | NotDone {
  if (NOT_BY_FALL.includes(findInstrument(instrument) ?? '')) {
    return { not_done: `A fall of ${instrument} is not a response; it has no responders by percent.` };
  }
  const positions = study.rows.flatMap((row, i) => (row.instrument === instrument ? [i] : []));
  const all = positions.map((i) => study.rows[i]);
  const groups = byGroup(study, positions).map(({ group, positions: own }) => ({
    group,
    rows: own.map((i) => study.rows[i]),
  }));
  const asked = definitionOf(instrument, study.responderPercent);
  const others = otherDefinitions(instrument, study.responderPercent);
  const { missingRule } = study;
  return {
    table: 'response',
    instrument,
    groups: groups.map(({ group }) => group),
    responders: [asked, ...others].map((each) => responderRow(groups, all, each, missingRule)),
    other_missing_rules: MISSING_RULES.filter((rule) => rule !== missingRule).map((rule) =>
      responderRow(groups, all, asked, rule),
    ),
    levels: responseLevels(groups, all, study),
    stratified: study.stratumName === null ? null : stratifiedTests(groups, study),
    meaningful_change: meaningfulRows(groups, all, study, instrument),
  };
}

function definitionOf(instrument: string, percent: number): ResponderDefinitionUsed {
  const id = findResponderId(findInstrument(instrument) ?? instrument, percent);
  if (id === undefined) return { id: null, version: null, least_fall_percent: percent, sources: [] };
  const { version, sources } = RESPONDER_DEFINITIONS[id];
  return { id, version, least_fall_percent: percent, sources: [...sources] };
}

function otherDefinitions(instrument: string, asked: number): readonly ResponderDefinitionUsed[] {
  return Object.values(RESPONDER_DEFINITIONS)
    .filter((each) => each.instrument === findInstrument(instrument) && each.leastFallPercent !== asked)
    .map(({ leastFallPercent }) => definitionOf(instrument, leastFallPercent));
}

function responderRow(
  groups: readonly Group[],
  all: readonly StudyRow[],
  definition: ResponderDefinitionUsed,
  rule: MissingRule,
): ResponderRow {
  const percent = definition.least_fall_percent;
  const counts = groups.map(({ group, rows }) => countResponders(group, rows, percent, rule));
  return {
    definition,
    missing_rule: rule,
    groups: counts,
    all: countResponders(null, all, percent, rule),
    difference: twoGroups(counts, (a, b) => newcombe(a, b)),
    odds_ratio: twoGroups(counts, (a, b) => crudeOddsRatio(asFourFold(a, b))),
    tests: compareCounts(counts.map(({ n, responders }) => [responders, n - responders])),
  };
}

function countResponders(
  group: string | null,
  rows: readonly StudyRow[],
  percent: number,
  rule: MissingRule,
): ResponderCount {
  const responses = rows.map((row) => responseUnder(row, percent, rule));
  const of = (status: RuledResponse['status']): number => responses.filter((each) => each.status === status).length;
  const responders = of('responder');
  const n = responders + of('non_responder');
  return {
    ...{ group, n, responders },
    percent: n === 0 ? null : (100 * responders) / n,
    proportion: attempt(() => wilson({ events: responders, n })),
    imputed: responses.filter(({ imputed }) => imputed).length,
    missing: of('missing'),
    not_evaluable: of('not_evaluable'),
  };
}

const asFourFold = (a: Proportion, b: Proportion): FourFold => [
  [a.events, a.n - a.events],
  [b.events, b.n - b.events],
];

function twoGroups(
  counts: readonly ResponderCount[],
  compute: (a: Proportion, b: Proportion) => Estimate,
): Estimate | NotDone {
  if (counts.length !== 2) return { not_done: 'Is of two groups.' };
  const [a, b] = counts.map(({ responders, n }) => ({ events: responders, n }));
  return attempt(() => compute(a, b));
}

function responseLevels(groups: readonly Group[], all: readonly StudyRow[], study: OutcomeStudy): ResponseLevels {
  const partial = `partial (${study.responderPercent} % or more)`;
  const none = `none (below ${study.responderPercent} %)`;
  const levels =
    study.responderPercent < COMPLETE_PERCENT ? ['complete (100 %)', partial, none] : ['complete (100 %)', none];
  const levelOf = (row: StudyRow): string | null => {
    const { status } = responseUnder(row, study.responderPercent, study.missingRule);
    if (status === 'non_responder') return none;
    if (status !== 'responder') return null;
    const complete = responseUnder(row, COMPLETE_PERCENT, study.missingRule).status === 'responder';
    return complete ? 'complete (100 %)' : partial;
  };
  const count = (rows: readonly StudyRow[]): CategorySummary => countLevels(rows.map(levelOf), levels);
  const summaries = groups.map(({ rows }) => count(rows));
  return {
    groups: summaries,
    all: count(all),
    tests: compareCounts(summaries.map((summary) => summary.levels.map((level) => level.count))),
  };
}

/** Responders of two groups within strata. People without a stratum are left out. */
function stratifiedTests(groups: readonly Group[], study: OutcomeStudy): Tests {
  if (groups.length !== 2) return noTests('The test within strata is of two groups.');
  const strata = levelsOf(groups.flatMap(({ rows }) => rows.map(({ stratum }) => stratum)));
  const tables = strata.map((stratum) => {
    const [a, b] = groups.map(({ group, rows }) => {
      const own = rows.filter((row) => row.stratum === stratum);
      const { responders, n } = countResponders(group, own, study.responderPercent, study.missingRule);
      return { events: responders, n };
    });
    return asFourFold(a, b);
  });
  return testsOf([true, false].map((corrected) => () => mantelHaenszel(tables, { corrected })));
}

/** Of people with both scores; under no rule does a missing score reach a threshold. */
function meaningfulRows(
  groups: readonly Group[],
  all: readonly StudyRow[],
  { missingRule }: OutcomeStudy,
  instrument: string,
): readonly MeaningfulRow[] {
  const known = findInstrument(instrument);
  const thresholds = known === undefined ? [] : (MEANINGFUL_CHANGES[known] ?? []);
  return thresholds.map((threshold) => ({
    threshold,
    groups: [...groups, { group: null, rows: all }].map(({ group, rows }) => {
      const reached = rows.map((row) => {
        const after = endScore(row, missingRule).value;
        if (row.before === null || after === null) return null;
        return isMeaningful(threshold, { before: row.before, after, fallPercent: fallPercent(row.before, after) });
      });
      const n = reached.filter((each) => each !== null).length;
      const events = reached.filter((each) => each === true).length;
      return {
        ...{ group, n, reached: events },
        proportion: attempt(() => wilson({ events, n })),
        not_counted: rows.length - n,
      };
    }),
  }));
}
