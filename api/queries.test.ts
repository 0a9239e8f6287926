import sharp from 'sharp';
import { afterAll, describe, expect, it } from 'vitest';
import { verifyAuditChain } from '../services/store/audit.ts';
import { findStudy } from '../services/store/studies.ts';
import { loadStudyData } from '../services/store/study-data.ts';
import { bearer, phantom, testApi } from '../test/api.ts';
import {
  face,
  type ReadStudy,
  readAll,
  readAndSign,
  SIGNING_SECRET,
  someReadStudy,
  startRound,
} from '../test/reads.ts';
import { someMeasurement } from '../test/store.ts';

const api = await testApi();
afterAll(api.close);
const idsOf = async (key: string): Promise<readonly string[]> =>
  (await api.get('/v1/reads', key)).json().reads.map(({ id }: { id: string }) => id);

/** The same picture, sent anew: other bytes. */
async function retake(study: ReadStudy, visitId: string, quality = 71): Promise<string> {
  const file = await sharp(await phantom('vitiligo-dark-close-up.jpg'))
    .jpeg({ quality })
    .toBuffer();
  const fields = {
    visit_id: visitId,
    condition: 'vitiligo',
    body_region: 'face',
    view: 'whole_region',
    illumination: 'visible',
  };
  const parts = [...Object.entries(fields), ['file', file] as const];
  const uploaded = await api.upload(parts, { headers: bearer(study.keys.site) });
  const { id } = uploaded.json().photos[0].photo;
  await api.measure(id, someMeasurement());
  return id;
}
const raise = async (study: ReadStudy, photoId: string, body: object = { reason: 'blurred' }) =>
  await api.post(`/v1/photos/${photoId}/queries`, body, study.keys.administrator);
const answer = (study: ReadStudy, id: string, body: object) =>
  api.post(`/v1/queries/${id}/answer`, body, study.keys.site);

describe('a query', () => {
  it('is raised, seen by its site, answered, reopened, answered and closed; every step is an event', async () => {
    const study = await someReadStudy(api, { subjects: 1 });
    const { administrator, site, auditor, statistician } = study.keys;
    const [{ photoId }] = study.visits;
    const raised = await raise(study, photoId, { reason: 'other', text: 'a ring is in the frame' });
    expect([raised.statusCode, raised.json()]).toMatchObject([
      201,
      { state: 'open', photo_id: photoId, read_id: null },
    ]);
    const { id } = raised.json();
    const open = async (key: string) => (await api.get('/v1/queries?state=open', key)).json().queries;
    expect(await open(site)).toMatchObject([{ id, steps: [{ text: 'a ring is in the frame', by: null }] }]);
    expect(await open(study.otherSiteKey)).toEqual([]);
    expect((await api.get('/v1/queries', statistician)).statusCode).toBe(403);
    expect((await api.post(`/v1/queries/${id}/answer`, { text: 'x' }, study.otherSiteKey)).statusCode).toBe(404);

    expect((await answer(study, id, {})).statusCode).toBe(400);
    expect((await api.post(`/v1/queries/${id}/reopen`, {}, administrator)).statusCode).toBe(409);
    expect((await answer(study, id, { text: 'it cannot be taken off' })).json()).toMatchObject({ state: 'answered' });
    expect((await answer(study, id, { text: 'again' })).statusCode).toBe(409);
    expect((await api.post(`/v1/queries/${id}/close`, {}, site)).statusCode).toBe(403);
    const step = (kind: string, body = {}) => api.post(`/v1/queries/${id}/${kind}`, body, administrator);
    expect((await step('reopen', { text: 'then cover it' })).json()).toMatchObject({ state: 'open' });
    await answer(study, id, { text: 'covered' });
    expect((await step('close')).json()).toMatchObject({ state: 'closed' });
    expect(
      (await api.get('/v1/queries', auditor)).json().queries[0].steps.map(({ kind }: { kind: string }) => kind),
    ).toEqual(['raise', 'answer', 'reopen', 'answer', 'close']);
    const events = (await api.get('/v1/audit-events?limit=1000', auditor)).json().events;
    const about = events.filter(({ entity_id }: { entity_id: string }) => entity_id === id);
    expect(about.map(({ action }: { action: string }) => action)).toEqual(
      expect.arrayContaining(['query.raise', 'query.answer', 'query.reopen', 'query.close']),
    );
  });

  it('needs a text for another reason, a study, and an unlocked one', async () => {
    const study = await someReadStudy(api, { subjects: 1 });
    const [{ photoId }] = study.visits;
    expect((await raise(study, photoId, { reason: 'other' })).statusCode).toBe(400);
    expect((await raise(study, photoId, { reason: 'ugly' })).statusCode).toBe(400);
    const { id } = (await raise(study, photoId)).json();
    await api.post(`/v1/studies/${study.id}/lock`, { reason: 'end' }, study.keys.administrator);
    for (const response of [await raise(study, photoId), await answer(study, id, { text: 'late' })]) {
      expect([response.statusCode, response.body]).toEqual([409, expect.stringContaining('locked')]);
    }
  });
});

describe('a replacing photo', () => {
  it('takes the place of the old one, which stays, says so and counts nowhere', async () => {
    const study = await someReadStudy(api, { subjects: 1 });
    const { site, statistician } = study.keys;
    const [{ photoId, id: visitId }, { photoId: otherVisits }] = study.visits;
    const { id } = (await raise(study, photoId)).json();
    const wrong = await answer(study, id, { replacing_photo_id: otherVisits });
    expect([wrong.statusCode, wrong.json().error.message]).toEqual([400, expect.stringContaining('different visits')]);
    expect((await answer(study, id, { replacing_photo_id: photoId })).statusCode).toBe(400);
    const newId = await retake(study, visitId);
    const answered = await answer(study, id, { replacing_photo_id: newId });
    expect(answered.json()).toMatchObject({ state: 'answered', replacing_photo_id: newId });

    const photo = async (which: string) => (await api.get(`/v1/photos/${which}`, site)).json();
    expect(await photo(photoId)).toMatchObject({
      replaced_by: newId,
      replaces: null,
      measurement: { origin: 'model' },
    });
    expect(await photo(newId)).toMatchObject({ replaces: photoId, replaced_by: null });
    const score = (await api.get(`/v1/visits/${visitId}/machine-scores`, site)).json();
    expect(score.not_counted).toContainEqual({ photo_id: photoId, reason: 'replaced' });
    expect(score.regions.find(({ region }: { region: string }) => region === 'head_neck').photo_ids).toEqual([newId]);
    const compared = await api.post(
      '/v1/comparisons',
      { baseline_visit_id: visitId, follow_up_visit_id: study.visits[1].id },
      site,
    );
    expect(compared.json().comparison.pairs).toMatchObject([{ baseline_photo_id: newId }]);
    const csv = (await api.get(`/v1/studies/${study.id}/export/measurements.csv`, statistician)).body.split('\r\n');
    const column = (name: string) => csv[0].split(',').indexOf(name);
    const rows = csv.slice(1).map((line) => line.split(','));
    const of = (which: string) =>
      rows.filter((row) => row[column('photo_id')] === which).map((row) => row[column('is_latest')]);
    expect([of(photoId), of(newId)]).toEqual([['false'], ['true']]);

    const again = (await raise(study, photoId)).json();
    const third = await retake(study, visitId, 60);
    expect((await answer(study, again.id, { replacing_photo_id: third })).json().error.message).toContain(
      'replaced already',
    );
  });

  it('is shown in reads that nobody has signed, whose entry has to be made again', async () => {
    const study = await someReadStudy(api, { subjects: 1, plan: { unit: 'photo', design: 'one_reader' }, raters: 1 });
    await startRound(api, study);
    const { key } = study.raters[0];
    const [first] = await idsOf(key);
    const { unit_id: photoId } = await api.db
      .selectFrom('reads')
      .select('unit_id')
      .where('id', '=', first)
      .executeTakeFirstOrThrow();
    await api.post(`/v1/reads/${first}/versions`, { items: face(1) }, key);
    const asked = await api.post(`/v1/reads/${first}/photos/1/queries`, { reason: 'blurred' }, key);
    expect(asked.json()).toMatchObject({
      photo_id: null,
      read_id: first,
      photo_number: 1,
      steps: [{ by: null, at: null }],
    });
    const visit = study.visits.find((each) => each.photoId === photoId);
    const newId = await retake(study, visit?.id ?? '');
    await answer(study, asked.json().id, { text: 'It was week 12.', replacing_photo_id: newId });
    const seen = (await api.get('/v1/queries', key)).json().queries;
    expect(seen).toMatchObject([{ state: 'answered', steps: [{ kind: 'raise' }, { kind: 'answer', text: null }] }]);
    expect((await api.get(`/v1/reads/${first}`, key)).json().photos).toMatchObject([{ replaces_earlier: true }]);
    const sign = () => api.post(`/v1/reads/${first}/sign`, { meaning: 'authorship', secret: SIGNING_SECRET }, key);
    const early = await sign();
    expect([early.statusCode, early.json().error.message]).toEqual([409, expect.stringContaining('enter it again')]);
    await api.post(`/v1/reads/${first}/versions`, { items: face(2) }, key);
    expect((await sign()).statusCode).toBe(200);
    const units = (await api.get(`/v1/studies/${study.id}/read-results`, study.keys.statistician)).json().units;
    expect(units.find(({ unit_id }: { unit_id: string }) => unit_id === newId)).toMatchObject({
      superseded: false,
      consensus: 2,
    });
    expect((await api.post(`/v1/queries/${asked.json().id}/close`, {}, key)).json()).toMatchObject({ state: 'closed' });
  });

  it('leaves what was signed, which counts no longer, and hands the unit out again to all', async () => {
    const study = await someReadStudy(api, { subjects: 1 });
    await startRound(api, study);
    const [one, two] = study.raters;
    await readAll(api, one.key, () => 1);
    const [{ id: visitId, photoId }] = study.visits;
    const { id } = (await raise(study, photoId)).json();
    await answer(study, id, { replacing_photo_id: await retake(study, visitId) });
    // The second reader has the other visit left, the first keeps both that were signed.
    const [left] = await idsOf(two.key);
    expect([(await idsOf(one.key)).length, (await idsOf(two.key)).length]).toEqual([2, 1]);
    await readAndSign(api, left, { value: 1, key: two.key });
    const results = async () =>
      (await api.get(`/v1/studies/${study.id}/read-results`, study.keys.statistician)).json().units;
    const superseded = (await results()).filter((unit: { superseded: boolean }) => unit.superseded);
    expect(superseded).toMatchObject([{ unit_id: visitId, consensus: null }]);
    expect(superseded[0].reads.filter(({ version }: { version: object | null }) => version !== null)).toMatchObject([
      { intact: true },
    ]);
    const signed = superseded[0].reads.find(({ version }: { version: object | null }) => version !== null);
    const own = (await api.get(`/v1/reads/${signed.id}`, one.key)).json();
    expect(own).toMatchObject({ superseded: true, state: 'signed', photos: [{ replaced_since: true }] });
    const late = { items: face(3), reason: 'second thoughts' };
    expect((await api.post(`/v1/reads/${signed.id}/versions`, late, one.key)).statusCode).toBe(409);

    // Reports take neither the photo nor what was read of it.
    const stored = await findStudy(api.db, study.id);
    const data = stored && (await loadStudyData(api.db, stored, false));
    expect(data?.photos.map((photo) => photo.id)).not.toContain(photoId);
    expect(data?.units.map(({ unitId }) => unitId)).not.toContain(visitId);
    expect((await startRound(api, study)).json()).toMatchObject({ units: 1, reads: 2 });
    await readAndSign(api, (await idsOf(one.key)).at(-1) ?? '', { value: 2, key: one.key });
    await readAndSign(api, (await idsOf(two.key)).at(-1) ?? '', { value: 2.2, key: two.key });
    const counting = (await results()).filter((unit: { superseded: boolean }) => !unit.superseded);
    expect(counting.find(({ unit_id }: { unit_id: string }) => unit_id === visitId).consensus).toBeCloseTo(2.1, 12);
  });
});

it("a reader closes no query of somebody else's, and the trail of all this is whole", async () => {
  const study = await someReadStudy(api, { subjects: 1 });
  await startRound(api, study);
  const { id } = (await raise(study, study.visits[0].photoId)).json();
  for (const { key } of study.raters) {
    expect((await api.get('/v1/queries', key)).json().queries).toEqual([]);
    expect((await api.post(`/v1/queries/${id}/close`, {}, key)).statusCode).toBe(404);
  }
  expect((await verifyAuditChain(api.db)).fault).toBeUndefined();
});
