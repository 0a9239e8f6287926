import { afterAll, describe, expect, it } from 'vitest';
import { queueCounts } from '../services/queue/queues.ts';
import { insertComparisonResult } from '../services/store/comparison-results.ts';
import { setComparisonState } from '../services/store/comparisons.ts';
import { insertPhoto, type NewPhoto } from '../services/store/photos.ts';
import { testApi } from '../test/api.ts';
import { somePhoto } from '../test/store.ts';

const api = await testApi();
afterAll(api.close);

let subjects = 0;
async function twoVisits(): Promise<readonly [string, string]> {
  subjects += 1;
  const { id } = (await api.post('/v1/subjects', { code: `C-${subjects}` })).json();
  const visit = async () => (await api.post(`/v1/subjects/${id}/visits`, {})).json().id;
  return [await visit(), await visit()];
}
const addPhoto = async (visitId: string, changes: Partial<NewPhoto> = {}) =>
  (await insertPhoto(api.db, somePhoto({ visitId, ...changes }))).photo.id;
const compareVisits = ([baseline_visit_id, follow_up_visit_id]: readonly [string, string]) =>
  api.post('/v1/comparisons', { baseline_visit_id, follow_up_visit_id });

describe('POST /v1/comparisons', () => {
  it('pairs the photos of two visits by condition, region, view and light, and adds the job', async () => {
    const visits = await twoVisits();
    const hand = [await addPhoto(visits[0]), await addPhoto(visits[1])];
    const foot = [await addPhoto(visits[0], { bodyRegion: 'foot' }), await addPhoto(visits[1], { bodyRegion: 'foot' })];
    const alone = [
      await addPhoto(visits[0], { bodyRegion: 'neck' }),
      await addPhoto(visits[1], { bodyRegion: 'neck', illumination: 'woods_lamp' }),
    ];
    const before = (await queueCounts(api.queues))['compare-visits'].waiting;
    const response = await compareVisits(visits);
    expect(response.statusCode).toBe(202);
    const { comparison, job } = response.json();
    const pairs = comparison.pairs.map((pair: Record<string, string>) => [
      pair.baseline_photo_id,
      pair.follow_up_photo_id,
    ]);
    expect(pairs).toHaveLength(2);
    expect(pairs).toEqual(expect.arrayContaining([hand, foot]));
    expect(comparison.unpaired_photo_ids.toSorted()).toEqual(alone.toSorted());
    expect(job.id).toContain(comparison.id);
    expect((await queueCounts(api.queues))['compare-visits'].waiting).toBe(before + 1);
  });

  it('does not guess which of two photos of one place belongs to which', async () => {
    const visits = await twoVisits();
    await addPhoto(visits[0]);
    const [one, other] = [await addPhoto(visits[1]), await addPhoto(visits[1])];
    const response = await compareVisits(visits);
    expect([response.statusCode, response.json().error.code]).toEqual([400, 'invalid_request']);
    expect(response.json().error.message).toContain('baseline_photo_id');
    expect(one).not.toBe(other);
  });

  it('compares two photos that are named', async () => {
    const visits = await twoVisits();
    const [baseline, followUp] = [await addPhoto(visits[0]), await addPhoto(visits[1], { view: 'part_of_region' })];
    const response = await api.post('/v1/comparisons', { baseline_photo_id: baseline, follow_up_photo_id: followUp });
    expect(response.json().comparison).toMatchObject({
      state: 'queued',
      baseline_visit_id: visits[0],
      follow_up_visit_id: visits[1],
      pairs: [{ baseline_photo_id: baseline, follow_up_photo_id: followUp, comparison: null, refusal: null }],
    });
  });

  it('refuses photos of another condition, another light, another subject, and a photo with itself', async () => {
    const visits = await twoVisits();
    const baseline = await addPhoto(visits[0]);
    const others = [
      await addPhoto(visits[1], { condition: 'psoriasis' }),
      await addPhoto(visits[1], { illumination: 'woods_lamp' }),
      await addPhoto((await twoVisits())[0]),
      baseline,
    ];
    for (const other of others) {
      const response = await api.post('/v1/comparisons', { baseline_photo_id: baseline, follow_up_photo_id: other });
      expect([response.statusCode, response.json().error.code]).toEqual([400, 'invalid_request']);
    }
  });

  it('grades by other bounds on request, which makes another comparison of the same visits', async () => {
    const visits = await twoVisits();
    await Promise.all(visits.map((visitId) => addPhoto(visitId)));
    const usual = (await compareVisits(visits)).json().comparison;
    const [baseline_visit_id, follow_up_visit_id] = visits;
    const ask = (grade_bounds_percent: unknown) =>
      api.post('/v1/comparisons', { baseline_visit_id, follow_up_visit_id, grade_bounds_percent });
    const other = (await ask([10, 50.5, 90])).json().comparison;
    expect([usual.grade_bounds_percent, other.grade_bounds_percent]).toEqual([
      [25, 50, 75],
      [10, 50.5, 90],
    ]);
    expect((await api.get(`/v1/comparisons/${other.id}`)).json()).toEqual(other);
    expect((await api.get(`/v1/visits/${visits[0]}/comparisons`)).json().comparisons).toEqual([usual, other]);
    for (const bounds of [[], [50, 50], [75, 25], [0, 50], [50, 100], ['50'], '25,50', null]) {
      const response = await ask(bounds);
      expect([response.statusCode, response.json().error.code]).toEqual([400, 'invalid_request']);
    }
    expect((await ask([75, 25])).json().error.message).toContain('must rise');
  });

  it('refuses visits of two subjects, and half a request', async () => {
    const visits = await twoVisits();
    expect((await compareVisits([visits[0], (await twoVisits())[1]])).statusCode).toBe(400);
    expect((await compareVisits([visits[0], visits[0]])).statusCode).toBe(400);
    expect((await api.post('/v1/comparisons', { baseline_visit_id: visits[0] })).statusCode).toBe(400);
    expect((await api.post('/v1/comparisons', {})).statusCode).toBe(400);
  });
});

describe('GET /v1/comparisons/:id', () => {
  it('shows what came out for each pair, and why a pair was refused', async () => {
    const visits = await twoVisits();
    await addPhoto(visits[0]);
    await addPhoto(visits[1]);
    const { comparison } = (await compareVisits(visits)).json();
    const refusal = { code: 'registration_failed', message: 'Take both photos from one place.' };
    await insertComparisonResult(api.db, {
      pairId: comparison.pairs[0].id,
      provenance: { model: 'm', model_version: '1', model_sha256: null, pipeline_version: '0.1.0' },
      result: null,
      refusal,
      overlaySha256: null,
    });
    await setComparisonState(api.db, comparison.id, 'compared');
    const shown = (await api.get(`/v1/comparisons/${comparison.id}`)).json();
    expect(shown).toMatchObject({ state: 'compared', pairs: [{ comparison: null, refusal, overlay_url: null }] });
    expect((await api.get(`/v1/visits/${visits[1]}/comparisons`)).json().comparisons).toEqual([shown]);
    const overlay = `/v1/comparisons/${comparison.id}/pairs/${comparison.pairs[0].id}/overlay`;
    expect((await api.get(overlay)).statusCode).toBe(404);
  });

  it('answers 404 for an unknown comparison', async () => {
    expect((await api.get('/v1/comparisons/00000000-0000-4000-8000-000000000000')).statusCode).toBe(404);
  });
});
