import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { LOCK_DURATION_MS, STALLED_INTERVAL_MS } from '../services/queue/connect.ts';
import {
  enqueueCompareVisits,
  enqueueMeasurePhoto,
  type JobEvent,
  queueCounts,
  subscribeJobEvents,
} from '../services/queue/queues.ts';
import { findComparison, insertComparison } from '../services/store/comparisons.ts';
import { addDrawing, withdrawOutline } from '../services/store/drawings.ts';
import { imageSha256 } from '../services/store/images.ts';
import { listMeasurements } from '../services/store/measurements.ts';
import { requestMeasurement } from '../services/store/photo-work.ts';
import { findPhoto } from '../services/store/photos.ts';
import { LOCAL_ACTOR } from '../services/study/policy.ts';
import { redisIsInstalled, startTestRedis, type TestRedis } from '../test/redis.ts';
import { openWorkerBench, until, type WorkerBench } from '../test/worker-bench.ts';
import { recoverLostJobs } from './recover-lost-jobs.ts';

/** Some jobs wait for locks to run out and for retries; a busy machine adds its own. */
const TIME_LIMIT_MS = 180_000;
/** Three times the lock's life: a busy worker that did not renew would have lost it long before. */
const LONGER_THAN_LOCKS_MS = 3 * LOCK_DURATION_MS;

test('a lost job is found within 8 s: its lock runs out, one check marks it, the next takes it, one may be skipped', () => {
  expect(LOCK_DURATION_MS + 3 * STALLED_INTERVAL_MS).toBeLessThanOrEqual(8_000);
});

describe.each(['PostgreSQL', 'Redis'])('workers with the queue on %s', { timeout: TIME_LIMIT_MS }, (server) => {
  const skipped = server === 'Redis' && !redisIsInstalled;
  let redis: TestRedis | undefined;
  let bench: WorkerBench;

  beforeAll(async () => {
    if (skipped) return;
    if (server === 'Redis') redis = await startTestRedis();
    bench = await openWorkerBench(redis?.url);
    await Promise.all([bench.startWorker(), bench.startWorker()]);
  }, TIME_LIMIT_MS);
  afterAll(async () => {
    await bench?.close();
    await redis?.stop();
  });

  const measured = (photoId: string) =>
    until(async () => {
      const photo = await findPhoto(bench.db, photoId);
      return photo?.state !== 'queued' && photo?.state !== 'measuring' && photo;
    });

  test.skipIf(skipped)(
    'a photo is measured once, and its job leaves nothing behind that would block the next one',
    async () => {
      const photoId = await bench.addPhoto();
      await enqueueMeasurePhoto(bench.queues, { photoId });
      expect(await measured(photoId)).toMatchObject({ state: 'measured' });
      expect(await listMeasurements(bench.db, photoId)).toMatchObject([{ result: { skin: { pixels: 2 } } }]);
      await until(async () => (await queueCounts(bench.queues))['measure-photo'].active === 0);
      expect((await queueCounts(bench.queues))['measure-photo']).toEqual({ waiting: 0, active: 0, delayed: 0 });
    },
  );

  test.skipIf(skipped)('scales, chart and grey card of a photo reach the thread that measures it', async () => {
    const greyCard = { rectPx: [10, 20, 300, 400], reflectancePercent: 90 } as const;
    const scales = { declaredMmPerPixel: 0.1, markerSideMm: 30, cardScaleMm: 98.5, colourChart: true, greyCard };
    const asked = async (changes: Parameters<WorkerBench['addPhoto']>[1]) => {
      const photoId = await bench.addPhoto({}, changes);
      await enqueueMeasurePhoto(bench.queues, { photoId });
      await measured(photoId);
      const [{ result }] = await listMeasurements(bench.db, photoId);
      return JSON.parse(result.notes[0]);
    };
    const always = { condition: 'vitiligo', region: 'hand', view: 'close_up' };
    expect(await asked(scales)).toEqual({ ...always, ...scales });
    expect(await asked({})).toEqual(always);
  });

  test.skipIf(skipped)(
    'an outline that a person drew is measured on top; the model is asked again only for itself',
    async () => {
      const photoId = await bench.addPhoto({ journal: bench.journal });
      await enqueueMeasurePhoto(bench.queues, { photoId });
      await measured(photoId);
      const [{ id: parentId }] = await listMeasurements(bench.db, photoId);
      const mask = Buffer.from('a mask');
      const maskSha256 = imageSha256(mask);
      const drawing = { photoId, parentId, maskSha256, skinMaskSha256: null, withoutLesion: false, reason: 'missed' };
      const before = (await bench.begun()).length;
      await addDrawing(bench.db, LOCAL_ACTOR, {
        asked: drawing,
        keepFiles: async () => void (await bench.images.write(mask)),
      });
      await enqueueMeasurePhoto(bench.queues, { photoId });
      await measured(photoId);
      expect((await bench.begun()).length - before).toBe(1);
      const [drawn, model] = await listMeasurements(bench.db, photoId);
      expect([drawn.supersedes, drawn.drawingId !== null, model.id, model.drawingId]).toEqual([
        parentId,
        true,
        parentId,
        null,
      ]);
      const { outline } = JSON.parse(drawn.result.notes[0]);
      expect(outline.origin).toMatchObject({ drawn_by: 'this machine', reason: 'missed', parent: parentId });
      expect(outline.origin.parent_model).toBe('stand-in 1');
      // Asked for something else, both are measured anew, and the outline still counts.
      await requestMeasurement(bench.db, photoId, { declaredMmPerPixel: 0.2 });
      await enqueueMeasurePhoto(bench.queues, { photoId });
      await measured(photoId);
      const again = await listMeasurements(bench.db, photoId);
      expect(again.map(({ drawingId }) => drawingId)).toEqual([drawn.drawingId, null, drawn.drawingId, null]);
      expect(again[0].result.notes[0]).toContain('"declaredMmPerPixel":0.2');
      await withdrawOutline(bench.db, LOCAL_ACTOR, { photoId, measurementId: again[0].id, reason: 'wrong' });
      await enqueueMeasurePhoto(bench.queues, { photoId });
      await measured(photoId);
      expect((await listMeasurements(bench.db, photoId))[0].drawingId).toBeNull();
    },
  );

  test.skipIf(skipped)('a refusal is recorded with its code and is not tried again', async () => {
    const photoId = await bench.addPhoto({ refuse: true });
    await enqueueMeasurePhoto(bench.queues, { photoId });
    expect(await measured(photoId)).toMatchObject({ state: 'refused', refusal: { code: 'no_skin' } });
    await until(async () =>
      Object.values((await queueCounts(bench.queues))['measure-photo']).every((count) => count === 0),
    );
    expect(await listMeasurements(bench.db, photoId)).toEqual([]);
  });

  test.skipIf(skipped)('progress and end of a job reach whoever subscribed', async () => {
    const events: JobEvent[] = [];
    const unsubscribe = await subscribeJobEvents(bench.queues, (event) => events.push(event));
    const photoId = await bench.addPhoto();
    const { jobId } = await enqueueMeasurePhoto(bench.queues, { photoId });
    await until(async () => events.some(({ kind }) => kind === 'completed'));
    await unsubscribe();
    expect(events).toContainEqual({ queue: 'measure-photo', jobId, subjectId: photoId, kind: 'progress', percent: 80 });
    expect(events).toContainEqual({ queue: 'measure-photo', jobId, subjectId: photoId, kind: 'completed' });
  });

  test.skipIf(skipped)('a photo whose job was never added is found and measured', async () => {
    const photoId = await bench.addPhoto();
    await recoverLostJobs(bench.db, bench.queues, 0);
    expect(await measured(photoId)).toMatchObject({ state: 'measured' });
  });

  test.skipIf(skipped)('a pair that cannot be compared is refused by itself, and the comparison is done', async () => {
    const baselinePhotoId = await bench.addPhoto({}, { colourChart: true });
    const followUpPhotoId = await bench.addPhoto();
    const { id } = await insertComparison(bench.db, {
      baselineVisitId: null,
      followUpVisitId: null,
      pairs: [{ baselinePhotoId, followUpPhotoId }],
      gradeBoundsPercent: [10, 90],
    });
    await enqueueCompareVisits(bench.queues, { comparisonId: id });
    const compared = await until(async () => {
      const comparison = await findComparison(bench.db, id);
      return comparison?.state === 'compared' && comparison;
    });
    expect(compared.pairs).toMatchObject([{ baselinePhotoId, result: { refusal: { code: 'registration_failed' } } }]);
    const asked = {
      condition: 'vitiligo',
      colourCharts: { baseline: true, followUp: false },
      gradeBoundsPercent: [10, 90],
    };
    expect(compared.pairs[0].result?.refusal?.message).toContain(JSON.stringify(asked));
  });

  test.skipIf(skipped)(
    'a measuring thread that crashes is replaced, and the photo is given up after its last try',
    async () => {
      const photoId = await bench.addPhoto({ crash: 'throw', journal: bench.journal });
      const before = (await bench.begun()).length;
      await enqueueMeasurePhoto(bench.queues, { photoId });
      expect(await measured(photoId)).toMatchObject({ state: 'failed' });
      expect((await bench.begun()).length - before).toBe(4);
      const next = await bench.addPhoto();
      await enqueueMeasurePhoto(bench.queues, { photoId: next });
      expect(await measured(next)).toMatchObject({ state: 'measured' });
    },
  );

  test.skipIf(skipped)('a worker that computes without a break for thrice the lock time keeps its job', async () => {
    const photoId = await bench.addPhoto({ burnMs: LONGER_THAN_LOCKS_MS, journal: bench.journal });
    const before = (await bench.begun()).length;
    await enqueueMeasurePhoto(bench.queues, { photoId });
    expect(await measured(photoId)).toMatchObject({ state: 'measured' });
    expect((await bench.begun()).length - before).toBe(1);
    expect(await listMeasurements(bench.db, photoId)).toHaveLength(1);
  });

  test.skipIf(skipped)('a worker killed in mid-job: another finishes the job, with one result', async () => {
    const photoId = await bench.addPhoto({ burnMs: 2_500, journal: bench.journal });
    const before = (await bench.begun()).length;
    await enqueueMeasurePhoto(bench.queues, { photoId });
    const first = await until(async () => (await bench.begun())[before]);
    process.kill(first, 'SIGKILL');
    expect(await measured(photoId)).toMatchObject({ state: 'measured' });
    const [, second] = (await bench.begun()).slice(before);
    expect(second).not.toBe(first);
    expect(await listMeasurements(bench.db, photoId)).toHaveLength(1);
  });
});
