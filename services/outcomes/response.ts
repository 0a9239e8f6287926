import type { NotDone, Tests } from './attempt.ts';
import { byGroup } from './characteristics.ts';
import { type MeaningfulRow, meaningfulRows } from './meaningful-rows.ts';
import { MISSING_RULES } from './missing-data.ts';
import { definitionOf, publishedDefinitions, type ResponderRow, responderRow } from './responder-counts.ts';
import { type ResponseLevels, responseLevels, stratifiedTests } from './response-levels.ts';
import { findInstrument, type OutcomeStudy } from './study.ts';

/** A fall of these says nothing about getting better. */
const NOT_BY_FALL: readonly string[] = ['VNS', 'REPIGMENTATION_PERCENT'];

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
  const others = publishedDefinitions(instrument).filter(
    ({ least_fall_percent: percent }) => percent !== study.responderPercent,
  );
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
