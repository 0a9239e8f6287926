import { CONDITIONS } from '../../services/domain/condition.ts';
import type { MissingRule } from '../../services/outcomes/missing-data.ts';
import { checkResponderPercent } from '../../services/outcomes/report.ts';
import { findInstrument, type OutcomeStudy, type Variable } from '../../services/outcomes/study.ts';
import { Refusal } from '../../services/refusal.ts';
import { INSTRUMENTS } from '../../services/scores/instruments.ts';
import { type CsvTable, numberColumn, textColumn } from '../csv-table.ts';

/** Columns by their names in the header; lists are parted by commas. */
export interface StudyColumns {
  readonly group: string;
  readonly before: string;
  readonly after: string;
  readonly subject?: string;
  readonly instrument?: string;
  readonly stratum?: string;
  readonly baseline?: string;
  readonly predictors?: string;
  readonly responder: number;
  readonly missing: MissingRule;
}

/** A column of numbers with no more values than these is a code for yes and no. */
const MOST_CODES = 2;

const refuse = (message: string, options?: ErrorOptions): Refusal => new Refusal('invalid_request', message, options);

/** Reads a table of people as a study. @throws Refusal naming the column, and the row where there is one */
export function readStudy(table: CsvTable, columns: StudyColumns): OutcomeStudy {
  const visitNames = listOf(table, columns.after);
  checkScoreColumns([columns.before, ...visitNames]);
  const group = textColumn(table, columns.group);
  const before = numberColumn(table, columns.before);
  const visits = visitNames.map((name) => numberColumn(table, name));
  const subject = optional(table, columns.subject);
  const stratum = optional(table, columns.stratum);
  const instrument = instrumentsOf(table, columns);
  return {
    groupName: columns.group,
    beforeName: columns.before,
    visitNames,
    stratumName: columns.stratum ?? null,
    rows: table.rows.map(({ number }, i) => ({
      where: `${table.name}, row ${number}`,
      subject: subjectAt(table, subject, i),
      group: group[i],
      instrument: instrument[i],
      before: before[i],
      after: visits.map((visit) => visit[i]),
      stratum: stratum?.[i] ?? null,
    })),
    baseline: variablesOf(table, columns.baseline),
    predictors: variablesOf(table, columns.predictors),
    responderPercent: checkResponderPercent(columns.responder),
    missingRule: columns.missing,
  };
}

const optional = (table: CsvTable, column: string | undefined) =>
  column === undefined ? undefined : textColumn(table, column);

/** A name that is a column is that column, though it may hold a comma. */
function listOf(table: CsvTable, names: string): readonly string[] {
  const list = table.columns.includes(names) ? [names] : names.split(',').map((name) => name.trim());
  const twice = list.find((name, i) => list.indexOf(name) !== i);
  if (twice !== undefined) throw refuse(`The column ${twice} is named twice.`);
  return list;
}

function subjectAt(table: CsvTable, subjects: readonly (string | null)[] | undefined, i: number): string | null {
  if (subjects === undefined) return null;
  const subject = subjects[i];
  if (subject === null) throw refuse(`${table.name}, row ${table.rows[i].number}: there is no subject.`);
  return subject;
}

/** The instrument that a column's name speaks of, such as PASI in pasi_week_0. */
function namedIn(column: string): string | undefined {
  const longestFirst = INSTRUMENTS.toSorted((a, b) => b.length - a.length);
  return longestFirst.find((name) => new RegExp(`(^|[^a-z])${name}([^a-z]|$)`, 'i').test(column));
}

function checkScoreColumns(names: readonly string[]): void {
  const twice = names.find((name, i) => names.indexOf(name) !== i);
  if (twice !== undefined) throw refuse(`The column ${twice} is named both before and after.`);
  const named = [...new Set(names.map(namedIn).filter((name) => name !== undefined))];
  if (named.length > 1) {
    throw refuse(
      `The columns ${names.join(', ')} are of ${named.join(' and ')}: one instrument is not followed by another.`,
    );
  }
}

/** Each row's instrument: by a column, by one name for all, or by the name of the column before. */
function instrumentsOf(table: CsvTable, { instrument, before, group }: StudyColumns): readonly string[] {
  if (instrument === undefined) {
    refuseUnnamedMixture(table);
    const known = findInstrument(before);
    if (known === undefined) refuseUnnamedConditions(table, group);
    return table.rows.map(() => known ?? before);
  }
  const known = findInstrument(instrument);
  if (!table.columns.includes(instrument) && known !== undefined) return table.rows.map(() => known);
  return textColumn(table, instrument).map((name, i) => {
    if (name !== null) return findInstrument(name) ?? name;
    throw refuse(`${table.name}, row ${table.rows[i].number}, column ${instrument}: there is no instrument.`);
  });
}

/** A column that holds names of several instruments says what must not be pooled. */
function refuseUnnamedMixture(table: CsvTable): void {
  for (const column of table.columns) {
    const names = [...new Set(textColumn(table, column).filter((cell) => cell !== null))];
    if (names.length > 1 && names.every((name) => findInstrument(name) !== undefined)) {
      throw refuse(
        `The column ${column} names several instruments (${names.join(', ')}), whose scores are never pooled. Say --instrument ${column}.`,
      );
    }
  }
}

/** Psoriasis and vitiligo have no score in common: one column for both is two scales, unless it says what it is. */
function refuseUnnamedConditions(table: CsvTable, group: string): void {
  const groups = [...new Set(textColumn(table, group).map((cell) => cell?.toLowerCase()))];
  const conditions = CONDITIONS.filter((condition) => groups.includes(condition));
  if (conditions.length > 1) {
    throw refuse(
      `The groups are ${conditions.join(' and ')}, which are scored by different instruments. Say --instrument, a column or one name such as BSA_PERCENT.`,
    );
  }
}

function variablesOf(table: CsvTable, names: string | undefined): readonly Variable[] {
  return names === undefined ? [] : listOf(table, names).map((name) => variableOf(table, name));
}

/** `COL`, or `COL:number` or `COL:category` where the cells would say something else. */
function variableOf(table: CsvTable, text: string): Variable {
  const [, stem, asked] = /^(.*):(number|category)$/.exec(text) ?? [];
  const name = stem !== undefined && !table.columns.includes(text) ? stem : text;
  const texts = textColumn(table, name);
  const kind = name === text ? kindOf(texts) : asked;
  if (kind === 'category') return { name, kind, values: texts };
  try {
    return { name, kind: 'number', values: numberColumn(table, name) };
  } catch (cause) {
    if (!(cause instanceof Refusal) || name !== text) throw cause;
    throw refuse(`${cause.message} If these are names of levels, say ${name}:category.`, { cause });
  }
}

/** Numbers where most cells look like it and there are more than two of them: 0 and 1 are codes. */
function kindOf(texts: readonly (string | null)[]): Variable['kind'] {
  const present = texts.filter((text) => text !== null);
  const numbers = present.filter((text) => /^[+-]?[\d.,]+(e[+-]?\d+)?$/i.test(text));
  return numbers.length * 2 > present.length && new Set(present).size > MOST_CODES ? 'number' : 'category';
}
