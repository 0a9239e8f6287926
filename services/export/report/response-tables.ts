import { isDone, type NotDone } from '../../outcomes/attempt.ts';
import type { ResponseTable } from '../../outcomes/response.ts';
import type { Estimate } from '../../statistics/test-result.ts';
import { chosenCell, columnsOf, estimateCell, filled, shareCell, testsTable } from './outcome-cells.ts';
import type { ReportTable } from './report.ts';

/** Table 4: who responded, with the published thresholds of meaningful change. */
export function responseTables(caption: string, response: ResponseTable): readonly ReportTable[] {
  const { groups, levels, stratified } = response;
  const header = ['', ...groups, 'all', 'difference, % points', 'crude odds ratio', 'p (test)'];
  const asked = [...response.responders, ...response.other_missing_rules];
  const named = (row: (typeof asked)[number]): string =>
    `${row.definition.id ?? `fall of at least ${row.definition.least_fall_percent} % (no published definition)`}, ${row.missing_rule}`;
  const responders = asked.map((row) => [
    named(row),
    ...[...row.groups, row.all].map(countCell),
    estimateCell(inPoints(row.difference)),
    estimateCell(row.odds_ratio),
    chosenCell(row.tests),
  ]);
  const levelRows = levels.all.levels.map(({ level }, i) => [
    `  ${level}`,
    ...[...levels.groups, levels.all].map((each) => shareCell(each.levels[i].count, each.n)),
  ]);
  const meaningful = response.meaningful_change.map(({ threshold, groups: own }) => [
    `${threshold.meaning}: ${thresholdText(threshold)} [${threshold.sources.join(', ')}]`,
    ...own.map(
      ({ reached, n, not_counted: not }) => `${shareCell(reached, n)}${not > 0 ? `, ${not} not counted` : ''}`,
    ),
  ]);
  const tests = [
    ...asked.map((row) => [named(row), row.tests] as const),
    ['response level', levels.tests] as const,
    ...(stratified ? [['responders within strata', stratified] as const] : []),
  ];
  const columns = columnsOf(header);
  const levelHead = ['response level', ...groups.map(() => ''), '', '', '', chosenCell(levels.tests)];
  const meaningfulColumns = columnsOf(['', ...groups, 'all']);
  return [
    {
      ...{ caption, columns, notes: [] },
      rows: [...responders, levelHead, ...levelRows].map((row) => filled(row, columns)),
    },
    ...(meaningful.length > 0
      ? [{ caption: `${caption}: meaningful change`, columns: meaningfulColumns, rows: meaningful, notes: [] }]
      : []),
    testsTable(caption, tests),
  ];
}

/** Shares of 1 as percentage points. */
function inPoints(difference: Estimate | NotDone): Estimate | NotDone {
  if (!isDone(difference)) return difference;
  const [low, high] = difference.interval ?? [];
  const interval = low === undefined || high === undefined ? null : ([100 * low, 100 * high] as const);
  return { ...difference, value: 100 * difference.value, interval };
}

function countCell({
  responders,
  n,
  imputed,
  missing,
  not_evaluable: not,
}: ResponseTable['responders'][number]['all']): string {
  const notes = [
    ...(imputed > 0 ? [`${imputed} imputed`] : []),
    ...(missing > 0 ? [`${missing} missing`] : []),
    ...(not > 0 ? [`${not} with baseline 0`] : []),
  ];
  return `${shareCell(responders, n)}${notes.length > 0 ? `, ${notes.join(', ')}` : ''}`;
}

function thresholdText({
  measured_by: by,
  at_least: least,
}: ResponseTable['meaningful_change'][number]['threshold']): string {
  if (by === 'value') return `a score of at least ${least}`;
  return by === 'fall' ? `a fall of at least ${least}` : `a fall of at least ${least} %`;
}
