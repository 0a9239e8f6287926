import { isDone } from '../../services/outcomes/attempt.ts';
import type { ChangeTable } from '../../services/outcomes/change.ts';
import type { Characteristic, CharacteristicsTable } from '../../services/outcomes/characteristics.ts';
import type { InstrumentReport, OutcomeReport } from '../../services/outcomes/report.ts';
import { table } from '../table.ts';
import { chosenCell, shareCell, summaryCell, summaryLabel, testsText } from './format.ts';
import { predictorText } from './predictor-text.ts';
import { responseText } from './response-text.ts';

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
