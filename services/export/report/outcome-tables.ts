import { isDone, type NotDone } from '../../outcomes/attempt.ts';
import type { ChangeTable } from '../../outcomes/change.ts';
import type { Characteristic, CharacteristicsTable } from '../../outcomes/characteristics.ts';
import type { InstrumentReport } from '../../outcomes/report.ts';
import { chosenCell, columnsOf, filled, shareCell, summaryCell, summaryLabel, testsTable } from './outcome-cells.ts';
import { predictorTables } from './predictor-tables.ts';
import type { ReportTable } from './report.ts';
import { responseTables } from './response-tables.ts';

/** Tables 2 to 5 of one instrument. */
export function instrumentTables(report: InstrumentReport): readonly ReportTable[] {
  const { instrument, unit, severity, change, response, predictors } = report;
  const scale = `${instrument} (${unit})`;
  return [
    ...characteristicsTables(`Table 2. Baseline severity: ${scale}`, severity),
    ...changeTables(`Table 3. Before, after and change: ${scale}`, change),
    ...(isDone(response)
      ? responseTables(`Table 4. Response: ${instrument}`, response)
      : [notDoneTable(`Table 4. Response: ${instrument}`, response)]),
    ...(predictors === null ? [] : predictorsOf(instrument, predictors)),
  ];
}

function predictorsOf(instrument: string, predictors: NonNullable<InstrumentReport['predictors']>) {
  return isDone(predictors)
    ? predictorTables(`Table 5. Predictors: ${predictors.outcome}`, predictors)
    : [notDoneTable(`Table 5. Predictors: ${instrument}`, predictors)];
}

/** The place of a table that cannot be made, with the reason. */
export function notDoneTable(caption: string, { not_done: reason }: NotDone): ReportTable {
  return { caption, columns: [], rows: [], notes: [`not done: ${reason}`] };
}

/** Table 1 or 2: characteristics group by group. */
export function characteristicsTables(
  caption: string,
  { groups, n, rows }: CharacteristicsTable,
): readonly ReportTable[] {
  const header = ['', ...groups.map(({ group, n: size }) => `${group} (n ${size})`), `all (n ${n})`, 'p (test)'];
  const named = rows.map((row) => [row.variable, row.tests] as const);
  const columns = columnsOf(header);
  const cells = rows.flatMap(characteristicRows).map((row) => filled(row, columns));
  return [{ caption, columns, rows: cells, notes: [] }, testsTable(caption, named)];
}

function characteristicRows(row: Characteristic): readonly (readonly string[])[] {
  if (row.kind === 'number') {
    const label = `${row.variable}, ${summaryLabel(row.summary_by)}`;
    return [
      [label, ...[...row.groups, row.all].map((each) => summaryCell(each, row.summary_by)), chosenCell(row.tests)],
    ];
  }
  const all = [...row.groups, row.all];
  const levels = row.all.levels.map(({ level }, i) => [
    `  ${level}`,
    ...all.map((each) => shareCell(each.levels[i].count, each.n)),
    '',
  ]);
  const missing = all.some((each) => each.missing > 0)
    ? [['  missing', ...all.map((each) => String(each.missing))]]
    : [];
  return [[`${row.variable}, n (%)`, ...all.map(() => ''), chosenCell(row.tests)], ...levels, ...missing];
}

function changeTables(
  caption: string,
  { rows, before, after, between_groups: between }: ChangeTable,
): readonly ReportTable[] {
  const header = ['', 'pairs', 'not paired', before, after, 'change (after - before)', 'fall %', 'shown', 'p (test)'];
  const lines = rows.map((row) => [
    row.group ?? 'all',
    `${row.pairs} of ${row.n}${row.carried_forward > 0 ? `, ${row.carried_forward} carried` : ''}`,
    `${row.missing_before} before, ${row.missing_after} after`,
    ...[row.before, row.after, row.change, row.fall_percent].map((each) => summaryCell(each, row.summary_by)),
    summaryLabel(row.summary_by),
    chosenCell(row.tests),
  ]);
  const named = [
    ...rows.map((row) => [`${row.group ?? 'all'}: after against before`, row.tests] as const),
    ['change between groups', between.tests] as const,
  ];
  return [{ caption, columns: columnsOf(header), rows: lines, notes: [] }, testsTable(caption, named)];
}
