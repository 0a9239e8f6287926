import { createHash, randomUUID } from 'node:crypto';
import { DM_COLUMNS } from '../export/cdisc/dm.ts';
import { FA_COLUMNS, faRecords } from '../export/cdisc/fa.ts';
import { type DomainRecord, numberedRecords } from '../export/cdisc/records.ts';
import { RS_COLUMNS, rsReadRecords, rsRecords } from '../export/cdisc/rs.ts';
import { type Column, csvFile } from '../export/csv.ts';
import { fhirBundle } from '../export/fhir/bundle.ts';
import { MACHINE_SCORE_COLUMNS } from '../export/study/machine-score-columns.ts';
import { MEASUREMENT_COLUMNS } from '../export/study/measurement-columns.ts';
import { READ_COLUMNS, readRows } from '../export/study/read-columns.ts';
import { SCORE_COLUMNS } from '../export/study/score-columns.ts';
import { TREATMENT_COLUMNS } from '../export/study/treatment-columns.ts';
import { type Action, type Actor, mayDo } from '../study/policy.ts';
import { recordEvent } from './audit.ts';
import type { Database } from './database.ts';
import { streamMachineScores } from './study-machine-scores.ts';
import { streamReads } from './study-reads.ts';
import { type StudyPart, streamMeasurements, streamScores } from './study-rows.ts';
import { ALL_OF_A_VISIT, streamVisits } from './study-visits.ts';
import { requireUnblinded, streamTreatments } from './treatments.ts';

/** What is exported for whom. */
export interface ExportPart extends StudyPart {
  /** Whether whoever asks may see what was read: sites may not. */
  readonly withReads: boolean;
}

interface ExportFormat {
  /** What is in it, for the description of the API and the help of the command line. */
  readonly title: string;
  readonly extension: 'csv' | 'json';
  readonly mediaType: string;
  /** The right that it takes. */
  readonly action: Action;
  /** Not before the study is unblinded. */
  readonly unblinded?: true;
  /** The file, in pieces of text; `onRow` hears of each row below the column names. */
  readonly write: (db: Database, part: ExportPart, onRow: () => void) => AsyncIterable<string>;
}

const CSV = { extension: 'csv', mediaType: 'text/csv; charset=utf-8; header=present' } as const;

async function* counted<Row>(rows: AsyncIterable<Row>, onRow: () => void): AsyncGenerator<Row, void> {
  for await (const row of rows) {
    onRow();
    yield row;
  }
}

function table<Row>(
  title: string,
  action: Action,
  columns: readonly Column<Row>[],
  rows: (db: Database, part: ExportPart) => AsyncIterable<Row>,
) {
  return {
    ...{ ...CSV, title, action },
    write: (db: Database, part: ExportPart, onRow: () => void) => csvFile(columns, counted(rows(db, part), onRow)),
  };
}

/** Totals of manual scores, then of reads, visit by visit. */
async function* rsRecordsOfVisits(
  db: Database,
  { withReads, ...part }: ExportPart,
): AsyncGenerator<DomainRecord, void> {
  for await (const { scores, reads } of streamVisits(db, part, withReads ? ['scores', 'reads'] : ['scores'])) {
    yield* scores.flatMap(rsRecords);
    yield* reads.flatMap(rsReadRecords);
  }
}

const TREATMENTS = 'once the study is unblinded';

/** What can be taken out of a study, by name. */
export const STUDY_EXPORTS = {
  measurements: table(
    'One row per measurement, superseded ones too',
    'studies.export',
    MEASUREMENT_COLUMNS,
    streamMeasurements,
  ),
  scores: table('One row per manual score, corrected ones too', 'studies.export', SCORE_COLUMNS, streamScores),
  'machine-scores': table(
    "One row per visit and instrument: the machine's score, or what is missing for it",
    'studies.export',
    MACHINE_SCORE_COLUMNS,
    streamMachineScores,
  ),
  reads: table(
    'One row per signed version of a read: its total, and each item',
    'reads.results',
    READ_COLUMNS,
    (db, part) => readRows(streamReads(db, part)),
  ),
  treatments: {
    ...table(
      `One row per subject: the treatment, ${TREATMENTS}`,
      'treatments.read',
      TREATMENT_COLUMNS,
      streamTreatments,
    ),
    unblinded: true,
  },
  rs: table(
    'CDISC-shaped RS: totals of scores and signed reads that no other replaces',
    'studies.export',
    RS_COLUMNS,
    (db, part) => numberedRecords(rsRecordsOfVisits(db, part), (record) => [record]),
  ),
  fa: table(
    'CDISC-shaped FA: lesion findings of measurements that no other replaces',
    'studies.export',
    FA_COLUMNS,
    (db, part) => numberedRecords(streamMeasurements(db, part), faRecords),
  ),
  dm: {
    ...table(
      `CDISC-shaped DM: the arm of each subject, ${TREATMENTS}`,
      'treatments.read',
      DM_COLUMNS,
      streamTreatments,
    ),
    unblinded: true,
  },
  fhir: {
    title:
      'FHIR R4 bundle of what counts: measurements, scores and signed reads that no other replaces, scores of the machine',
    extension: 'json',
    mediaType: 'application/fhir+json; charset=utf-8',
    action: 'studies.export',
    write: (db, { withReads, ...part }) =>
      fhirBundle(
        streamVisits(
          db,
          { ...part, withPictures: true },
          withReads ? ALL_OF_A_VISIT : ALL_OF_A_VISIT.filter((content) => content !== 'reads'),
        ),
      ),
  },
} as const satisfies Readonly<Record<string, ExportFormat>>;
export type StudyExport = keyof typeof STUDY_EXPORTS;
export const STUDY_EXPORT_NAMES = Object.keys(STUDY_EXPORTS) as StudyExport[];

export function fileNameOf(what: StudyExport): string {
  return `${what}.${STUDY_EXPORTS[what].extension}`;
}

/** What left, as the audit trail has it. */
export interface FinishedExport {
  readonly bytes: number;
  /** Below the column names; null for a file that is no table. */
  readonly rows: number | null;
  readonly sha256: string;
}

interface ExportRequest {
  readonly what: StudyExport;
  readonly part: StudyPart;
  /** Where the data are read, if not where the events are written: a transaction that holds the data still for several exports. */
  readonly source?: Database;
  readonly onFinish?: (finished: FinishedExport) => void;
}

/**
 * An export, in pieces. That it was begun is in the audit trail before anything leaves, and that it was finished, with the hash of
 * the file, before the last piece ends: a file without that second event was cut off.
 * @throws Refusal for what the study's blinding withholds
 */
export async function beginExport(
  db: Database,
  actor: Actor,
  { what, part, source = db, onFinish }: ExportRequest,
): Promise<AsyncGenerator<Buffer, void>> {
  const format: ExportFormat = STUDY_EXPORTS[what];
  if (format.unblinded) await requireUnblinded(db, actor, part.studyId);
  const withReads = actor.role !== 'system' && mayDo(actor.role, 'reads.results');
  const event = { entity: 'export', entityId: randomUUID(), studyId: part.studyId };
  const content = { what, site_id: part.siteId, visit_id: part.visitId ?? null, with_reads: withReads };
  await recordEvent(db, actor, { ...event, action: 'export.begin', after: content });
  return pieces();

  async function* pieces(): AsyncGenerator<Buffer, void> {
    const hash = createHash('sha256');
    let bytes = 0;
    let rows = 0;
    const onRow = () => {
      rows += 1;
    };
    for await (const text of format.write(source, { ...part, withReads }, onRow)) {
      const piece = Buffer.from(text);
      hash.update(piece);
      bytes += piece.length;
      yield piece;
    }
    const finished = { bytes, rows: format.extension === 'csv' ? rows : null, sha256: hash.digest('hex') };
    await recordEvent(db, actor, { ...event, action: 'export.finish', after: { ...content, ...finished } });
    onFinish?.(finished);
  }
}
