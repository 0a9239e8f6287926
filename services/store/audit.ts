import { sql } from 'kysely';
import { SOFTWARE_VERSION } from '../software-version.ts';
import {
  CHAIN_START,
  type ChainAnchor,
  type ChainedEvent,
  type ChainFault,
  faultOfAnchor,
  faultOfLink,
  hashOfEvent,
} from '../study/audit-chain.ts';
import type { Actor } from '../study/policy.ts';
import type { AuditEventTable } from './audit.table.ts';
import { type Database, inTransaction } from './database.ts';

/** Something that is to be remembered of a change, a signature, an export or a denied access. */
export interface NewAuditEvent {
  /** Thing and verb: `subject.create`. */
  readonly action: string;
  readonly entity: string;
  readonly entityId?: string | null | undefined;
  readonly studyId?: string | null | undefined;
  readonly before?: object | null | undefined;
  readonly after?: object | null | undefined;
  readonly reason?: string | null | undefined;
  readonly modelVersion?: string | null | undefined;
}

/** Any number that nothing else in this database locks; the letters "audt" in ASCII. */
const CHAIN_LOCK = 0x61756474;
const PAGE = 1000;

/** The workers, which measure and compare. */
export const MEASURING_ACTOR: Actor = { keyId: null, name: 'worker', role: 'system', scope: 'all' };

export type RecordEvent = (event: NewAuditEvent) => void;

/**
 * Does something and adds what `record` was told to the audit trail, both or neither. The chain is locked only at the end, for
 * as long as the transaction takes to commit, so that writers wait for one another and cannot fork it.
 */
export async function recorded<Result>(
  db: Database,
  actor: Actor,
  work: (transaction: Database, record: RecordEvent) => Promise<Result>,
): Promise<Result> {
  return await inTransaction(db, async (transaction) => {
    const events: NewAuditEvent[] = [];
    const result = await work(transaction, (event) => events.push(event));
    await appendEvents(transaction, actor, events);
    return result;
  });
}

export async function recordEvent(db: Database, actor: Actor, event: NewAuditEvent): Promise<void> {
  await recorded(db, actor, async (_transaction, record) => record(event));
}

async function appendEvents(db: Database, actor: Actor, events: readonly NewAuditEvent[]): Promise<void> {
  if (events.length === 0) return;
  await sql`select pg_advisory_xact_lock(${CHAIN_LOCK})`.execute(db);
  let last = await findAuditHead(db);
  // Asked under the lock, so that times never go back along the chain unless the server's clock does.
  const { rows } = await sql<{ now: Date }>`select date_trunc('milliseconds', clock_timestamp()) as now`.execute(db);
  const chained = events.map((event) => {
    const content = contentOf(event, actor, { at: rows[0].now.toISOString(), last });
    const hash = hashOfEvent(content);
    last = { sequence: content.sequence, hash };
    return { ...content, hash };
  });
  await db
    .insertInto('audit_events')
    .values(
      chained.map(({ at, before, after, ...rest }) => ({
        ...rest,
        at: new Date(at),
        before: before === null ? null : JSON.stringify(before),
        after: after === null ? null : JSON.stringify(after),
      })),
    )
    .execute();
}

/** As JSON gives it back: dates as text, nothing undefined. */
function plain(value: object | null | undefined): Record<string, unknown> | null {
  return value === null || value === undefined ? null : JSON.parse(JSON.stringify(value));
}

function contentOf(
  event: NewAuditEvent,
  actor: Actor,
  { at, last }: { readonly at: string; readonly last: ChainAnchor },
) {
  return {
    sequence: last.sequence + 1,
    at,
    actor_key_id: actor.keyId,
    actor: actor.name,
    role: actor.role,
    action: event.action,
    entity: event.entity,
    entity_id: event.entityId ?? null,
    study_id: event.studyId ?? null,
    before: plain(event.before),
    after: plain(event.after),
    reason: event.reason ?? null,
    software_version: SOFTWARE_VERSION,
    model_version: event.modelVersion ?? null,
    previous_hash: last.hash,
  };
}

/** The last event: everything before is what it was as long as the chain holds. */
export async function findAuditHead(db: Database): Promise<ChainAnchor> {
  const row = await db
    .selectFrom('audit_events')
    .select(['sequence', 'hash'])
    .orderBy('sequence', 'desc')
    .limit(1)
    .executeTakeFirst();
  return row ?? CHAIN_START;
}

function eventFromRow({ at, ...row }: AuditEventRow): ChainedEvent {
  return { ...row, at: at.toISOString() };
}
type AuditEventRow = Omit<AuditEventTable, 'before' | 'after'> & Pick<ChainedEvent, 'before' | 'after'>;

/** Which events are asked for. */
export interface AuditFilter {
  readonly after: number;
  readonly limit: number;
  /** Left out: of all studies and of none. */
  readonly studyIds?: readonly string[] | undefined;
}

/** In order, from the one after `after`. */
export async function listAuditEvents(
  db: Database,
  { after, limit, studyIds }: AuditFilter,
): Promise<readonly ChainedEvent[]> {
  if (studyIds?.length === 0) return [];
  const all = db.selectFrom('audit_events').selectAll().where('sequence', '>', after).orderBy('sequence').limit(limit);
  const rows = await (studyIds === undefined ? all : all.where('study_id', 'in', [...studyIds])).execute();
  return rows.map(eventFromRow);
}

export interface ChainReport {
  /** How many events were checked and found whole. */
  readonly events: number;
  /** The last of them. */
  readonly head: ChainAnchor;
  /** The first broken link; undefined where there is none. */
  readonly fault: ChainFault | undefined;
}

/** Checks the whole chain, a page at a time, as it stood when the check began. */
export async function verifyAuditChain(db: Database, anchor?: ChainAnchor): Promise<ChainReport> {
  return await db
    .transaction()
    .setIsolationLevel('repeatable read')
    .execute(async (transaction) => {
      let head = CHAIN_START;
      for (;;) {
        const page = await listAuditEvents(transaction, { after: head.sequence, limit: PAGE });
        for (const event of page) {
          const fault = faultOfLink(event, head) ?? (anchor && faultOfPassed(event, anchor));
          if (fault !== undefined) return { events: head.sequence, head, fault };
          head = { sequence: event.sequence, hash: event.hash };
        }
        if (page.length < PAGE) break;
      }
      return { events: head.sequence, head, fault: anchor && faultOfAnchor(head, anchor) };
    });
}

/** Of an event on the way; only the end can be too short. */
function faultOfPassed(event: ChainedEvent, anchor: ChainAnchor): ChainFault | undefined {
  return event.sequence === anchor.sequence ? faultOfAnchor(event, anchor) : undefined;
}
