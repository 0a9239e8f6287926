import { type Command, Option } from 'commander';
import { boundless } from '../services/export/results/report-json.ts';
import { MISSING_RULES, type MissingRule } from '../services/outcomes/missing-data.ts';
import { outcomeReport } from '../services/outcomes/report.ts';
import { Refusal } from '../services/refusal.ts';
import { SCORE_SOURCES, type ScoreSource } from '../services/results/visit-scores.ts';
import { USUAL_OUTCOMES } from '../services/store/study-reports.ts';
import { DELIMITERS, type DelimiterName, readCsvTable } from './csv-table.ts';
import { given, positiveNumber } from './options.ts';
import { readStudy, type StudyColumns } from './outcomes/read-study.ts';
import { reportText } from './outcomes/text.ts';
import { checkOneInput, formatOption, OUT_OPTION, printStudyReport, type StudyReportOptions } from './study-report.ts';

interface TableOptions {
  readonly csv?: string;
  readonly delimiter?: DelimiterName;
  readonly decimalComma?: boolean;
}

type OutcomesOptions = TableOptions &
  StudyReportOptions &
  Partial<StudyColumns> & {
    readonly responder: number;
    readonly missing: MissingRule;
    readonly visit?: string;
    readonly source?: ScoreSource;
  };

export function registerOutcomes(program: Command): void {
  program
    .command('outcomes')
    .argument('[study]', 'a study, by its code or id')
    .description(
      'The tables of a trial report, of a study or from any table of people: baseline, change, response, predictors.',
    )
    .option('--csv <file>', 'a row for each person (and instrument), a column for each visit')
    .option('--group <column>', 'what people are compared by')
    .option('--before <column>', 'score before')
    .option('--after <columns>', 'score after; several visits in order, parted by commas: the last is analysed')
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
    .option(
      '--responder <percent>',
      'relative fall that makes a responder',
      positiveNumber,
      USUAL_OUTCOMES.responderPercent,
    )
    .addOption(
      new Option('--missing <rule>', 'what stands in for a missing score')
        .choices(MISSING_RULES)
        .default(USUAL_OUTCOMES.missingRule),
    )
    .addOption(
      new Option('--delimiter <name>', 'what parts the cells (default: what the header shows)').choices(
        Object.keys(DELIMITERS),
      ),
    )
    .option('--decimal-comma', 'numbers are written 1,5')
    .option('--json', 'one JSON document; an end that is not bounded is "Infinity"')
    .addOption(formatOption())
    .option(...OUT_OPTION)
    .option('--visit <label>', 'of a study: the visit that is analysed; the last one if left out')
    .addOption(
      new Option('--source <whose>', 'of a study: what counts of the reads, the sites’ scores, or the machine').choices(
        SCORE_SOURCES,
      ),
    )
    .action(outcomes);
}

/** Names of options as they are typed. */
const OF_TABLE = {
  ...{ group: '--group', before: '--before', after: '--after', subject: '--subject', instrument: '--instrument' },
  ...{ baseline: '--baseline', predictors: '--predictors', stratum: '--stratum' },
  ...{ delimiter: '--delimiter', decimalComma: '--decimal-comma' },
} as const;
const OF_STUDY = { format: '--format', out: '--out', visit: '--visit', source: '--source' } as const;

async function outcomes(study: string | undefined, options: OutcomesOptions): Promise<void> {
  checkOneInput(study, options.csv, study === undefined ? given(options, OF_STUDY) : given(options, OF_TABLE));
  if (study === undefined) return await outcomesOfTable(options);
  const { missing: missingRule, responder: responderPercent, visit, source } = options;
  const settled = { missingRule, responderPercent, visit, source };
  await printStudyReport(study, { what: 'outcomes', options: settled }, options);
}

async function outcomesOfTable({
  csv = '',
  delimiter,
  decimalComma,
  json,
  ...options
}: OutcomesOptions): Promise<void> {
  const { group, before, after, ...columns } = options;
  if (group === undefined || before === undefined || after === undefined) {
    throw new Refusal('invalid_request', '--csv needs --group, --before and --after, which name its columns.');
  }
  const table = await readCsvTable(csv, {
    ...(delimiter === undefined ? {} : { delimiter }),
    ...(decimalComma === undefined ? {} : { decimalComma }),
  });
  const report = outcomeReport(readStudy(table, { ...columns, group, before, after }));
  process.stdout.write(json ? `${JSON.stringify({ file: csv, ...report }, boundless)}\n` : reportText(report));
}
