import { characteristicsTables, instrumentTables } from '../../services/export/report/outcome-tables.ts';
import { tablesText } from '../../services/export/report/report-text.ts';
import type { OutcomeReport } from '../../services/outcomes/report.ts';

/** The report for people: the same tables as the JSON document. */
export function reportText(report: OutcomeReport): string {
  const { settings, characteristics, warnings, rows } = report;
  const head = [
    `${rows} rows; groups by ${settings.group}; before: ${settings.before}; after: ${settings.after.join(', ')} (the last is analysed)`,
    `responder: fall of at least ${settings.responder_least_fall_percent} %`,
    `missing data: ${settings.missing_rule} (${settings.missing_rule_text})`,
    ...warnings.map((warning) => `Warning: ${warning}`),
  ];
  const tables = [
    ...(characteristics ? characteristicsTables('Table 1. Baseline characteristics', characteristics) : []),
    ...report.instruments.flatMap(instrumentTables),
  ];
  const rules = `Rules\n${settings.conventions.map((rule) => `- ${rule}\n`).join('')}`;
  return [`${head.join('\n')}\n`, tablesText(tables), rules].join('\n');
}
