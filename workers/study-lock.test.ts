import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { findComparison, insertComparison } from '../services/store/comparisons.ts';
import { inTransaction } from '../services/store/database.ts';
import { type ImageStore, openImageDirectory } from '../services/store/images.ts';
import { listMeasurements } from '../services/store/measurements.ts';
import { requestMeasurement } from '../services/store/photo-work.ts';
import { findPhoto, insertPhoto } from '../services/store/photos.ts';
import { lockStudy } from '../services/store/studies.ts';
import { openTestStore, someMeasurement, somePhoto } from '../test/store.ts';
import { type StudyRows, someStudyRows } from '../test/study-rows.ts';
import { compareVisitsJob, giveUpComparison } from './compare-visits.ts';
import { measurePhotoJob } from './measure-photo.ts';
import type { MeasuringThreads } from './measuring-threads.ts';

const LOCKED = { name: 'Refusal', code: 'study_locked' };
const store = await openTestStore();
afterAll(store.close);
let rows: StudyRows;
beforeEach(async () => {
  rows = await someStudyRows(store.db);
});

/** Threads in whose place the test measures: they do what is given while a photo is in hand. */
function threadsThat(meanwhile: () => Promise<unknown>): MeasuringThreads {
  const result = someMeasurement();
  return {
    async measure() {
      await meanwhile();
      const document = { photo: { path: 'p', sha256: '0'.repeat(64), width: 2, height: 1 }, ...result };
      const picture = Buffer.from('picture');
      return {
        kind: 'measured',
        outcome: { document, maskPng: picture, overlayJpeg: picture, uncertaintyPng: picture },
      };
    },
  } as unknown as MeasuringThreads;
}

const directory = await mkdtemp(join(tmpdir(), 'dermetry-lock-'));
afterAll(() => rm(directory, { recursive: true }));
/** Every photo is there; what is written, is written below the directory. */
const images: ImageStore = { ...openImageDirectory(directory), read: async () => Buffer.from('photo') };
const noProgress = async (): Promise<void> => undefined;

describe('a worker', () => {
  it('that finishes a photo after the lock is refused, and the photo says so', async () => {
    const threads = threadsThat(() => lockStudy(store.owner, rows.studyId));
    const deps = { db: store.db, images, threads };
    await expect(measurePhotoJob({ photoId: rows.photoId }, deps, noProgress)).rejects.toMatchObject(LOCKED);
    const refusal = { code: 'study_locked', message: expect.stringContaining('locked') };
    expect(await findPhoto(store.db, rows.photoId)).toMatchObject({ state: 'refused', refusal });
    expect(await listMeasurements(store.db, rows.photoId)).toEqual([]);
    expect(await readdir(directory)).toEqual([]);
    const event = await store.db
      .selectFrom('audit_events')
      .select(['action', 'study_id'])
      .where('entity_id', '=', rows.photoId)
      .execute();
    expect(event).toEqual([{ action: 'photo.refuse', study_id: rows.studyId }]);
  });

  it('keeps the pictures of a photo that it finishes before the lock', async () => {
    const deps = { db: store.db, images, threads: threadsThat(noProgress) };
    await measurePhotoJob({ photoId: rows.photoId }, deps, noProgress);
    const [{ maskSha256 }] = await listMeasurements(store.db, rows.photoId);
    expect(await images.has(maskSha256 ?? '')).toBe(true);
  });

  it('that comes to a photo after the lock does not measure it', async () => {
    await lockStudy(store.owner, rows.studyId);
    let begun = 0;
    const threads = threadsThat(async () => {
      begun += 1;
    });
    const job = measurePhotoJob({ photoId: rows.photoId }, { db: store.db, images, threads }, noProgress);
    await expect(job).rejects.toMatchObject(LOCKED);
    expect(begun).toBe(0);
    expect(await findPhoto(store.db, rows.photoId)).toMatchObject({ state: 'refused' });
    await expect(inTransaction(store.db, (db) => requestMeasurement(db, rows.photoId, {}))).rejects.toMatchObject(
      LOCKED,
    );
  });

  it('gives a comparison up that comes after the lock', async () => {
    const pairs = [
      { baselinePhotoId: rows.photoId, followUpPhotoId: (await insertPhoto(store.db, somePhoto())).photo.id },
    ];
    const asked = { baselineVisitId: rows.visitId, followUpVisitId: null, gradeBoundsPercent: null, pairs };
    const { id } = await insertComparison(store.db, asked);
    await lockStudy(store.owner, rows.studyId);
    const deps = { db: store.db, images, threads: threadsThat(noProgress) };
    await expect(compareVisitsJob({ comparisonId: id }, deps, noProgress)).rejects.toMatchObject(LOCKED);
    await giveUpComparison({ comparisonId: id }, deps);
    expect(await findComparison(store.db, id)).toMatchObject({ state: 'failed' });
  });
});
