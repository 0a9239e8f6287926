import { type Command, Option } from 'commander';
import { MISSING_RULES } from '../services/outcomes/missing-data.ts';
import { outcomeReport } from '../services/outcomes/report.ts';
import { DELIMITERS, type DelimiterName, readCsvTable } from './csv-table.ts';
import { positiveNumber } from './options.ts';
import { readStudy, type StudyColumns } from './outcomes/read-study.ts';
import { reportText } from './outcomes/text.ts';

interface OutcomesOptions extends StudyColumns {
  readonly csv: string;
  readonly delimiter?: DelimiterName;
  readonly decimalComma?: boolean;
  readonly json?: boolean;
}

/** Half of the baseline: the least fall that is commonly called a response. */
const RESPONDER_PERCENT = 50;

export function registerOutcomes(program: Command): void {
  program
    .command('outcomes')
    .description('The tables of a trial report from any table of people: baseline, change, response, predictors.')
    .requiredOption('--csv <file>', 'a row for each person (and instrument), a column for each visit')
    .requiredOption('--group <column>', 'what people are compared by')
    .requiredOption('--before <column>', 'score before')
    .requiredOption('--after <columns>', 'score after; several visits in order, parted by commas: the last is analysed')
    .option('--subject <column>', 'who a row is of; without it each row is a person of its own')
    .option(
      '--instrument <column>',
      'what a row was measured with, or the name of one instrument for all, such as PASI',
    )
    .option(
      '--baseline <columns>',
      'characteristics for table 1, parted by commas; COL:category or COL:number if need be',
    )
    .option('--predictors <columns>', 'predictors of response for table 5, likewise')
    .option('--stratum <column>', 'strata for the Cochran–Mantel–Haenszel test of responders')
    .option('--responder <percent>', 'relative fall that makes a responder', positiveNumber, RESPONDER_PERCENT)
    .addOption(
      new Option('--missing <rule>', 'what stands in for a missing score').choices(MISSING_RULES).default('observed'),
    )
    .addOption(
      new Option('--delimiter <name>', 'what parts the cells (default: what the header shows)').choices(
        Object.keys(DELIMITERS),
      ),
    )
    .option('--decimal-comma', 'numbers are written 1,5')
    .option('--json', 'one JSON document; an end that is not bounded is "Infinity"')
    .action(outcomes);
}

async function outcomes({ csv, delimiter, decimalComma, json, ...columns }: OutcomesOptions): Promise<void> {
  const table = await readCsvTable(csv, {
    ...(delimiter === undefined ? {} : { delimiter }),
    ...(decimalComma === undefined ? {} : { decimalComma }),
  });
  const report = outcomeReport(readStudy(table, columns));
  process.stdout.write(json ? `${JSON.stringify({ file: csv, ...report }, boundless)}\n` : reportText(report));
}

/** JSON has no infinity, and null would read as "not known"; what is no number at all is a fault, not a result. */
function boundless(key: string, value: unknown): unknown {
  if (typeof value !== 'number' || Number.isFinite(value)) return value;
  if (Number.isNaN(value)) throw new Error(`The report has no number for ${key}.`);
  return String(value);
}
