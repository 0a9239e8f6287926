import { createHash } from 'node:crypto';
import { sql } from 'kysely';
import { afterAll, describe, expect, test } from 'vitest';
import { openTestStore, someMeasurement, somePhoto } from '../../test/store.ts';
import { createApiKey, findApiKey, listApiKeys } from './api-keys.ts';
import { insertComparisonResult } from './comparison-results.ts';
import { findComparison, findPairsForComparison, insertComparison, setComparisonState } from './comparisons.ts';
import { revokeHolder } from './holders.ts';
import { insertManualScore, listManualScores } from './manual-scores.ts';
import { findLatestMeasurement, insertMeasurement, listMeasurements } from './measurements.ts';
import {
  findPhotoForMeasurement,
  listPhotosToQueue,
  recordRefusal,
  requestMeasurement,
  setPhotoState,
} from './photo-work.ts';
import { findPhoto, insertPhoto, type NewPhoto } from './photos.ts';
import { findSubject, insertSubject, listSubjects, type NewSubject } from './subjects.ts';
import { insertVisit, listVisits } from './visits.ts';

const { db, owner, close } = await openTestStore();
afterAll(close);

let subjectNumber = 0;
async function someVisit(body: Omit<NewSubject, 'code'> = { heightCm: 170, weightKg: 70 }) {
  subjectNumber += 1;
  const subject = await insertSubject(db, { code: `S-${String(subjectNumber).padStart(3, '0')}`, ...body });
  if (subject === undefined) throw new Error('code taken');
  const visit = await insertVisit(db, { subjectId: subject.id, visitDate: '2025-03-30' });
  if (visit === undefined) throw new Error('visit taken');
  return { subject, visit };
}
const measuredPhoto = async () => (await insertPhoto(db, somePhoto())).photo;
const files = { maskSha256: null, overlaySha256: null, uncertaintySha256: null };
async function measure(photoId: string, result = someMeasurement()) {
  const requestSha256 = (await findPhotoForMeasurement(db, photoId))?.requestSha256 ?? '';
  return await insertMeasurement(db, { photoId, requestSha256, result, ...files });
}

describe('subjects and visits', () => {
  test('a code is given once', async () => {
    const { subject } = await someVisit();
    expect(await insertSubject(db, { code: subject.code, heightCm: null, weightKg: null })).toBeUndefined();
    expect(await findSubject(db, subject.id)).toEqual(subject);
  });

  test('subjects are listed in pages by code', async () => {
    await someVisit();
    await someVisit();
    const [first, second] = await listSubjects(db, { limit: 2, scope: 'all' });
    expect(await listSubjects(db, { limit: 1, after: { code: first.code }, scope: 'all' })).toEqual([second]);
  });

  test('visits that are added at the same time get numbers of their own', async () => {
    const { subject } = await someVisit();
    const add = () => insertVisit(db, { subjectId: subject.id, visitDate: null });
    await Promise.all([add(), add(), add(), add()]);
    expect((await listVisits(db, subject.id)).map((visit) => visit.sequence)).toEqual([1, 2, 3, 4, 5]);
  });

  test('a date stays the day that was given, whatever the time zone', async () => {
    expect((await someVisit()).visit.visitDate).toBe('2025-03-30');
  });
});

describe('photos', () => {
  test('the same bytes for the same visit are one photo, even when uploaded at once', async () => {
    const { visit } = await someVisit();
    const photo = somePhoto({ visitId: visit.id });
    const results = await Promise.all([1, 2, 3].map(() => insertPhoto(db, photo)));
    expect(results.filter((result) => result.created)).toHaveLength(1);
    expect(new Set(results.map((result) => result.photo.id)).size).toBe(1);
  });

  test('the same bytes without a visit are one photo as well; for another visit they are another', async () => {
    const { visit } = await someVisit();
    const photo = somePhoto();
    const first = await insertPhoto(db, photo);
    expect((await insertPhoto(db, photo)).photo.id).toBe(first.photo.id);
    expect((await insertPhoto(db, { ...photo, visitId: visit.id })).photo.id).not.toBe(first.photo.id);
  });

  test('the camera time keeps its wall clock, also in the hour that summer time skips', async () => {
    const { photo } = await insertPhoto(db, somePhoto());
    expect(photo.capture.capturedAt).toBe('2025-03-30T02:30:00');
  });

  test('a measurement is told height and weight only where both are known', async () => {
    const known = await someVisit({ heightCm: 170, weightKg: 70 });
    const half = await someVisit({ heightCm: 170, weightKg: null });
    const photoOf = async (visitId: string | null) => {
      const { photo } = await insertPhoto(db, somePhoto({ visitId }));
      return await findPhotoForMeasurement(db, photo.id);
    };
    expect((await photoOf(known.visit.id))?.patient).toEqual({ heightCm: 170, weightKg: 70 });
    expect((await photoOf(half.visit.id))?.patient).toBeNull();
    expect((await photoOf(null))?.patient).toBeNull();
  });

  test('a measurement is told age and formula where they are known, and asks for something else with them', async () => {
    const plain = await someVisit({ heightCm: 170, weightKg: 70 });
    const haycock = await someVisit({ heightCm: 170, weightKg: 70, bsaFormula: 'haycock' });
    const child = await insertVisit(db, { subjectId: haycock.subject.id, visitDate: null, ageYears: 7.5 });
    const photo = somePhoto();
    const asked = async (visitId: string | undefined) => {
      const inserted = await insertPhoto(db, { ...photo, visitId: visitId ?? null });
      return await findPhotoForMeasurement(db, inserted.photo.id);
    };
    const [one, other, third] = [await asked(plain.visit.id), await asked(haycock.visit.id), await asked(child?.id)];
    expect(other?.patient).toEqual({ heightCm: 170, weightKg: 70, bsaFormula: 'haycock' });
    expect(third?.patient).toEqual({ heightCm: 170, weightKg: 70, bsaFormula: 'haycock', ageYears: 7.5 });
    expect(new Set([one, other, third].map((each) => each?.requestSha256)).size).toBe(3);
  });

  test('a photo whose job was never added is found until it is measured, refused or failed', async () => {
    const photo = await measuredPhoto();
    expect(await listPhotosToQueue(db, 0)).toContain(photo.id);
    expect(await listPhotosToQueue(db, 3600)).not.toContain(photo.id);
    await setPhotoState(db, photo.id, 'measuring');
    expect(await listPhotosToQueue(db, 0)).toContain(photo.id);
    await recordRefusal(db, photo.id, 'too_blurred', 'Take it again.');
    expect(await listPhotosToQueue(db, 0)).not.toContain(photo.id);
    expect(await findPhoto(db, photo.id)).toMatchObject({
      state: 'refused',
      refusal: { code: 'too_blurred', message: 'Take it again.' },
    });
  });
});

describe('measurements', () => {
  test('the same work done twice is one row', async () => {
    const photo = await measuredPhoto();
    const add = () => measure(photo.id);
    const results = await Promise.all([add(), add(), add()]);
    expect(results.filter((result) => result.created)).toHaveLength(1);
    expect(await listMeasurements(db, photo.id)).toHaveLength(1);
    expect((await findPhoto(db, photo.id))?.state).toBe('measured');
  });

  test('a new pipeline version is a new row that points at the one it replaces', async () => {
    const photo = await measuredPhoto();
    for (const pipelineVersion of ['0.1.0', '0.2.0', '0.3.0']) {
      await measure(photo.id, someMeasurement({ pipelineVersion }));
    }
    const chain = await listMeasurements(db, photo.id);
    expect(chain.map((each) => each.result.provenance.pipeline_version)).toEqual(['0.3.0', '0.2.0', '0.1.0']);
    expect(chain.map((each) => each.supersedes)).toEqual([chain[1].id, chain[2].id, null]);
    expect((await findLatestMeasurement(db, photo.id))?.id).toBe(chain[0].id);
  });

  test('a scale that is corrected and then set back gives three rows, the newest for what is asked now', async () => {
    const photo = await measuredPhoto();
    await measure(photo.id, someMeasurement({ lesionPixels: 1 }));
    await requestMeasurement(db, photo.id, { declaredMmPerPixel: 0.1 });
    await measure(photo.id, someMeasurement({ lesionPixels: 2 }));
    await requestMeasurement(db, photo.id, { declaredMmPerPixel: null });
    await measure(photo.id, someMeasurement({ lesionPixels: 1 }));
    const lesions = (await listMeasurements(db, photo.id)).map(({ result }) => result.lesion.pixels);
    expect(lesions).toEqual([1, 2, 1]);
  });

  test('what is asked without cards and chart hashes as before there were any, and each of them changes the hash', async () => {
    const hashOf = async (changes: Partial<NewPhoto>) => {
      const { photo } = await insertPhoto(db, somePhoto(changes));
      return (await findPhotoForMeasurement(db, photo.id))?.requestSha256;
    };
    const before = JSON.stringify(['vitiligo', 'hand', 'close_up', null, 20, null]);
    expect(await hashOf({})).toBe(createHash('sha256').update(before).digest('hex'));
    const others = [
      { cardScaleMm: 99 },
      { cardScaleMm: 101 },
      { colourChart: true },
      { cardScaleMm: 99, colourChart: true },
      { greyCard: { rectPx: [10, 20, 300, 400], reflectancePercent: 18 } },
      { greyCard: { rectPx: [10, 20, 300, 400], reflectancePercent: 90 } },
      { greyCard: { rectPx: [20, 10, 300, 400], reflectancePercent: 18 } },
    ] as const;
    const hashes = await Promise.all([{}, ...others].map(hashOf));
    expect(new Set(hashes).size).toBe(8);
  });

  test('a grey card comes back as it was said, is corrected, and taken away', async () => {
    const greyCard = { rectPx: [0, 20, 300, 400], reflectancePercent: 12.5 } as const;
    const { photo } = await insertPhoto(db, somePhoto({ greyCard }));
    expect((await findPhoto(db, photo.id))?.greyCard).toEqual(greyCard);
    const moved = { ...greyCard, rectPx: [5, 6, 7, 8] } as const;
    for (const asked of [moved, null]) {
      await measure(photo.id);
      expect((await requestMeasurement(db, photo.id, { greyCard: asked }))?.greyCard).toEqual(asked);
    }
    await measure(photo.id);
    expect((await requestMeasurement(db, photo.id, {}))?.greyCard).toBeNull();
  });

  test.each([
    ['without width', [0, 0, 0, 10], 18],
    ['left of the photo', [-1, 0, 10, 10], 18],
    ['without reflectance', [0, 0, 10, 10], null],
    ['without a place', null, 18],
    ['brighter than white', [0, 0, 10, 10], 101],
  ])('no row holds a grey card %s', async (_what, grey_card_px, grey_card_reflectance_percent) => {
    const { photo } = await insertPhoto(db, somePhoto());
    const change = db
      .updateTable('photos')
      .set({ grey_card_px, grey_card_reflectance_percent })
      .where('id', '=', photo.id);
    await expect(change.execute()).rejects.toThrow(/check constraint/);
  });

  test('a result for what is no longer asked is not kept', async () => {
    const photo = await measuredPhoto();
    const before = await findPhotoForMeasurement(db, photo.id);
    await setPhotoState(db, photo.id, 'failed');
    await requestMeasurement(db, photo.id, { markerSideMm: 40 });
    const late = { photoId: photo.id, requestSha256: before?.requestSha256 ?? '', result: someMeasurement(), ...files };
    await expect(insertMeasurement(db, late)).rejects.toThrow(/changed while it was measured/);
    expect(await listMeasurements(db, photo.id)).toEqual([]);
    expect((await findPhoto(db, photo.id))?.state).toBe('queued');
  });

  test('what is asked of a photo cannot be changed while it is measured', async () => {
    const photo = await measuredPhoto();
    await setPhotoState(db, photo.id, 'measuring');
    expect(await requestMeasurement(db, photo.id, { markerSideMm: 40 })).toBeUndefined();
  });

  test('the result comes back as it went in', async () => {
    const photo = await measuredPhoto();
    const result = someMeasurement({ lesionPixels: 123 });
    await measure(photo.id, result);
    expect((await findLatestMeasurement(db, photo.id))?.result).toEqual(result);
  });

  test.each(['measurements', 'manual_scores', 'comparison_results'])('the database refuses to change %s', async (t) => {
    await expect(sql`update ${sql.table(t)} set supersedes = null`.execute(owner)).rejects.toThrow(/insert-only/);
    await expect(sql`delete from ${sql.table(t)}`.execute(owner)).rejects.toThrow(/insert-only/);
    await expect(sql`truncate ${sql.table(t)} cascade`.execute(owner)).rejects.toThrow(/insert-only/);
  });
});

describe('manual scores', () => {
  const score = { instrument: 'VASI', value: 4.5, items: null, rater: 'R1', scoredAt: '2025-03-30T10:00:00Z' } as const;

  test('a correction is a row of its own, and a score is corrected once', async () => {
    const { visit } = await someVisit();
    const target = { visitId: visit.id };
    const first = await insertManualScore(db, { ...score, target, supersedes: null });
    const second = await insertManualScore(db, { ...score, target, value: 4, supersedes: first?.id ?? '' });
    expect(await insertManualScore(db, { ...score, target, value: 3, supersedes: first?.id ?? '' })).toBeUndefined();
    expect((await listManualScores(db, target)).map(({ id, value }) => [id, value])).toEqual([
      [first?.id, 4.5],
      [second?.id, 4],
    ]);
  });

  test('items are kept as given', async () => {
    const photo = await measuredPhoto();
    const items = { trunk_hand_units: 3, trunk_depigmentation_percent: 50 };
    const added = await insertManualScore(db, { ...score, items, target: { photoId: photo.id }, supersedes: null });
    expect(added?.items).toEqual(items);
  });
});

describe('comparisons', () => {
  const provenance = { model: 'm', model_version: '1', model_sha256: null, pipeline_version: '0.1.0' };

  test('each pair has its own outcome, and the same outcome twice is one row', async () => {
    const [baseline, followUp] = [await measuredPhoto(), await measuredPhoto()];
    const pairs = [{ baselinePhotoId: baseline.id, followUpPhotoId: followUp.id }];
    const { id } = await insertComparison(db, {
      baselineVisitId: null,
      followUpVisitId: null,
      pairs,
      gradeBoundsPercent: null,
    });
    const [pair] = (await findPairsForComparison(db, id)) ?? [];
    expect([pair.baseline, pair.followUp]).toEqual([baseline, followUp]);
    const refusal = { code: 'registration_failed', message: 'Take both photos from one place.' };
    const outcome = { pairId: pair.id, provenance, result: null, refusal, overlaySha256: null };
    const first = await insertComparisonResult(db, outcome);
    expect(await insertComparisonResult(db, outcome)).toEqual(first);
    await setComparisonState(db, id, 'compared');
    expect(await findComparison(db, id)).toMatchObject({ state: 'compared', pairs: [{ result: { refusal } }] });
  });

  test('the bounds of grades are kept in order, and bounds that are none are refused by the database', async () => {
    const none = { baselineVisitId: null, followUpVisitId: null, pairs: [] };
    const { id } = await insertComparison(db, { ...none, gradeBoundsPercent: [12.5, 90] });
    expect((await findComparison(db, id))?.gradeBoundsPercent).toEqual([12.5, 90]);
    for (const gradeBoundsPercent of [[], [0, 50], [50, 100]]) {
      await expect(insertComparison(db, { ...none, gradeBoundsPercent })).rejects.toThrow(/check constraint/);
    }
  });

  test('a newer pipeline supersedes the outcome of a pair', async () => {
    const [baseline, followUp] = [await measuredPhoto(), await measuredPhoto()];
    const pairs = [{ baselinePhotoId: baseline.id, followUpPhotoId: followUp.id }];
    const comparison = await insertComparison(db, {
      baselineVisitId: null,
      followUpVisitId: null,
      pairs,
      gradeBoundsPercent: null,
    });
    const refusal = { code: 'registration_failed', message: 'Take both photos from one place.' };
    const outcome = { pairId: comparison.pairs[0].id, provenance, result: null, refusal, overlaySha256: null };
    const first = await insertComparisonResult(db, outcome);
    const second = await insertComparisonResult(db, {
      ...outcome,
      provenance: { ...provenance, pipeline_version: '0.2.0' },
    });
    const stored = await findComparison(db, comparison.id);
    expect(stored?.pairs[0].result).toMatchObject({ id: second.id, supersedes: first.id });
  });
});

describe('API keys', () => {
  test('a key opens until it is revoked, and its text is nowhere in the database', async () => {
    const { key, apiKey } = await createApiKey(db, 'clinic');
    expect(key).toMatch(/^dm_[A-Za-z0-9_-]{43}$/);
    expect((await findApiKey(db, key))?.id).toBe(apiKey.id);
    const { rows } = await sql<{ text: string }>`select k::text as text from api_keys k`.execute(db);
    expect(rows.some((row) => row.text.includes(key))).toBe(false);
    expect((await revokeHolder(db, apiKey.prefix))?.id).toBe(apiKey.id);
    expect(await findApiKey(db, key)).toBeUndefined();
    expect(await revokeHolder(db, apiKey.prefix)).toBeUndefined();
    expect((await listApiKeys(db)).find((each) => each.id === apiKey.id)?.revokedAt).toBeInstanceOf(Date);
  });

  test.each(['', 'dm_', 'dm_short', `dm_${'A'.repeat(43)}`, 'Bearer'])('%j opens nothing', async (key) => {
    expect(await findApiKey(db, key)).toBeUndefined();
  });
});
