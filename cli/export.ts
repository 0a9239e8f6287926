import { open, rm } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { type Command, Option } from 'commander';
import { readConfig } from '../services/config.ts';
import { Refusal } from '../services/refusal.ts';
import { beginExport, STUDY_EXPORT_NAMES, STUDY_EXPORTS, type StudyExport } from '../services/store/study-exports.ts';
import { commandLineActor } from './command-line-actor.ts';
import { withDatabase } from './runtime/with-database.ts';
import { findStudyPart } from '../services/store/study-part.ts';

interface ExportOptions {
  readonly what: StudyExport;
  readonly site?: string;
  readonly out?: string;
}

/** A file that is there already is not written over, and one that did not come to its end is taken away. */
async function writeNewFile(path: string, pieces: AsyncIterable<Buffer>): Promise<void> {
  const file = await open(path, 'wx').catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'EEXIST') throw error;
    throw new Refusal('conflict', `${path} is there already: name another file.`);
  });
  try {
    await pipeline(Readable.from(pieces), file.createWriteStream());
  } catch (error) {
    await rm(path);
    throw error;
  }
}

async function exportStudy(study: string, { what, site, out }: ExportOptions): Promise<void> {
  await withDatabase(readConfig(), async (db) => {
    const part = await findStudyPart(db, study, site);
    const pieces = await beginExport(db, commandLineActor(), { what, part });
    if (out !== undefined) await writeNewFile(out, pieces);
    else await pipeline(Readable.from(pieces), process.stdout, { end: false });
  });
}

export function registerExport(program: Command): void {
  const titles = STUDY_EXPORT_NAMES.map((name) => `${name} (${STUDY_EXPORTS[name].title})`);
  program
    .command('export')
    .argument('<study>', "the study's code")
    .description(`Take a study's numbers out: ${titles.join('; ')}. An event of the audit trail. See docs/export.md.`)
    .addOption(new Option('--what <what>', 'what to take').choices(STUDY_EXPORT_NAMES).makeOptionMandatory())
    .option('--site <code>', 'of one site only')
    .option('--out <file>', 'a new file; stdout if left out')
    .action(exportStudy);
}
