import { Kysely, PostgresDialect, sql } from 'kysely';
import pg from 'pg';
import Cursor from 'pg-cursor';
import type { ApiKeyTable } from './api-key.table.ts';
import type { AuditEventTable } from './audit.table.ts';
import type { ComparisonPairTable, ComparisonResultTable, ComparisonTable } from './comparison.table.ts';
import type { DrawingTable, DrawingWithdrawalTable } from './drawing.table.ts';
import type { ManualScoreTable } from './manual-score.table.ts';
import type { MeasurementTable } from './measurement.table.ts';
import type { PhotoTable } from './photo.table.ts';
import type { PhotoQueryStepTable, PhotoQueryTable } from './query.table.ts';
import type { ReadPhotoTable, ReadRoundTable, ReadSignatureTable, ReadTable, ReadVersionTable } from './read.table.ts';
import type { ProtocolAmendmentTable, SiteTable, StudyMemberTable, StudyTable } from './study.table.ts';
import { asStudyLocked } from './study-lock.ts';
import type { SubjectTable } from './subject.table.ts';
import type { VisitTable } from './visit.table.ts';

export interface DatabaseTables {
  readonly subjects: SubjectTable;
  readonly visits: VisitTable;
  readonly photos: PhotoTable;
  readonly measurements: MeasurementTable;
  readonly comparisons: ComparisonTable;
  readonly comparison_pairs: ComparisonPairTable;
  readonly comparison_results: ComparisonResultTable;
  readonly manual_scores: ManualScoreTable;
  readonly api_keys: ApiKeyTable;
  readonly studies: StudyTable;
  readonly protocol_amendments: ProtocolAmendmentTable;
  readonly sites: SiteTable;
  readonly study_members: StudyMemberTable;
  readonly audit_events: AuditEventTable;
  readonly drawings: DrawingTable;
  readonly drawing_withdrawals: DrawingWithdrawalTable;
  readonly photo_queries: PhotoQueryTable;
  readonly photo_query_steps: PhotoQueryStepTable;
  readonly read_rounds: ReadRoundTable;
  readonly reads: ReadTable;
  readonly read_photos: ReadPhotoTable;
  readonly read_versions: ReadVersionTable;
  readonly read_signatures: ReadSignatureTable;
}

/** The database, or a transaction in it: every function of the store takes it first. */
export type Database = Kysely<DatabaseTables>;

/** Connections per process: the API and each worker hold their own pool. */
const POOL_SIZE = 10;
/** A server that does not answer within this is down; the caller hears of it instead of waiting. */
const CONNECT_TIMEOUT_MS = 5_000;

const asText = (value: string): string => value;
/** Dates and local times stay text, so that no time zone moves them; counts are numbers (all far below 2^53). */
const PARSERS = new Map<number, (value: string) => unknown>([
  [pg.types.builtins.DATE, asText],
  [pg.types.builtins.TIMESTAMP, (value: string) => value.replace(' ', 'T')],
  [pg.types.builtins.INT8, Number],
]);

function typeParser(oid: number, format?: 'text' | 'binary'): (value: string) => unknown {
  return PARSERS.get(oid) ?? pg.types.getTypeParser(oid, format === 'binary' ? 'text' : format);
}

/** Connects lazily: the first query opens the first connection. `db.destroy()` closes them all. */
export function connectDatabase(connectionString: string, onIdleError?: (error: Error) => void): Database {
  const pool = new pg.Pool({
    connectionString,
    max: POOL_SIZE,
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    application_name: 'dermetry',
    types: { getTypeParser: typeParser },
  });
  // Without a listener, a server that restarts would end the process through an idle connection.
  pool.on('error', (error) => onIdleError?.(error));
  return new Kysely<DatabaseTables>({ dialect: new PostgresDialect({ pool, cursor: Cursor }) });
}

/**
 * Runs `work` in a transaction: the one that is open already, or one of its own.
 * @throws Refusal `study_locked` where it writes to a study that is locked by the time it writes
 */
export async function inTransaction<Result>(
  db: Database,
  work: (transaction: Database) => Promise<Result>,
): Promise<Result> {
  if (db.isTransaction) return await work(db);
  try {
    return await db.transaction().execute(work);
  } catch (error) {
    throw asStudyLocked(error);
  }
}

export async function closeDatabase(db: Database): Promise<void> {
  await db.destroy();
}

/** Asks the server something, so that a health check can say that it answers. */
export async function pingDatabase(db: Database): Promise<void> {
  await sql`select 1`.execute(db);
}
