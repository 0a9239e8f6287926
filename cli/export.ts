import { open, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { type Command, Option } from 'commander';
import { readConfig } from '../services/config.ts';
import { Refusal } from '../services/refusal.ts';
import type { Database } from '../services/store/database.ts';
import { type ArchiveRequest, exportArchive, recordArchive } from '../services/store/study-archive.ts';
import { beginExport, STUDY_EXPORT_NAMES, STUDY_EXPORTS, type StudyExport } from '../services/store/study-exports.ts';
import { findStudyNamed, findStudyPart } from '../services/store/study-part.ts';
import { checkArchive, MANIFEST, makeEmptyFolder, writeManifest } from './archive.ts';
import { commandLineActor } from './command-line-actor.ts';
import { withDatabase } from './runtime/with-database.ts';

interface ExportOptions {
  readonly what?: StudyExport;
  readonly all?: string;
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

async function exportStudy(codeOrId: string, { what, all, site, out }: ExportOptions): Promise<void> {
  if (what === undefined && all === undefined) {
    throw new Refusal(
      'invalid_request',
      `Say what to take: --what with one of ${STUDY_EXPORT_NAMES.join(', ')}, or --all.`,
    );
  }
  await withDatabase(readConfig(), async (db) => {
    const { code: studyCode } = await findStudyNamed(db, codeOrId);
    const part = await findStudyPart(db, studyCode, site);
    if (all !== undefined) return await archiveStudy(db, all, { part, studyCode, siteCode: site ?? null });
    if (what === undefined) return;
    const pieces = await beginExport(db, commandLineActor(), { what, part });
    if (out !== undefined) await writeNewFile(out, pieces);
    else await pipeline(Readable.from(pieces), process.stdout, { end: false });
  });
}

async function archiveStudy(db: Database, folder: string, request: ArchiveRequest): Promise<void> {
  await makeEmptyFolder(folder);
  const actor = commandLineActor();
  const manifest = await exportArchive(db, actor, request, (file, pieces) => writeNewFile(join(folder, file), pieces));
  const sha256 = await writeManifest(folder, manifest);
  await recordArchive(db, actor, { part: request.part, manifest, sha256 });
  for (const { file, rows, bytes } of manifest.files) {
    console.log(`${file}: ${rows === null ? '' : `${rows} rows, `}${bytes} bytes`);
  }
  for (const { file, reason } of manifest.left_out) console.log(`${file} left out: ${reason}`);
  console.log(`${MANIFEST}: SHA-256 ${sha256}`);
}

async function verifyArchive(folder: string): Promise<void> {
  const { manifest, manifestSha256, faults } = await checkArchive(folder);
  for (const fault of faults) console.log(fault);
  const { study, files, data_of_utc, data_version, software } = manifest;
  if (faults.length > 0) {
    process.exitCode = 1;
    return;
  }
  console.log(
    `${folder} is whole: ${files.length} files of ${study}, data of ${data_of_utc} (${data_version}), ${software}.`,
  );
  console.log(`${MANIFEST}: SHA-256 ${manifestSha256}, which the event export.archive of the audit trail has too.`);
}

export function registerExport(program: Command): void {
  const titles = STUDY_EXPORT_NAMES.map((name) => `${name} (${STUDY_EXPORTS[name].title})`);
  const command = program
    .command('export')
    .argument('<study>', "the study's code, or its id, which alone names a study whose code is a command: verify, help")
    .description(`Take a study's numbers out: ${titles.join('; ')}. An event of the audit trail. See docs/export.md.`)
    .addOption(new Option('--what <what>', 'what to take').choices(STUDY_EXPORT_NAMES).conflicts('all'))
    .addOption(new Option('--all <folder>', 'everything, into a new folder with a manifest').conflicts('out'))
    .option('--site <code>', 'of one site only')
    .option('--out <file>', 'a new file; stdout if left out')
    .action(exportStudy);
  command
    .command('verify')
    .argument('<folder>', 'that --all wrote')
    .description('Hold a folder against its manifest; exit status 1 where it is not what was written.')
    .action(verifyArchive);
}
