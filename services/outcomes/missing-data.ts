import { fallPercent, reaches } from '../scores/responders.ts';
import type { StudyRow } from './study.ts';

/**
 * `observed`: a missing score stays missing and the person is left out. `locf`: the last score after baseline is carried forward; a
 * person without any stays missing; the baseline is not carried. `nri`: a missing response is no response; scores stay missing.
 */
export const MISSING_RULES = ['nri', 'locf', 'observed'] as const;
export type MissingRule = (typeof MISSING_RULES)[number];

export const MISSING_RULE_TEXT: Readonly<Record<MissingRule, string>> = {
  nri: 'non-responder imputation: a person whose response is missing counts as a non-responder; change of scores is of those with both',
  locf: 'last observation carried forward: the last score after baseline stands in for a missing one; without any the person stays missing',
  observed: 'observed cases: a person whose score is missing is left out',
};

export interface EndScore {
  readonly value: number | null;
  /** Index of the visit that it was carried from; null where it was taken at the end or is missing. */
  readonly carriedFrom: number | null;
}

/** The score at the visit that is analysed. */
export function endScore({ after }: StudyRow, rule: MissingRule): EndScore {
  const last = after.length - 1;
  const from = rule === 'locf' ? after.findLastIndex((score) => score !== null) : last;
  const value = after[from] ?? null;
  return { value, carriedFrom: value !== null && from !== last ? from : null };
}

export interface RuledResponse {
  readonly status: 'responder' | 'non_responder' | 'not_evaluable' | 'missing';
  /** Whether a rule, not a score, decided. */
  readonly imputed: boolean;
  /** Relative fall; null where a score is missing or the baseline is nought. */
  readonly fallPercent: number | null;
}

/** Whether a person responds to a threshold, under a rule for missing scores. A baseline of nought is not evaluable under any. */
export function responseUnder(row: StudyRow, leastFallPercent: number, rule: MissingRule): RuledResponse {
  const { value, carriedFrom } = endScore(row, rule);
  const imputed = carriedFrom !== null;
  if (row.before === 0) return { status: 'not_evaluable', imputed: false, fallPercent: null };
  if (row.before === null || value === null) {
    return { status: rule === 'nri' ? 'non_responder' : 'missing', imputed: rule === 'nri', fallPercent: null };
  }
  const fall = fallPercent(row.before, value);
  if (fall === null) return { status: 'not_evaluable', imputed: false, fallPercent: null };
  return { status: reaches(fall, leastFallPercent) ? 'responder' : 'non_responder', imputed, fallPercent: fall };
}
