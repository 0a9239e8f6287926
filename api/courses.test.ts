import { afterAll, describe, expect, it } from 'vitest';
import type { Comparison } from '../services/domain/measurement.ts';
import { insertComparisonResult } from '../services/store/comparison-results.ts';
import { setComparisonState } from '../services/store/comparisons.ts';
import { insertPhoto, type NewPhoto } from '../services/store/photos.ts';
import { testApi } from '../test/api.ts';
import { someMeasurement, somePhoto } from '../test/store.ts';

const api = await testApi();
afterAll(api.close);

const PROVENANCE = someMeasurement().provenance;
const NO_FIGURES = {
  gross_percent: null,
  new_percent: null,
  net_percent: null,
  pigment_weighted_percent: null,
  grade: null,
};

let subjects = 0;
async function newSubject(dates: readonly (string | null)[]): Promise<{ id: string; visits: readonly string[] }> {
  subjects += 1;
  const { id } = (await api.post('/v1/subjects', { code: `COURSE-${subjects}` })).json();
  const visits: string[] = [];
  for (const [i, visit_date] of dates.entries()) {
    const label = i === 0 ? 'baseline' : `week ${12 * i}`;
    visits.push((await api.post(`/v1/subjects/${id}/visits`, { label, visit_date })).json().id);
  }
  return { id, visits };
}
const addPhoto = async (visitId: string, changes: Partial<NewPhoto> = {}) =>
  (await insertPhoto(api.db, somePhoto({ visitId, ...changes }))).photo.id;

interface Asked {
  readonly id: string;
  readonly pairs: readonly { readonly id: string }[];
}
const compare = async (baseline_visit_id: string, follow_up_visit_id: string, more: object = {}): Promise<Asked> =>
  (await api.post('/v1/comparisons', { baseline_visit_id, follow_up_visit_id, ...more })).json().comparison;

const identity = (path: string) => ({ path, sha256: '0'.repeat(64), width: 1600, height: 1200 });
function comparisonOf(netPercent: number | null, pipelineVersion: string): Comparison {
  return {
    condition: 'vitiligo',
    repigmentation:
      netPercent === null
        ? null
        : {
            gross_percent: netPercent + 5,
            new_percent: 5,
            net_percent: netPercent,
            grade: 'as compared',
            pigment_weighted_percent: netPercent + 1,
          },
    registration: { method: 'texture', inliers: 100, residual_px: 0.5, overlap_percent: 90 },
    baseline: identity('b'),
    follow_up: identity('f'),
    notes: [],
    provenance: { ...PROVENANCE, pipeline_version: pipelineVersion },
  };
}
/** Plays the worker: the result of the first pair. */
async function finish({ id, pairs }: Asked, outcome: { net: number | null; version?: string } | { refused: string }) {
  const result = 'refused' in outcome ? null : comparisonOf(outcome.net, outcome.version ?? '0.4.0');
  const refusal = 'refused' in outcome ? { code: outcome.refused, message: 'Take the follow-up again.' } : null;
  const provenance = result?.provenance ?? PROVENANCE;
  await insertComparisonResult(api.db, { pairId: pairs[0].id, provenance, result, refusal, overlaySha256: null });
  await setComparisonState(api.db, id, 'compared');
}
const courseOf = (subjectId: string, query = '') => api.get(`/v1/subjects/${subjectId}/course${query}`);
const curveOf = (subjectId: string, query = '') => api.get(`/v1/subjects/${subjectId}/course.svg${query}`);

/** A subject with one outcome of each kind, in this order. */
async function subjectOfEveryKind() {
  const days = [
    '2025-01-01',
    '2025-03-26',
    '2025-06-18',
    '2025-09-10',
    '2025-12-03',
    '2026-02-25',
    '2026-05-20',
    '2026-08-12',
  ];
  const { id, visits } = await newSubject(days);
  const [baseline, compared, refused, withoutLesion, waiting, failed, notAsked] = visits;
  for (const visit of visits.slice(0, 7)) await addPhoto(visit);
  await finish(await compare(baseline, compared), { net: 40 });
  await finish(await compare(baseline, refused), { refused: 'registration_failed' });
  await finish(await compare(baseline, withoutLesion), { net: null });
  await compare(baseline, waiting);
  await setComparisonState(api.db, (await compare(baseline, failed)).id, 'failed');
  // Compared, but not with the baseline.
  await finish(await compare(compared, notAsked), { net: 99 });
  return { id, visits };
}

describe('GET /v1/subjects/:id/course', () => {
  it('gives every later visit against the baseline, and names why one has no figures', async () => {
    const { id, visits } = await subjectOfEveryKind();
    const { courses, ...rest } = (await courseOf(id)).json();
    expect(rest).toEqual({
      subject_id: id,
      baseline_visit_id: visits[0],
      grade_bounds_percent: [25, 50, 75],
      note: null,
    });
    expect(courses).toHaveLength(1);
    const [{ course, notes, body_region }] = courses;
    expect([body_region, notes]).toEqual(['hand', []]);
    type Point = { visit_id: string; days_since_baseline: number; state: string; reason: { code: string } | null };
    expect(
      course.map((point: Point) => [
        point.visit_id,
        point.days_since_baseline,
        point.state,
        point.reason?.code ?? null,
      ]),
    ).toEqual([
      [visits[1], 84, 'compared', null],
      [visits[2], 168, 'refused', 'registration_failed'],
      [visits[3], 252, 'no_lesion_at_baseline', 'no_lesion_at_baseline'],
      [visits[4], 336, 'missing', 'pending'],
      [visits[5], 420, 'missing', 'comparison_failed'],
      [visits[6], 504, 'missing', 'not_compared'],
      [visits[7], 588, 'missing', 'no_counterpart'],
    ]);
    expect(course[0]).toMatchObject({
      ...{ visit: 'week 12', gross_percent: 45, new_percent: 5, net_percent: 40, pigment_weighted_percent: 41 },
      ...{ grade: '25-50 %', reason: null },
      measured_by: { model: 'test-model', model_version: '1', pipeline_version: '0.4.0' },
    });
    for (const point of course.slice(1)) expect(point).toMatchObject({ ...NO_FIGURES });
    expect(course[6]).toMatchObject({ comparison_id: null, follow_up_photo_id: null, measured_by: null });
  });

  it('has one course for each photo of the baseline, and grades all by the bounds asked for', async () => {
    const { id, visits } = await newSubject([null, null, null]);
    const hand = await addPhoto(visits[0]);
    const foot = await addPhoto(visits[0], { bodyRegion: 'foot' });
    const later = await addPhoto(visits[1], { bodyRegion: 'foot' });
    await addPhoto(visits[2]);
    const first = await compare(visits[0], visits[1], { grade_bounds_percent: [50] });
    await finish(first, { net: 60 });
    const { courses, grade_bounds_percent } = (await courseOf(id, '?grade_bounds_percent=10,90')).json();
    expect(grade_bounds_percent).toEqual([10, 90]);
    const pointsOf = (photoId: string) =>
      courses.find((each: { baseline_photo_id: string }) => each.baseline_photo_id === photoId).course;
    expect(courses).toHaveLength(2);
    expect(pointsOf(foot)).toMatchObject([
      {
        net_percent: 60,
        grade: '10-90 %',
        days_since_baseline: null,
        comparison_id: first.id,
        follow_up_photo_id: later,
      },
      { state: 'missing', reason: { code: 'no_counterpart' } },
    ]);
    expect(pointsOf(hand)).toMatchObject([
      { state: 'missing', reason: { code: 'no_counterpart' } },
      { state: 'missing', reason: { code: 'not_compared' } },
    ]);
  });

  it('takes the newest comparison that came to a result, and says when visits were measured in different ways', async () => {
    const { id, visits } = await newSubject(['2025-01-01', '2025-02-01', '2025-03-01']);
    for (const visit of visits) await addPhoto(visit);
    await finish(await compare(visits[0], visits[1]), { net: 10, version: '0.3.0' });
    const second = await compare(visits[0], visits[1]);
    await finish(second, { net: 20, version: '0.3.0' });
    await compare(visits[0], visits[1]);
    await finish(await compare(visits[0], visits[2]), { net: 30, version: '0.4.0' });
    const [{ course, notes }] = (await courseOf(id)).json().courses;
    expect(course).toMatchObject([{ net_percent: 20, comparison_id: second.id }, { net_percent: 30 }]);
    expect(notes).toHaveLength(1);
    expect(notes[0]).toMatch(/pipeline 0\.3\.0.*pipeline 0\.4\.0/);
  });

  it('takes another visit for the baseline on request', async () => {
    const { id, visits } = await newSubject(['2025-01-01', '2025-02-01', '2025-03-01']);
    for (const visit of visits) await addPhoto(visit);
    await finish(await compare(visits[1], visits[2]), { net: 30 });
    const answer = (await courseOf(id, `?baseline_visit_id=${visits[1]}`)).json();
    expect(answer.baseline_visit_id).toBe(visits[1]);
    expect(answer.courses[0].course).toMatchObject([{ visit_id: visits[2], days_since_baseline: 28, net_percent: 30 }]);
    expect((await api.get(answer.courses[0].curve_url)).body).toContain('net, week 24: 30 %');
  });

  it('says why there is no course', async () => {
    const { id } = await newSubject([]);
    expect((await courseOf(id)).json()).toMatchObject({
      baseline_visit_id: null,
      courses: [],
      note: 'This subject has no visit.',
    });
    const other = await newSubject([null, null]);
    await addPhoto(other.visits[1]);
    const answer = (await courseOf(other.id)).json();
    expect(answer).toMatchObject({ baseline_visit_id: other.visits[0], courses: [] });
    expect(answer.note).toMatch(/baseline, has no photo/);
    expect((await curveOf(other.id)).statusCode).toBe(404);
  });

  it('answers 404 for an unknown subject and for a visit of another, 400 for bounds that do not rise', async () => {
    const { id } = await newSubject([null]);
    const other = await newSubject([null]);
    expect((await courseOf('00000000-0000-4000-8000-000000000000')).statusCode).toBe(404);
    expect((await courseOf(id, `?baseline_visit_id=${other.visits[0]}`)).statusCode).toBe(404);
    for (const query of [
      '?grade_bounds_percent=75,25',
      '?grade_bounds_percent=',
      '?baseline_visit_id=1',
      '?bounds=25',
    ]) {
      const response = await courseOf(id, query);
      expect([response.statusCode, response.json().error.code]).toEqual([400, 'invalid_request']);
    }
  });
});

describe('GET /v1/subjects/:id/course.svg', () => {
  it('draws the course and names the gaps', async () => {
    const { id } = await subjectOfEveryKind();
    const [{ curve_url }] = (await courseOf(id)).json().courses;
    const curve = await api.get(curve_url);
    expect([curve.statusCode, curve.headers['content-type']]).toEqual([200, 'image/svg+xml']);
    expect(curve.headers['cache-control']).toBe('private, no-cache');
    expect(curve.body).toMatch(/^<svg /);
    expect(curve.body).toContain('<title>net, week 12: 40 %</title>');
    expect(curve.body).toContain('× week 24: registration_failed');
    expect(curve.body).toContain('× week 84: no_counterpart');
    expect((await curveOf(id)).body).toBe(curve.body);
  });

  it('asks which photo is meant where the baseline has several', async () => {
    const { id, visits } = await newSubject([null, null]);
    const [hand, foot] = [await addPhoto(visits[0]), await addPhoto(visits[0], { bodyRegion: 'foot' })];
    const later = await addPhoto(visits[1]);
    const response = await curveOf(id);
    expect([response.statusCode, response.json().error.code]).toEqual([400, 'invalid_request']);
    for (const photo of [hand, foot]) expect(response.json().error.message).toContain(photo);
    expect((await curveOf(id, `?baseline_photo_id=${foot}`)).statusCode).toBe(200);
    expect((await curveOf(id, `?baseline_photo_id=${later}`)).statusCode).toBe(404);
  });
});
