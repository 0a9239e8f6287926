import { sql } from 'kysely';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { openTestStore } from '../../test/store.ts';
import { CHAIN_START, formatAnchor, parseAnchor } from '../study/audit-chain.ts';
import { LOCAL_ACTOR } from '../study/policy.ts';
import { listAuditEvents, recordEvent, recorded, verifyAuditChain } from './audit.ts';
import { closeDatabase, connectDatabase, type Database } from './database.ts';
import { insertSubject } from './subjects.ts';

const { db, owner, connectionString, close } = await openTestStore();
afterAll(close);

/** What the owner of the tables could do, who can switch the trigger off. */
async function tamper(work: (transaction: Database) => Promise<unknown>): Promise<void> {
  await owner.transaction().execute(async (transaction) => {
    await sql`alter table audit_events disable trigger audit_events_insert_only`.execute(transaction);
    await work(transaction);
    await sql`alter table audit_events enable trigger audit_events_insert_only`.execute(transaction);
  });
}

async function addEvents(count: number): Promise<void> {
  for (let n = 1; n <= count; n++) {
    await recordEvent(db, LOCAL_ACTOR, {
      action: 'test.add',
      entity: 'test',
      entityId: `${n}`,
      after: { n, half: n / 2 },
    });
  }
}

beforeEach(async () => {
  await tamper((transaction) => sql`truncate audit_events`.execute(transaction));
});

describe('the chain', () => {
  it('is whole when empty, and after each event', async () => {
    expect(await verifyAuditChain(db)).toEqual({ events: 0, head: CHAIN_START, fault: undefined });
    await addEvents(5);
    const { events, fault, head } = await verifyAuditChain(db);
    expect([events, fault, head.sequence]).toEqual([5, undefined, 5]);
  });

  it('holds who, when, what, before and after, why, and by which version', async () => {
    await recordEvent(
      db,
      { keyId: null, name: 'R', role: 'site', scope: [] },
      {
        ...{
          action: 'a.b',
          entity: 'a',
          entityId: 'x',
          before: { b: 1, a: [null] },
          after: { é: '\u2028' },
          reason: 'why',
        },
        modelVersion: 'net 1',
      },
    );
    const [event] = await listAuditEvents(db, { after: 0, limit: 1 });
    expect(event).toMatchObject({
      ...{
        sequence: 1,
        actor: 'R',
        role: 'site',
        action: 'a.b',
        entity_id: 'x',
        reason: 'why',
        model_version: 'net 1',
      },
      before: { b: 1, a: [null] },
      after: { é: '\u2028' },
      at: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
      software_version: expect.stringMatching(/^dermetry \d+\.\d+\.\d+, pipeline \d/),
      previous_hash: CHAIN_START.hash,
    });
  });

  it('does not fork under many writers at once', async () => {
    const others = [1, 2, 3].map(() => connectDatabase(connectionString));
    const writers = [db, ...others];
    const add = (n: number) =>
      recorded(writers[n % writers.length], LOCAL_ACTOR, async (_transaction, record) => {
        record({ action: 'test.first', entity: 'test', entityId: `${n}` });
        record({ action: 'test.second', entity: 'test', entityId: `${n}` });
      });
    await Promise.all(Array.from({ length: 80 }, (_, n) => add(n)));
    await Promise.all(others.map(closeDatabase));
    expect(await verifyAuditChain(db)).toMatchObject({ events: 160, fault: undefined });
    const events = await listAuditEvents(db, { after: 0, limit: 1000 });
    // The two of one transaction stand together.
    for (let at = 0; at < events.length; at += 2) expect(events[at].entity_id).toBe(events[at + 1].entity_id);
  });

  it('has no event of a change that was not made, and no change without its event', async () => {
    const subject = { code: 'rolled-back', heightCm: null, weightKg: null };
    const failing = recorded(db, LOCAL_ACTOR, async (transaction, record) => {
      await insertSubject(transaction, subject);
      record({ action: 'subject.create', entity: 'subject' });
      throw new Error('after the change');
    });
    await expect(failing).rejects.toThrow('after the change');
    const unrecordable = recorded(db, LOCAL_ACTOR, async (transaction, record) => {
      await insertSubject(transaction, subject);
      record({ action: null as unknown as string, entity: 'subject' });
    });
    await expect(unrecordable).rejects.toThrow(/null value/);
    expect((await verifyAuditChain(db)).events).toBe(0);
    expect(await db.selectFrom('subjects').selectAll().where('code', '=', subject.code).execute()).toEqual([]);
  });
});

describe('verifying names the first broken link', () => {
  const faultAfter = async (work: (transaction: Database) => Promise<unknown>) => {
    await addEvents(6);
    await tamper(work);
    const { fault, events } = await verifyAuditChain(db);
    return [fault?.kind, fault?.sequence, events];
  };

  it.each([
    ['after', sql`after = '{"n":3,"half":9}'`],
    ['actor', sql`actor = 'somebody else'`],
    ['at', sql`at = at + interval '1 hour'`],
    ['reason', sql`reason = 'a good one'`],
    ['software_version', sql`software_version = 'another'`],
    ['hash', sql`hash = repeat('a', 64)`],
  ])('where the %s of an event was changed', async (_column, assignment) => {
    const change = (transaction: Database) =>
      sql`update audit_events set ${assignment} where sequence = 3`.execute(transaction);
    expect(await faultAfter(change)).toEqual(['changed', 3, 2]);
  });

  it('where events were removed', async () => {
    const remove = (transaction: Database) =>
      sql`delete from audit_events where sequence in (3, 4)`.execute(transaction);
    expect(await faultAfter(remove)).toEqual(['removed', 3, 2]);
  });

  it('where an event was removed and the others moved up', async () => {
    const close_ = async (transaction: Database) => {
      await sql`delete from audit_events where sequence = 3`.execute(transaction);
      await sql`update audit_events set sequence = sequence - 1 where sequence > 3`.execute(transaction);
    };
    expect(await faultAfter(close_)).toEqual(['changed', 3, 2]);
  });

  it('where a whole event was put in the place of another', async () => {
    await addEvents(6);
    const [, , third] = await listAuditEvents(db, { after: 0, limit: 3 });
    const { hashOfEvent } = await import('../study/audit-chain.ts');
    const forged = { ...third, after: { n: 99 } };
    await tamper((transaction) =>
      sql`update audit_events set after = '{"n":99}', hash = ${hashOfEvent(forged)} where sequence = 3`.execute(
        transaction,
      ),
    );
    // The forged event is well made; the next one still follows the true one.
    expect((await verifyAuditChain(db)).fault).toMatchObject({ kind: 'inserted', sequence: 4 });
  });

  it('where the end was cut off or written anew, against what an earlier check printed', async () => {
    await addEvents(6);
    const { head } = await verifyAuditChain(db);
    const anchor = parseAnchor(formatAnchor(head));
    await addEvents(2);
    expect((await verifyAuditChain(db, anchor)).fault).toBeUndefined();
    await tamper((transaction) => sql`delete from audit_events where sequence > 4`.execute(transaction));
    expect((await verifyAuditChain(db)).fault).toBeUndefined();
    expect((await verifyAuditChain(db, anchor)).fault).toMatchObject({ kind: 'truncated', sequence: 5 });
    await addEvents(4);
    expect((await verifyAuditChain(db)).fault).toBeUndefined();
    expect((await verifyAuditChain(db, anchor)).fault).toMatchObject({ kind: 'rewritten', sequence: 6 });
  });
});

describe('who tries to change the trail', () => {
  const attempts = ["update audit_events set reason = 'x'", 'delete from audit_events', 'truncate audit_events'];

  it.each(attempts)("the application's user may not: %s", async (statement) => {
    await addEvents(1);
    await expect(sql.raw(statement).execute(db)).rejects.toThrow(/permission denied/);
  });

  it.each(attempts)('the trigger stops the owner: %s', async (statement) => {
    await addEvents(1);
    await expect(sql.raw(statement).execute(owner)).rejects.toThrow(/insert-only/);
  });

  it.each([
    'alter table audit_events disable trigger all',
    'drop trigger audit_events_insert_only on audit_events',
    'drop table audit_events cascade',
    'create or replace function refuse_change_of_insert_only_row() returns trigger language plpgsql as $$ begin return null; end $$',
    'set session_replication_role = replica',
    'create rule away as on update to audit_events do instead nothing',
    'delete from api_keys',
    'update manual_scores set value = 0',
    'alter role dermetry_app superuser',
  ])("the application's user may not get around it: %s", async (statement) => {
    await expect(sql.raw(statement).execute(db)).rejects.toThrow(/permission denied|must be owner/);
  });

  it('nor give itself the right', async () => {
    await addEvents(1);
    // PostgreSQL answers with a warning, and grants nothing.
    await sql`grant update, delete on audit_events to dermetry_app`.execute(db);
    await expect(sql`delete from audit_events`.execute(db)).rejects.toThrow(/permission denied/);
  });

  it('nor write a second event after the same one', async () => {
    await addEvents(2);
    const [first, second] = await listAuditEvents(db, { after: 0, limit: 2 });
    const twin = { ...second, sequence: 3, at: new Date(), before: null, after: null, hash: 'b'.repeat(64) };
    await expect(db.insertInto('audit_events').values(twin).execute()).rejects.toThrow(/previous_hash/);
    expect(first.sequence).toBe(1);
  });
});
