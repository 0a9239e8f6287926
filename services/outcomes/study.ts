import { Refusal } from '../refusal.ts';
import { faultOfScore, INSTRUMENTS, type Instrument } from '../scores/instruments.ts';
import type { MissingRule } from './missing-data.ts';

/** A column of the table that says something about each row; null where nothing is known. */
export type Variable =
  | { readonly name: string; readonly kind: 'number'; readonly values: readonly (number | null)[] }
  | { readonly name: string; readonly kind: 'category'; readonly values: readonly (string | null)[] };

/** One row: a person measured with one instrument before, and at visits after. */
export interface StudyRow {
  /** Where it stands, for messages: "row 7". */
  readonly where: string;
  /** Null where the table does not say: then each row is a person of its own. */
  readonly subject: string | null;
  /** Null for a person without a group, who is counted and shown but not compared. */
  readonly group: string | null;
  readonly instrument: string;
  readonly before: number | null;
  /** In the order of the visits; the last is the one that is analysed. */
  readonly after: readonly (number | null)[];
  readonly stratum: string | null;
}

/** The rows of one group. */
export interface RowGroup {
  readonly group: string;
  readonly rows: readonly StudyRow[];
}

export interface OutcomeStudy {
  readonly groupName: string;
  readonly beforeName: string;
  readonly visitNames: readonly string[];
  readonly stratumName: string | null;
  readonly rows: readonly StudyRow[];
  readonly baseline: readonly Variable[];
  readonly predictors: readonly Variable[];
  /** Relative fall that makes a responder. */
  readonly responderPercent: number;
  readonly missingRule: MissingRule;
}

/** More than these and a column is no grouping. */
const MOST_GROUPS = 12;

const natural = new Intl.Collator('en', { numeric: true });

/** Distinct texts, those with numbers in the order of the numbers. */
export function levelsOf(values: readonly (string | null)[]): readonly string[] {
  return [...new Set(values.filter((value) => value !== null))].sort(natural.compare);
}

/** The instrument by its name in any case; undefined for a score that is not among those known. */
export function findInstrument(name: string): Instrument | undefined {
  return INSTRUMENTS.find((instrument) => instrument.toLowerCase() === name.toLowerCase());
}

const SHARE_OF_BODY: readonly string[] = ['VES', 'SA-VES', 'BSA_PERCENT'] satisfies Instrument[];

/** What a value of this instrument is counted in. */
export function unitOf(instrument: string): string {
  const known = findInstrument(instrument);
  if (known === undefined) return 'units of the column';
  if (SHARE_OF_BODY.includes(known)) return '% of body surface';
  return known === 'REPIGMENTATION_PERCENT' ? '%' : 'points';
}

const refuse = (message: string): Refusal => new Refusal('invalid_request', message);

/**
 * @throws Refusal `invalid_request` for no rows, a person twice with one instrument, a score that the instrument cannot have, a person
 * in two groups, too many groups
 */
export function checkStudy({ rows, groupName }: OutcomeStudy): void {
  if (rows.length === 0) throw refuse('The table has no rows.');
  const count = levelsOf(rows.map(({ group }) => group)).length;
  if (count > MOST_GROUPS)
    throw refuse(`${groupName} has ${count} different groups; at most ${MOST_GROUPS} can be compared.`);
  const seen = new Map<string, StudyRow>();
  const groups = new Map<string, StudyRow>();
  for (const row of rows) {
    checkScores(row);
    if (row.subject === null) continue;
    const key = JSON.stringify([row.subject, row.instrument]);
    const twice = seen.get(key);
    if (twice) {
      throw refuse(
        `${row.where}: the person ${row.subject} stands with ${row.instrument} in ${twice.where} already. A person has one row with each instrument; visits are columns.`,
      );
    }
    seen.set(key, row);
    const first = groups.get(row.subject) ?? row;
    groups.set(row.subject, first);
    if (first.group !== row.group) {
      throw refuse(`${row.where}: the person ${row.subject} is in another group than in ${first.where}.`);
    }
  }
}

function checkScores({ where, instrument, before, after }: StudyRow): void {
  const known = findInstrument(instrument);
  if (known === undefined) return;
  for (const score of [before, ...after]) {
    const fault = score === null ? undefined : faultOfScore(known, score);
    if (fault !== undefined) throw refuse(`${where}: ${fault}`);
  }
}

/** Positions of the first row of each person: a person measured with two instruments has one age. */
export function personRows({ rows }: OutcomeStudy): readonly number[] {
  const seen = new Set<string>();
  return rows.flatMap(({ subject }, i) => {
    if (subject === null) return [i];
    if (seen.has(subject)) return [];
    seen.add(subject);
    return [i];
  });
}
