import { findResponderId, RESPONDER_DEFINITIONS } from '../scores/responders.ts';
import type { FourFold } from '../statistics/contingency.ts';
import { crudeOddsRatio } from '../statistics/odds-ratio.ts';
import { newcombe, type Proportion, wilson } from '../statistics/proportions.ts';
import type { Estimate } from '../statistics/test-result.ts';
import { attempt, type NotDone, type Tests } from './attempt.ts';
import { compareCounts } from './comparisons.ts';
import { type MissingRule, type RuledResponse, responseUnder } from './missing-data.ts';
import { findInstrument, type RowGroup, type StudyRow } from './study.ts';

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

export function definitionOf(instrument: string, percent: number): ResponderDefinitionUsed {
  const id = findResponderId(findInstrument(instrument) ?? instrument, percent);
  if (id === undefined) return { id: null, version: null, least_fall_percent: percent, sources: [] };
  const { version, sources } = RESPONDER_DEFINITIONS[id];
  return { id, version, least_fall_percent: percent, sources: [...sources] };
}

/** All that are published for an instrument, from the lowest threshold. */
export function publishedDefinitions(instrument: string): readonly ResponderDefinitionUsed[] {
  return Object.values(RESPONDER_DEFINITIONS)
    .filter((each) => each.instrument === findInstrument(instrument))
    .map(({ leastFallPercent }) => definitionOf(instrument, leastFallPercent));
}

export function responderRow(
  groups: readonly RowGroup[],
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

export function countResponders(
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

export const asFourFold = (a: Proportion, b: Proportion): FourFold => [
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
