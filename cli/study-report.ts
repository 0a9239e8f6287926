import { writeFile } from 'node:fs/promises';
import { Option } from 'commander';
import { readConfig } from '../services/config.ts';
import { Refusal } from '../services/refusal.ts';
import { findStudyNamed } from '../services/store/study-part.ts';
import {
  makeStudyReport,
  REPORT_FORMAT_NAMES,
  type ReportFormat,
  type ReportWish,
} from '../services/store/study-reports.ts';
import { commandLineActor } from './command-line-actor.ts';
import { withDatabase } from './runtime/with-database.ts';

/** Of the commands that report on a study. */
export interface StudyReportOptions {
  readonly format?: ReportFormat;
  readonly out?: string;
  readonly json?: boolean;
}

export const formatOption = (): Option =>
  new Option('--format <form>', 'of a study: in which form (default: text)').choices(REPORT_FORMAT_NAMES);
export const OUT_OPTION = ['--out <file>', 'of a study: a new file; stdout if left out'] as const;

/** A report of a study to stdout or to a new file. A PDF is not for a terminal. */
export async function printStudyReport(
  name: string,
  wish: ReportWish,
  { format: asked, json, out }: StudyReportOptions,
): Promise<void> {
  if (json && asked !== undefined && asked !== 'json') {
    throw new Refusal('invalid_request', `--json and --format ${asked} contradict each other.`);
  }
  const format = asked ?? (json ? 'json' : 'text');
  if (format === 'pdf' && out === undefined && process.stdout.isTTY) {
    throw new Refusal('invalid_request', 'A PDF is not for a terminal: name a file with --out.');
  }
  await withDatabase(readConfig(), async (db) => {
    const study = await findStudyNamed(db, name);
    const { bytes } = await makeStudyReport(db, commandLineActor(), { study, wish, format });
    if (out === undefined) process.stdout.write(format === 'json' ? Buffer.concat([bytes, Buffer.from('\n')]) : bytes);
    else await writeNew(out, bytes);
  });
}

/** A file that is there already is not written over. */
async function writeNew(path: string, bytes: Buffer): Promise<void> {
  await writeFile(path, bytes, { flag: 'wx' }).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'EEXIST') throw error;
    throw new Refusal('conflict', `${path} is there already: name another file.`);
  });
}

/** @throws Refusal unless exactly one of study and table is named, with options of that one only */
export function checkOneInput(study: string | undefined, csv: string | undefined, others: readonly string[]): void {
  if ((study === undefined) === (csv === undefined)) {
    throw new Refusal('invalid_request', 'Name either a study or a table with --csv.');
  }
  const [other] = others;
  if (other === undefined) return;
  throw new Refusal(
    'invalid_request',
    study === undefined
      ? `${other} is of a study: it does not go with --csv.`
      : `${other} is of a table: it needs --csv.`,
  );
}
