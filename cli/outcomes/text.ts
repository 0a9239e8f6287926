import { isDone, type NotDone, type Tests } from '../../services/outcomes/attempt.ts';
import type { ChangeTable } from '../../services/outcomes/change.ts';
import type { Characteristic, CharacteristicsTable } from '../../services/outcomes/characteristics.ts';
import type { InstrumentReport, OutcomeReport } from '../../services/outcomes/report.ts';
import type { ResponseTable } from '../../services/outcomes/response.ts';
import type { Estimate } from '../../services/statistics/test-result.ts';
import { table } from '../table.ts';
import {
  chosenCell,
  estimateCell,
  remarkLines,
  shareCell,
  summaryCell,
  summaryLabel,
  TEST_HEADER,
  testRows,
} from './format.ts';
import { predictorText } from './predictor-text.ts';

/** The report for people: the same tables as the JSON document. */
export function reportText(report: OutcomeReport): string {
  const { settings, characteristics, warnings, rows } = report;
  const head = [
    `${rows} rows; groups by ${settings.group}; before: ${settings.before}; after: ${settings.after.join(', ')} (the last is analysed)`,
    `responder: fall of at least ${settings.responder_least_fall_percent} %`,
    `missing data: ${settings.missing_rule} (${settings.missing_rule_text})`,
    ...warnings.map((warning) => `Warning: ${warning}`),
  ];
  const parts = [
    `${head.join('\n')}\n`,
    ...(characteristics ? [characteristicsText('Table 1. Baseline characteristics', characteristics)] : []),
    ...report.instruments.map(instrumentText),
    `Rules\n${settings.conventions.map((rule) => `- ${rule}\n`).join('')}`,
  ];
  return parts.join('\n');
}

function instrumentText(report: InstrumentReport): string {
  const { instrument, unit, severity, change, response, predictors } = report;
  const scale = `${instrument} (${unit})`;
  const parts = [
    characteristicsText(`Table 2. Baseline severity: ${scale}`, severity),
    changeText(`Table 3. Before, after and change: ${scale}`, change),
    isDone(response)
      ? responseText(`Table 4. Response: ${instrument}`, response)
      : `Table 4. Response: ${instrument}\nnot done: ${response.not_done}\n`,
  ];
  if (predictors !== null) {
    parts.push(
      isDone(predictors)
        ? predictorText(`Table 5. Predictors: ${predictors.outcome}`, predictors)
        : `Table 5. Predictors: ${instrument}\nnot done: ${predictors.not_done}\n`,
    );
  }
  return parts.join('\n');
}

/** Tests that belong to a table, below it, with what must be known of them. */
function testsText(named: readonly (readonly [string, Tests])[]): string {
  const rows = named.flatMap(([label, tests]) => testRows(label, tests));
  const remarks = remarkLines(named).map((line) => `${line}\n`);
  return `\n${table(TEST_HEADER, rows)}${remarks.join('')}`;
}

function characteristicsText(title: string, { groups, n, rows }: CharacteristicsTable): string {
  const header = ['', ...groups.map(({ group, n: size }) => `${group} (n ${size})`), `all (n ${n})`, 'p (test)'];
  const named = rows.map((row) => [row.variable, row.tests] as const);
  return `${title}\n${table(header, rows.flatMap(characteristicRows))}${testsText(named)}`;
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

function changeText(title: string, { rows, before, after, between_groups: between }: ChangeTable): string {
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
  return `${title}\n${table(header, lines)}${testsText(named)}`;
}

function responseText(title: string, response: ResponseTable): string {
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
  return (
    [
      `${title}\n${table(header, [...responders, ['response level', ...groups.map(() => ''), '', '', '', chosenCell(levels.tests)], ...levelRows])}`,
      ...(meaningful.length > 0 ? [`Meaningful change\n${table(['', ...groups, 'all'], meaningful)}`] : []),
    ].join('\n') + testsText(tests)
  );
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
