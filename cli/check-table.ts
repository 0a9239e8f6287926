import { type Command, Option } from 'commander';
import { type CsvOptions, DELIMITERS } from '../services/csv/csv-table.ts';
import { table } from '../services/export/text-table.ts';
import { checkTable, type TableCheck } from '../services/table-check/check-table.ts';
import type { Finding } from '../services/table-check/finding.ts';
import { readCsvTable } from './csv-table.ts';

interface CheckTableOptions extends CsvOptions {
  readonly all?: boolean;
  readonly json?: boolean;
}

export function registerCheckTable(program: Command): void {
  program
    .command('check-table')
    .description('Hold a published table against itself: p-values, intervals, counts, percentages, means, changes.')
    .argument('<file.csv>', 'the table, typed one statistic a line: docs/check-table.md says how')
    .addOption(
      new Option('--delimiter <name>', 'what parts the cells; found out if left out').choices(Object.keys(DELIMITERS)),
    )
    .option('--decimal-comma', 'numbers are written 1,5 instead of 1.5')
    .option('--all', 'also list what is consistent')
    .option('--json', 'one JSON document')
    .action(async (file: string, { all = false, json = false, ...csv }: CheckTableOptions) => {
      const check = checkTable(await readCsvTable(file, csv));
      process.stdout.write(json ? `${JSON.stringify(check)}\n` : asText(check, all));
    });
}

function asText(check: TableCheck, all: boolean): string {
  const told = check.findings.filter(({ grade }) => all || grade !== 'consistent');
  const summary = `${check.lines} lines: ${check.faults} faults, ${check.doubtful} doubtful, ${check.consistent} consistent (check ${check.version})`;
  const notChecked = check.not_checked.map(({ line, reason }) => [String(line), reason]);
  return [
    `${summary}\n`,
    ...told.map(findingText),
    ...(notChecked.length === 0 ? [] : [`Not checked:\n${table(['row', 'why'], notChecked)}`]),
  ].join('\n');
}

/** Control characters of a stranger's file could redraw the terminal. */
const printable = (text: string): string => text.replace(/\p{Cc}/gu, ' ');

function findingText(finding: Finding): string {
  const { grade, rule, requires, references, lines, printed, recomputed, explanation } = finding;
  const place = [finding.table && `table ${finding.table}`, finding.row, finding.level, finding.group];
  const where = place.filter((part) => part !== null && part !== '').join(', ');
  const source = references.length === 0 ? '' : ` [${references.join(', ')}]`;
  return [
    `${grade.toUpperCase()}  ${where || 'study'}  (row ${lines.join(', ')})`,
    `  printed     ${printed}`,
    `  recomputed  ${recomputed}`,
    `  ${explanation}`,
    `  rule ${rule}: ${requires}${source}\n`,
  ]
    .map((line) => line.split('\n').map(printable).join('\n'))
    .join('\n');
}
