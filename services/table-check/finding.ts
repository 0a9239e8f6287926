import type { Agreement } from './printed.ts';
import { RULES, type RuleId } from './rules.ts';
import type { Place } from './statements.ts';

/**
 * `fault`: no numbers that print like this agree. `doubtful`: they agree only under an assumption that the explanation names.
 * `consistent`: there are numbers that print like this and agree; that is not to say that they are right.
 */
export const GRADES = ['fault', 'doubtful', 'consistent'] as const;
export type Grade = (typeof GRADES)[number];

export const GRADE_OF: Readonly<Record<Agreement, Grade>> = {
  agrees: 'consistent',
  truncated: 'doubtful',
  disagrees: 'fault',
};
export const TRUNCATED = 'Agrees only if digits were dropped (truncated) instead of rounded.';

export interface Finding {
  readonly rule: RuleId;
  /** What the rule asks of a table. */
  readonly requires: string;
  readonly references: readonly string[];
  readonly grade: Grade;
  readonly table: string;
  readonly row: string;
  readonly level: string | null;
  readonly group: string | null;
  /** Rows of the typed file that the finding is about, the one to be mended first. */
  readonly lines: readonly number[];
  readonly printed: string;
  readonly recomputed: string;
  readonly explanation: string;
}

/** What was not checked, and why. */
export interface NotChecked {
  readonly line: number;
  readonly reason: string;
}

export function finding(
  rule: RuleId,
  places: readonly [Place, ...Place[]],
  result: Pick<Finding, 'grade' | 'printed' | 'recomputed' | 'explanation'>,
): Finding {
  const [{ table, row, level, group }] = places;
  const { requires, references } = RULES[rule];
  const lines = places.map(({ line }) => line);
  return { rule, requires, references, ...{ table, row, level, group, lines }, ...result };
}
