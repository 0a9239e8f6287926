import { fallPercent } from '../scores/responders.ts';
import type { Tests } from './attempt.ts';
import { byGroup } from './characteristics.ts';
import { compareNumbers, comparePairs } from './comparisons.ts';
import { endScore } from './missing-data.ts';
import { type OutcomeStudy, type StudyRow, unitOf } from './study.ts';
import { type NumberSummary, type SummaryForm, summarise, summaryForm } from './summary.ts';

/** One group, or all of it together, before and after. */
export interface ChangeRow {
  /** Null: all people of the instrument, those without a group too. */
  readonly group: string | null;
  readonly n: number;
  readonly pairs: number;
  readonly missing_before: number;
  readonly missing_after: number;
  /** Scores at the end that were carried forward from an earlier visit. */
  readonly carried_forward: number;
  /** By Shapiro–Wilk of the changes. */
  readonly summary_by: SummaryForm;
  /** Of the pairs. */
  readonly before: NumberSummary;
  readonly after: NumberSummary;
  /** After - before: negative where a score fell. */
  readonly change: NumberSummary;
  /** 100 (before - after) / before: positive where a score fell. Missing where the baseline is nought. */
  readonly fall_percent: NumberSummary;
  /** After against before. */
  readonly tests: Tests;
}

export interface ChangeTable {
  readonly table: 'change';
  readonly instrument: string;
  readonly unit: string;
  readonly before: string;
  readonly after: string;
  readonly rows: readonly ChangeRow[];
  /** Change of one group against that of the others. */
  readonly between_groups: { readonly summary_by: SummaryForm; readonly tests: Tests };
}

/** Table 3: before, after and change, by one instrument. */
export function changeTable(study: OutcomeStudy, instrument: string): ChangeTable {
  const positions = study.rows.flatMap((row, i) => (row.instrument === instrument ? [i] : []));
  const groups = byGroup(study, positions);
  const rowOf = (group: string | null, own: readonly number[]) =>
    changeRow(
      study,
      group,
      own.map((i) => study.rows[i]),
    );
  const rows = groups.map(({ group, positions: own }) => rowOf(group, own));
  const isWhole = groups.length === 1 && groups[0].positions.length === positions.length;
  const form = summaryForm(rows.map(({ change }) => change));
  const changes = groups.map(({ positions: own }) =>
    pairsOf(
      study,
      own.map((i) => study.rows[i]),
    ).map(({ before, after }) => after - before),
  );
  return {
    table: 'change',
    instrument,
    unit: unitOf(instrument),
    before: study.beforeName,
    after: study.visitNames[study.visitNames.length - 1],
    // One group that is everybody is not said twice.
    rows: isWhole ? rows : [...rows, rowOf(null, positions)],
    between_groups: { summary_by: form, tests: compareNumbers(changes, form) },
  };
}

interface Pair {
  readonly before: number;
  readonly after: number;
}

function pairsOf({ missingRule }: OutcomeStudy, rows: readonly StudyRow[]): readonly Pair[] {
  return rows.flatMap((row) => {
    const after = endScore(row, missingRule).value;
    return row.before === null || after === null ? [] : [{ before: row.before, after }];
  });
}

function changeRow(study: OutcomeStudy, group: string | null, rows: readonly StudyRow[]): ChangeRow {
  const pairs = pairsOf(study, rows);
  const ends = rows.map((row) => endScore(row, study.missingRule));
  const [before, after] = [pairs.map((pair) => pair.before), pairs.map((pair) => pair.after)];
  const change = summarise(pairs.map((pair) => pair.after - pair.before));
  const form = summaryForm([change]);
  return {
    group,
    n: rows.length,
    pairs: pairs.length,
    missing_before: rows.filter((row) => row.before === null).length,
    missing_after: ends.filter(({ value }) => value === null).length,
    carried_forward: ends.filter(({ carriedFrom }) => carriedFrom !== null).length,
    summary_by: form,
    before: summarise(before),
    after: summarise(after),
    change,
    fall_percent: summarise(pairs.map((pair) => fallPercent(pair.before, pair.after))),
    tests: comparePairs(after, before, form),
  };
}
