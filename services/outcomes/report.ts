import { Refusal } from '../refusal.ts';
import type { NotDone } from './attempt.ts';
import { type ChangeTable, changeTable } from './change.ts';
import { baselineCharacteristics, baselineSeverity, type CharacteristicsTable } from './characteristics.ts';
import { MISSING_RULE_TEXT, type MissingRule } from './missing-data.ts';
import { type PredictorTable, predictorTable } from './predictors.ts';
import { type ResponseTable, responseTable } from './response.ts';
import { checkStudy, findInstrument, levelsOf, type OutcomeStudy, unitOf } from './study.ts';

/** What is said by one instrument. Two instruments are never in one table. */
export interface InstrumentReport {
  readonly instrument: string;
  readonly unit: string;
  readonly severity: CharacteristicsTable;
  readonly change: ChangeTable;
  readonly response: ResponseTable | NotDone;
  /** Null where no predictors were named. */
  readonly predictors: PredictorTable | NotDone | null;
}

export interface OutcomeReport {
  readonly settings: {
    readonly group: string;
    readonly before: string;
    readonly after: readonly string[];
    readonly responder_least_fall_percent: number;
    readonly missing_rule: MissingRule;
    readonly missing_rule_text: string;
    readonly confidence: 0.95;
    readonly conventions: readonly string[];
  };
  readonly rows: number;
  readonly without_group: number;
  readonly warnings: readonly string[];
  /** Null where no characteristics were named. */
  readonly characteristics: CharacteristicsTable | null;
  readonly instruments: readonly InstrumentReport[];
}

/** Rules by which tests and figures are chosen, so that a reader need not guess. docs/outcomes.md has the reasons. */
const CONVENTIONS = [
  'p-values are two-sided; intervals are of 95 %; nothing is adjusted for multiplicity.',
  'mean ± SD (n - 1) and t-tests where Shapiro–Wilk has p >= 0.05 in every group compared (before and after: of the changes), else median [quartiles, type 7] and rank tests.',
  "Two groups: Welch's t-test or Mann–Whitney; more: Welch's analysis of variance or Kruskal–Wallis; before and after: paired t-test or Wilcoxon signed-rank.",
  'Rank tests are exact without ties (and zeros) up to 50 values in a group, else approximate with continuity and tie correction.',
  "Counts: chi-square (2 × 2 with Yates' correction) where every expected count is at least 5, else Fisher's exact test.",
  'Percentages are of the people of whom the value is known; missing ones are counted beside them.',
  'Differences between groups are the first group less the second, in the order of the columns.',
] as const;

/**
 * The tables of a trial report, from rows of people. Characteristics of people are in one table; everything measured is reported for each
 * instrument alone.
 * @throws Refusal `invalid_request` for rows that contradict one another or hold scores that an instrument cannot have
 */
export function outcomeReport(study: OutcomeStudy): OutcomeReport {
  checkStudy(study);
  const instruments = levelsOf(study.rows.map(({ instrument }) => instrument));
  return {
    settings: outcomeSettings(study),
    rows: study.rows.length,
    without_group: study.rows.filter(({ group }) => group === null).length,
    warnings: warningsOf(study, instruments),
    characteristics: study.baseline.length === 0 ? null : baselineCharacteristics(study),
    instruments: instruments.map((instrument) => instrumentReport(study, instrument)),
  };
}

/** By which rules the tables of a study are made. */
export function outcomeSettings(study: OutcomeStudy): OutcomeReport['settings'] {
  return {
    group: study.groupName,
    before: study.beforeName,
    after: study.visitNames,
    responder_least_fall_percent: study.responderPercent,
    missing_rule: study.missingRule,
    missing_rule_text: MISSING_RULE_TEXT[study.missingRule],
    confidence: 0.95,
    conventions: CONVENTIONS,
  };
}

/** The tables of one instrument. Rows are checked already. */
export function instrumentReport(study: OutcomeStudy, instrument: string): InstrumentReport {
  const response = responseTable(study, instrument);
  return {
    instrument,
    unit: unitOf(instrument),
    severity: baselineSeverity(study, instrument),
    change: changeTable(study, instrument),
    response,
    predictors: predictorsOf(study, instrument, response),
  };
}

function predictorsOf(study: OutcomeStudy, instrument: string, response: ResponseTable | NotDone) {
  if (study.predictors.length === 0) return null;
  // Without responders there is no outcome to predict.
  return 'not_done' in response ? response : predictorTable(study, instrument);
}

function warningsOf(study: OutcomeStudy, instruments: readonly string[]): readonly string[] {
  const warnings: string[] = [];
  if (instruments.length > 1) {
    warnings.push(
      `${instruments.length} instruments (${instruments.join(', ')}) are measured on different scales: each has its own tables, and no figure pools or compares them.`,
    );
  }
  for (const name of instruments) {
    if (findInstrument(name) === undefined) {
      warnings.push(`${name} is no instrument that Dermetry knows: its scores are not checked for their range.`);
    }
  }
  const ungrouped = study.rows.filter(({ group }) => group === null).length;
  if (ungrouped > 0) {
    warnings.push(`${ungrouped} rows have no ${study.groupName}: they are in "all", and in no comparison.`);
  }
  if (study.missingRule === 'locf' && study.visitNames.length === 1) {
    warnings.push('There is only one visit after baseline, so that nothing can be carried forward: name them all.');
  }
  return warnings;
}

/** @throws Refusal `invalid_request` unless this is a threshold of a relative fall */
export function checkResponderPercent(percent: number): number {
  if (percent > 0 && percent <= 100) return percent;
  throw new Refusal(
    'invalid_request',
    `A responder falls by more than 0 and at most 100 %, but ${percent} was asked for.`,
  );
}
