import { type Command, InvalidArgumentError, Option } from 'commander';
import {
  type AgreementReport,
  type AgreementTable,
  agreementReport,
} from '../services/agreement/report/agreement-report.ts';
import { Refusal } from '../services/refusal.ts';
import { USUAL_AGREEMENT } from '../services/store/study-reports.ts';
import { agreementText } from './agreement-text.ts';
import { type CsvTable, DELIMITERS, type DelimiterName, numberColumn, readCsvTable, textColumn } from './csv-table.ts';
import { given, positiveNumber, wholeNumber } from './options.ts';
import { checkOneInput, formatOption, OUT_OPTION, printStudyReport, type StudyReportOptions } from './study-report.ts';

interface TableOptions {
  readonly csv: string;
  readonly columns: readonly string[];
  readonly subject?: string;
  readonly by?: string;
  readonly margin?: number;
  readonly unit?: string;
  readonly errorRatio?: number;
  readonly seed: number;
  readonly delimiter?: DelimiterName;
  readonly decimalComma?: boolean;
  readonly json?: boolean;
}

type AgreementOptions = Partial<TableOptions> &
  StudyReportOptions & { readonly seed: number; readonly leastStratumPairs?: number };

const LARGEST_SEED = 2 ** 32 - 1;

export function registerAgreement(program: Command): void {
  program
    .command('agreement')
    .argument('[study]', 'a study, by its code or id: machine, readers, repeats and sites against one another')
    .description('Agreement of readings of the same things, of a study or from any table: docs/agreement.md.')
    .option('--csv <file>', 'a table with a header; UTF-8, comma, semicolon or tab between cells')
    .option('--columns <names>', 'the columns that hold the readings, such as machine,reader1', columnNames)
    .option('--subject <column>', 'whose each row is: limits for repeated rows, bootstrap clustered by subject')
    .option('--by <column>', 'a group for each row (tone class, site, region, lesion size): figures for each as well')
    .option('--margin <n>', 'the largest difference that does not matter, in the unit of the readings', positiveNumber)
    .option('--unit <text>', 'the unit of the readings, such as "% of body surface"')
    .option('--error-ratio <n>', 'Deming: variance of the errors of the second reading / of the first', positiveNumber)
    .option('--seed <n>', 'of the bootstrap: the same seed gives the same intervals', seed, 1)
    .addOption(new Option('--delimiter <name>', 'what parts the cells').choices(Object.keys(DELIMITERS)))
    .option('--decimal-comma', 'numbers are written 1,5')
    .option('--json', 'one JSON document')
    .addOption(formatOption())
    .option(...OUT_OPTION)
    .option(
      '--least-stratum-pairs <n>',
      'of a study: fewer pairs in a stratum have no figures (default: 20)',
      wholeNumber,
    )
    .action(agreement);
}

/** Names of options as they are typed. */
const OF_TABLE = {
  columns: '--columns',
  subject: '--subject',
  by: '--by',
  margin: '--margin',
  unit: '--unit',
  errorRatio: '--error-ratio',
  delimiter: '--delimiter',
  decimalComma: '--decimal-comma',
} as const;
const OF_STUDY = { format: '--format', out: '--out', leastStratumPairs: '--least-stratum-pairs' } as const;

async function agreement(study: string | undefined, options: AgreementOptions): Promise<void> {
  checkOneInput(study, options.csv, study === undefined ? given(options, OF_STUDY) : given(options, OF_TABLE));
  if (study !== undefined) {
    const { seed: chosen, leastStratumPairs } = options;
    const settled = { seed: chosen, leastStratumPairs: leastStratumPairs ?? USUAL_AGREEMENT.leastStratumPairs };
    await printStudyReport(study, { what: 'agreement', options: settled }, options);
    return;
  }
  const { csv = '', columns } = options;
  if (columns === undefined) throw new Refusal('invalid_request', '--csv needs --columns, such as machine,reader1.');
  const report = await reportOf({ ...options, csv, columns });
  process.stdout.write(options.json ? `${JSON.stringify(report)}\n` : agreementText(report));
}

async function reportOf(options: TableOptions): Promise<AgreementReport> {
  const { delimiter, decimalComma, margin, unit, errorRatio, seed: given } = options;
  const csv = await readCsvTable(options.csv, {
    ...(delimiter ? { delimiter } : {}),
    ...(decimalComma ? { decimalComma } : {}),
  });
  if (csv.rows.length === 0) throw new Refusal('invalid_request', `${csv.name} has a header and no rows.`);
  const settled = {
    unit: unit ?? 'unit of the readings',
    margin: margin ?? null,
    errorRatio: errorRatio ?? 1,
    seed: given,
  };
  return agreementReport(readingTable(csv, options), settled);
}

function readingTable(csv: CsvTable, { columns, subject, by }: TableOptions): AgreementTable {
  const readings = columns.map((column) => numberColumn(csv, column));
  const subjects = subject === undefined ? undefined : textColumn(csv, subject);
  const groups = by === undefined ? undefined : textColumn(csv, by);
  return {
    methods: columns,
    hasSubjects: subjects !== undefined,
    by: by ?? null,
    rows: csv.rows.map(({ number }, i) => ({
      number,
      readings: readings.map((column) => column[i]),
      ...(subjects ? { subject: subjects[i] } : {}),
      ...(groups ? { group: groups[i] } : {}),
    })),
  };
}

function columnNames(text: string): readonly string[] {
  const names = text.split(',').map((name) => name.trim());
  if (names.length < 2 || names.includes('')) {
    throw new InvalidArgumentError('Expected two columns or more with commas between, such as machine,reader1.');
  }
  const twice = names.find((name, i) => names.indexOf(name) !== i);
  if (twice !== undefined) throw new InvalidArgumentError(`The column ${twice} is named twice.`);
  return names;
}

function seed(text: string): number {
  const value = Number(text);
  if (/^\d+$/.test(text) && value <= LARGEST_SEED) return value;
  throw new InvalidArgumentError(`Expected a whole number from 0 to ${LARGEST_SEED} but received '${text}'.`);
}
