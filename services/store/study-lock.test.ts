import { setTimeout as sleep } from 'node:timers/promises';
import { sql } from 'kysely';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { openTestStore, someMeasurement, somePhoto, type TestStore } from '../../test/store.ts';
import { type StudyRows, someStudyRows } from '../../test/study-rows.ts';
import { recorded } from './audit.ts';
import { insertComparison } from './comparisons.ts';
import { closeDatabase, connectDatabase, type Database, inTransaction, pingDatabase } from './database.ts';
import { insertManualScore } from './manual-scores.ts';
import { insertMeasurement, listMeasurements } from './measurements.ts';
import { findPhotoForMeasurement } from './photo-work.ts';
import { insertPhoto } from './photos.ts';
import { insertSite, lockStudy, unblindStudy } from './studies.ts';
import { insertSubject } from './subjects.ts';
import { setTreatments } from './treatments.ts';
import { insertVisit } from './visits.ts';

const COMMAND_LINE = { keyId: null, name: 'test', role: 'administrator', scope: 'all' } as const;
const LOCKED = { name: 'Refusal', code: 'study_locked' };

let store: TestStore;
/** A second process, as it were: a pool of its own. */
let other: Database;
beforeAll(async () => {
  store = await openTestStore();
  other = connectDatabase(store.connectionString);
  await pingDatabase(other);
});
afterAll(async () => {
  await closeDatabase(other);
  await store.close();
});

let rows: StudyRows;
beforeEach(async () => {
  rows = await someStudyRows(store.db);
});

async function measurementOf(db: Database, photoId: string) {
  const requestSha256 = (await findPhotoForMeasurement(db, photoId))?.requestSha256 ?? '';
  const pictures = { maskSha256: null, overlaySha256: null, uncertaintySha256: null };
  return { photoId, requestSha256, result: someMeasurement(), ...pictures };
}

/** Something to wait for, and what ends the wait. */
function gate(): readonly [Promise<void>, () => void] {
  let open = (): void => undefined;
  const passed = new Promise<void>((resolve) => {
    open = resolve;
  });
  return [passed, () => open()];
}

describe('two connections', () => {
  it('a lock waits for the writer that began before it, whose row then counts', async () => {
    const order: string[] = [];
    const [held, release] = gate();
    const [written, wrote] = gate();
    const writing = inTransaction(store.db, async (transaction) => {
      await insertPhoto(transaction, somePhoto({ visitId: rows.visitId }));
      wrote();
      await held;
      order.push('written');
    });
    await written;
    const locking = lockStudy(other, rows.studyId).then((study) => {
      order.push('locked');
      return study;
    });
    await isWaiting();
    expect(order).toEqual([]);
    release();
    await writing;
    expect((await locking)?.lockedAt).toBeInstanceOf(Date);
    expect(order).toEqual(['written', 'locked']);
  });

  it('a writer that found the study open waits for the lock in hand and is then refused', async () => {
    const [held, commit] = gate();
    const [lockTaken, isLocked] = gate();
    const locking = inTransaction(other, async (transaction) => {
      await lockStudy(transaction, rows.studyId);
      isLocked();
      await held;
    });
    await lockTaken;
    const writing = recorded(store.db, COMMAND_LINE, async (transaction, record) => {
      const { photo } = await insertPhoto(transaction, somePhoto({ visitId: rows.visitId }));
      record({ action: 'photo.create', entity: 'photo', entityId: photo.id });
    }).catch((error: unknown) => error);
    await isWaiting();
    commit();
    await locking;
    expect(await writing).toMatchObject(LOCKED);
    const photos = await store.db.selectFrom('photos').select('id').where('visit_id', '=', rows.visitId).execute();
    expect(photos).toEqual([{ id: rows.photoId }]);
    const events = await store.db.selectFrom('audit_events').select('sequence').where('action', '=', 'photo.create');
    expect(await events.execute()).toEqual([]);
  });

  it('a round of reads and a measurement of one of its photos do not stop one another', async () => {
    const measurement = await measurementOf(store.db, rows.photoId);
    const round = inTransaction(other, async (transaction) => {
      await transaction.selectFrom('studies').select('id').where('id', '=', rows.studyId).forUpdate().execute();
      const { id } = await transaction
        .insertInto('read_rounds')
        .values({ study_id: rows.studyId, seed: 's', plan: '{}' })
        .returning('id')
        .executeTakeFirstOrThrow();
      const read = {
        round_id: id,
        reader_key_id: null,
        kind: 'adjudication',
        unit_id: rows.photoId,
        position: 1,
      } as const;
      const reads = await transaction.insertInto('reads').values(read).returning('id').execute();
      // By now the measurement holds the photo and waits for the study.
      await isWaiting();
      await transaction
        .insertInto('read_photos')
        .values({ read_id: reads[0].id, number: 1, photo_id: rows.photoId, is_baseline: false })
        .execute();
    });
    await sleep(100);
    await Promise.all([round, insertMeasurement(store.db, measurement)]);
    expect(await listMeasurements(store.db, rows.photoId)).toHaveLength(1);
  });
});

/** Resolves once somebody waits for a lock in this database. */
async function isWaiting(): Promise<void> {
  for (;;) {
    const { rows: waiting } = await sql`
      select 1 from pg_stat_activity where wait_event_type = 'Lock' and datname = current_database()`.execute(
      store.owner,
    );
    if (waiting.length > 0) return;
    await sleep(20);
  }
}

describe('a locked study', () => {
  let later: string;
  beforeEach(async () => {
    later = (await insertVisit(store.db, { subjectId: rows.subjectId, label: 'week 12', visitDate: null }))?.id ?? '';
  });

  it.each<[string, (db: Database, on: StudyRows) => Promise<unknown>]>([
    ['a site', (db, { studyId }) => insertSite(db, studyId, 'B')],
    [
      'a subject',
      (db, { studyId, siteId }) =>
        insertSubject(db, {
          ...{ code: 'S-2', heightCm: null, weightKg: null, studyId, siteId },
        }),
    ],
    ['a visit', (db, { subjectId }) => insertVisit(db, { subjectId, visitDate: null })],
    ['a photo', (db, { visitId }) => insertPhoto(db, somePhoto({ visitId }))],
    ['a measurement', async (db, { photoId }) => insertMeasurement(db, await measurementOf(db, photoId))],
    ['a score of a visit', (db, { visitId }) => insertManualScore(db, scoreOf({ visitId }))],
    ['a score of a photo', (db, { photoId }) => insertManualScore(db, scoreOf({ photoId }))],
    [
      'a comparison',
      (db, { visitId }) =>
        insertComparison(db, { baselineVisitId: visitId, followUpVisitId: later, gradeBoundsPercent: null, pairs: [] }),
    ],
    [
      'a round of reads',
      (db, { studyId }) => db.insertInto('read_rounds').values({ study_id: studyId, seed: 's', plan: '{}' }).execute(),
    ],
    [
      "a subject's height",
      (db, { subjectId }) => db.updateTable('subjects').set({ height_cm: 170 }).where('id', '=', subjectId).execute(),
    ],
    [
      'another state of a photo',
      (db, { photoId }) => db.updateTable('photos').set({ state: 'measured' }).where('id', '=', photoId).execute(),
    ],
    [
      'another view of a photo that is given up',
      (db, { photoId }) =>
        db.updateTable('photos').set({ state: 'failed', view: 'whole_region' }).where('id', '=', photoId).execute(),
    ],
    [
      'another title',
      (db, { studyId }) =>
        db
          .updateTable('studies')
          .set({ title: 'x' } as never)
          .where('id', '=', studyId)
          .execute(),
    ],
    [
      'being opened again',
      (db, { studyId }) => db.updateTable('studies').set({ locked_at: null }).where('id', '=', studyId).execute(),
    ],
  ])('does not take %s, whatever was checked before', async (_what, write) => {
    await lockStudy(other, rows.studyId);
    await expect(inTransaction(store.db, (transaction) => write(transaction, rows))).rejects.toMatchObject(LOCKED);
    // The same by the owner of the tables, whom no right of a user stops.
    await expect(inTransaction(store.owner, (transaction) => write(transaction, rows))).rejects.toMatchObject(LOCKED);
  });

  it('takes treatments, and can be unblinded', async () => {
    await lockStudy(other, rows.studyId);
    await setTreatments(store.db, rows.studyId, [{ subjectId: rows.subjectId, treatment: 'VERUM' }]);
    expect((await unblindStudy(store.db, rows.studyId))?.unblindedAt).toBeInstanceOf(Date);
  });

  it('leaves other studies and what is of none open', async () => {
    await lockStudy(other, rows.studyId);
    await insertPhoto(store.db, somePhoto());
    const open = await someStudyRows(store.db);
    await insertMeasurement(store.db, await measurementOf(store.db, open.photoId));
  });
});

function scoreOf(target: { readonly visitId: string } | { readonly photoId: string }) {
  return {
    ...{ target, supersedes: null, instrument: 'VASI' as const, value: 4, items: null, rater: 'R1' },
    scoredAt: '2025-03-30T10:00:00Z',
  } as const;
}
