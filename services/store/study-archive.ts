import { sql } from 'kysely';
import type { ArchivedFile, ArchiveManifest } from '../export/study/archive-manifest.ts';
import { Refusal } from '../refusal.ts';
import { SOFTWARE_VERSION } from '../software-version.ts';
import { formatAnchor } from '../study/audit-chain.ts';
import type { Actor } from '../study/policy.ts';
import { findAuditHead, recordEvent } from './audit.ts';
import type { Database } from './database.ts';
import {
  beginExport,
  type FinishedExport,
  fileNameOf,
  STUDY_EXPORT_NAMES,
  STUDY_EXPORTS,
  type StudyExport,
} from './study-exports.ts';
import type { StudyPart } from './study-rows.ts';

export interface ArchiveRequest {
  readonly part: StudyPart;
  readonly studyCode: string;
  readonly siteCode: string | null;
}

/**
 * Everything that can be taken out of a study, file by file, as it stood at one moment; what the study's blinding withholds is named with its
 * reason. Each file is an export of its own in the audit trail.
 * @param keep writes a file; called for one after the other
 * @returns what was written, for the manifest
 */
export async function exportArchive(
  db: Database,
  actor: Actor,
  { part, studyCode, siteCode }: ArchiveRequest,
  keep: (file: string, pieces: AsyncIterable<Buffer>) => Promise<void>,
): Promise<ArchiveManifest> {
  return await db
    .transaction()
    .setIsolationLevel('repeatable read')
    .execute(async (source) => {
      const { rows } = await sql<{ now: Date }>`select now()`.execute(source);
      const dataVersion = formatAnchor(await findAuditHead(source));
      const files: ArchivedFile[] = [];
      const leftOut: { file: string; reason: string }[] = [];
      for (const what of STUDY_EXPORT_NAMES) {
        const file = fileNameOf(what);
        try {
          files.push(await archiveFile(db, actor, { what, part, source, keep }));
        } catch (error) {
          if (!(error instanceof Refusal) || error.code !== 'forbidden') throw error;
          leftOut.push({ file, reason: error.message });
        }
      }
      return {
        format: 'dermetry-archive-1',
        study: studyCode,
        site: siteCode,
        data_of_utc: rows[0].now.toISOString(),
        data_version: dataVersion,
        software: SOFTWARE_VERSION,
        files,
        left_out: leftOut,
      };
    });
}

async function archiveFile(
  db: Database,
  actor: Actor,
  {
    keep,
    ...request
  }: {
    readonly what: StudyExport;
    readonly part: StudyPart;
    readonly source: Database;
    readonly keep: (file: string, pieces: AsyncIterable<Buffer>) => Promise<void>;
  },
): Promise<ArchivedFile> {
  let finished: FinishedExport | undefined;
  const onFinish = (end: FinishedExport) => {
    finished = end;
  };
  const file = fileNameOf(request.what);
  await keep(file, await beginExport(db, actor, { ...request, onFinish }));
  if (finished === undefined) throw new Error(`${file} did not come to its end.`);
  return { file, title: STUDY_EXPORTS[request.what].title, ...finished };
}

/** The hash of the manifest in the audit trail proves all files, whose hashes are in it. */
export async function recordArchive(
  db: Database,
  actor: Actor,
  { part, manifest, sha256 }: { readonly part: StudyPart; readonly manifest: ArchiveManifest; readonly sha256: string },
): Promise<void> {
  await recordEvent(db, actor, {
    ...{ action: 'export.archive', entity: 'study', entityId: part.studyId, studyId: part.studyId },
    after: {
      manifest_sha256: sha256,
      data_version: manifest.data_version,
      files: manifest.files.map(({ file }) => file),
    },
  });
}
