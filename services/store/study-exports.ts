import { createHash, randomUUID } from 'node:crypto';
import { FA_COLUMNS, faRecords } from '../export/cdisc/fa.ts';
import { numberedRecords } from '../export/cdisc/records.ts';
import { RS_COLUMNS, rsRecords } from '../export/cdisc/rs.ts';
import { type Column, csvFile } from '../export/csv.ts';
import { fhirBundle } from '../export/fhir/bundle.ts';
import { MEASUREMENT_COLUMNS } from '../export/study/measurement-columns.ts';
import { SCORE_COLUMNS } from '../export/study/score-columns.ts';
import type { Actor } from '../study/policy.ts';
import { recordEvent } from './audit.ts';
import type { Database } from './database.ts';
import { type StudyPart, streamMeasurements, streamScores } from './study-rows.ts';
import { streamVisits } from './study-visits.ts';

interface ExportFormat {
  /** What is in it, for the description of the API and the help of the command line. */
  readonly title: string;
  readonly extension: 'csv' | 'json';
  readonly mediaType: string;
  /** The file, in pieces of text. */
  readonly write: (db: Database, part: StudyPart) => AsyncIterable<string>;
}

const CSV = { extension: 'csv', mediaType: 'text/csv; charset=utf-8; header=present' } as const;

function table<Row>(
  title: string,
  columns: readonly Column<Row>[],
  rows: (db: Database, part: StudyPart) => AsyncIterable<Row>,
): ExportFormat {
  return { ...CSV, title, write: (db, part) => csvFile(columns, rows(db, part)) };
}

/** What can be taken out of a study, by name. */
export const STUDY_EXPORTS = {
  measurements: table('One row per measurement, superseded ones too', MEASUREMENT_COLUMNS, streamMeasurements),
  scores: table('One row per manual score, corrected ones too', SCORE_COLUMNS, streamScores),
  rs: table('CDISC-shaped RS: totals of scores that no other replaces', RS_COLUMNS, (db, part) =>
    numberedRecords(streamScores(db, part), rsRecords),
  ),
  fa: table('CDISC-shaped FA: lesion findings of measurements that no other replaces', FA_COLUMNS, (db, part) =>
    numberedRecords(streamMeasurements(db, part), faRecords),
  ),
  fhir: {
    title: 'FHIR R4 bundle of what counts: measurements and scores that no other replaces',
    extension: 'json',
    mediaType: 'application/fhir+json; charset=utf-8',
    write: (db, part) => fhirBundle(streamVisits(db, part)),
  },
} as const satisfies Readonly<Record<string, ExportFormat>>;
export type StudyExport = keyof typeof STUDY_EXPORTS;
export const STUDY_EXPORT_NAMES = Object.keys(STUDY_EXPORTS) as StudyExport[];

export function fileNameOf(what: StudyExport): string {
  return `${what}.${STUDY_EXPORTS[what].extension}`;
}

/**
 * An export, in pieces. That it was begun is in the audit trail before anything leaves, and that it was finished, with the hash of
 * the file, before the last piece ends: a file without that second event was cut off.
 */
export async function beginExport(
  db: Database,
  actor: Actor,
  { what, part }: { readonly what: StudyExport; readonly part: StudyPart },
): Promise<AsyncGenerator<Buffer, void>> {
  const event = { entity: 'export', entityId: randomUUID(), studyId: part.studyId };
  const content = { what, site_id: part.siteId, visit_id: part.visitId ?? null };
  await recordEvent(db, actor, { ...event, action: 'export.begin', after: content });
  return pieces();

  async function* pieces(): AsyncGenerator<Buffer, void> {
    const hash = createHash('sha256');
    let bytes = 0;
    for await (const text of STUDY_EXPORTS[what].write(db, part)) {
      const piece = Buffer.from(text);
      hash.update(piece);
      bytes += piece.length;
      yield piece;
    }
    const after = { ...content, bytes, sha256: hash.digest('hex') };
    await recordEvent(db, actor, { ...event, action: 'export.finish', after });
  }
}
