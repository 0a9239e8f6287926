import { Refusal } from '../refusal.ts';
import { noTests, type Tests } from './attempt.ts';
import { compareCounts, compareNumbers } from './comparisons.ts';
import { levelsOf, type OutcomeStudy, personRows, unitOf, type Variable } from './study.ts';
import { type NumberSummary, type SummaryForm, summarise, summaryForm } from './summary.ts';

/** More than these and a column is no category but a name or a date. */
const MOST_LEVELS = 30;

export interface LevelCount {
  readonly level: string;
  readonly count: number;
  /** Of those of whom it is known; null of no one. */
  readonly percent: number | null;
}

export interface CategorySummary {
  readonly n: number;
  readonly missing: number;
  readonly levels: readonly LevelCount[];
}

interface Grouped<T> {
  readonly all: T;
  /** In the order of the table's groups. */
  readonly groups: readonly T[];
  readonly tests: Tests;
}

export interface NumberCharacteristic extends Grouped<NumberSummary> {
  readonly kind: 'number';
  readonly variable: string;
  readonly unit: string | null;
  readonly summary_by: SummaryForm;
}

export interface CategoryCharacteristic extends Grouped<CategorySummary> {
  readonly kind: 'category';
  readonly variable: string;
}

export type Characteristic = NumberCharacteristic | CategoryCharacteristic;

export interface GroupSize {
  readonly group: string;
  readonly n: number;
}

export interface CharacteristicsTable {
  readonly table: 'baseline_characteristics' | 'baseline_severity';
  /** Null where no instrument is measured: people's own characteristics. */
  readonly instrument: string | null;
  readonly n: number;
  readonly groups: readonly GroupSize[];
  readonly rows: readonly Characteristic[];
}

/** Positions of each group among these. */
export function byGroup(
  { rows }: OutcomeStudy,
  positions: readonly number[],
): readonly { readonly group: string; readonly positions: readonly number[] }[] {
  return levelsOf(positions.map((i) => rows[i].group)).map((group) => ({
    group,
    positions: positions.filter((i) => rows[i].group === group),
  }));
}

/** Table 1: who the people are, each counted once. */
export function baselineCharacteristics(study: OutcomeStudy): CharacteristicsTable {
  const people = personRows(study);
  for (const variable of study.baseline) checkSamePerson(study, variable);
  return {
    table: 'baseline_characteristics',
    instrument: null,
    n: people.length,
    groups: byGroup(study, people).map(({ group, positions }) => ({ group, n: positions.length })),
    rows: study.baseline.map((variable) => characteristicOf(study, people, variable, null)),
  };
}

/** Table 2: how ill they are before, by one instrument. */
export function baselineSeverity(study: OutcomeStudy, instrument: string): CharacteristicsTable {
  const positions = study.rows.flatMap((row, i) => (row.instrument === instrument ? [i] : []));
  const before: Variable = {
    name: study.beforeName,
    kind: 'number',
    values: study.rows.map((row) => row.before),
  };
  return {
    table: 'baseline_severity',
    instrument,
    n: positions.length,
    groups: byGroup(study, positions).map(({ group, positions: own }) => ({ group, n: own.length })),
    rows: [characteristicOf(study, positions, before, unitOf(instrument))],
  };
}

function characteristicOf(
  study: OutcomeStudy,
  positions: readonly number[],
  variable: Variable,
  unit: string | null,
): Characteristic {
  const groups = byGroup(study, positions).map((each) => each.positions);
  const row =
    variable.kind === 'number'
      ? numberRow(variable, positions, groups, unit)
      : categoryRow(variable, positions, groups);
  return variable.name === study.groupName ? { ...row, tests: noTests('It is what the groups are made by.') } : row;
}

function numberRow(
  { name, values }: Variable & { kind: 'number' },
  positions: readonly number[],
  groups: readonly (readonly number[])[],
  unit: string | null,
): NumberCharacteristic {
  const summaries = groups.map((own) => summarise(own.map((i) => values[i])));
  const form = summaryForm(summaries);
  const present = groups.map((own) => own.map((i) => values[i]).filter((value) => value !== null));
  return {
    kind: 'number',
    variable: name,
    unit,
    summary_by: form,
    all: summarise(positions.map((i) => values[i])),
    groups: summaries,
    tests: compareNumbers(present, form),
  };
}

function categoryRow(
  { name, values }: Variable & { kind: 'category' },
  positions: readonly number[],
  groups: readonly (readonly number[])[],
): CategoryCharacteristic {
  const levels = levelsOf(positions.map((i) => values[i]));
  if (levels.length > MOST_LEVELS) {
    throw new Refusal(
      'invalid_request',
      `The column ${name} has ${levels.length} different texts: that is no category. Leave it out, or group its values.`,
    );
  }
  const summaries = groups.map((own) =>
    countLevels(
      own.map((i) => values[i]),
      levels,
    ),
  );
  return {
    kind: 'category',
    variable: name,
    all: countLevels(
      positions.map((i) => values[i]),
      levels,
    ),
    groups: summaries,
    tests: compareCounts(summaries.map((summary) => summary.levels.map(({ count }) => count))),
  };
}

export function countLevels(values: readonly (string | null)[], levels: readonly string[]): CategorySummary {
  const n = values.filter((value) => value !== null).length;
  return {
    n,
    missing: values.length - n,
    levels: levels.map((level) => {
      const count = values.filter((value) => value === level).length;
      return { level, count, percent: n === 0 ? null : (100 * count) / n };
    }),
  };
}

/** A person with two rows must not be two ages old. */
function checkSamePerson({ rows }: OutcomeStudy, { name, values }: Variable): void {
  const first = new Map<string, number>();
  rows.forEach(({ subject, where }, i) => {
    if (subject === null) return;
    const known = first.get(subject) ?? i;
    first.set(subject, known);
    if (values[known] !== values[i]) {
      throw new Refusal(
        'invalid_request',
        `${where}, column ${name}: the person ${subject} has ${values[i] ?? 'no value'} here but ${values[known] ?? 'no value'} in ${rows[known].where}.`,
      );
    }
  });
}
