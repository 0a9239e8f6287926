import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { phantom, testApi } from '../test/api.ts';

const api = await testApi();
afterAll(api.close);

let visitId: string;
let photoId: string;
beforeAll(async () => {
  const subject = (await api.post('/v1/subjects', { code: 'scored' })).json();
  visitId = (await api.post(`/v1/subjects/${subject.id}/visits`, {})).json().id;
  const file = await phantom('vitiligo-dark-close-up.jpg');
  const parts = [
    ['visit_id', visitId],
    ['condition', 'vitiligo'],
    ['file', file],
  ] as const;
  photoId = (await api.upload(parts)).json().photos[0].photo.id;
});
const score = { instrument: 'VASI', value: 4.5, rater: 'R1', scored_at: '2025-03-30T12:00:00+02:00' };

describe('POST /v1/visits/:id/manual-scores', () => {
  it('keeps instrument, value, items, rater and time', async () => {
    const items = { arms_hand_units: 3, arms_depigmentation_percent: 50 };
    const added = await api.post(`/v1/visits/${visitId}/manual-scores`, { ...score, items });
    expect(added.statusCode).toBe(201);
    expect(added.json()).toMatchObject({
      visit_id: visitId,
      photo_id: null,
      instrument: 'VASI',
      value: 4.5,
      items,
      rater: 'R1',
      scored_at: '2025-03-30T10:00:00.000Z',
    });
    expect((await api.get(`/v1/visits/${visitId}/manual-scores`)).json().manual_scores).toContainEqual(added.json());
  });

  it('keeps items as a list with one group for each region', async () => {
    const items = [{ body_region: 'hand', hand_units: 0.5, residual_depigmentation_percent: 75 }];
    const added = await api.post(`/v1/visits/${visitId}/manual-scores`, { ...score, value: undefined, items });
    expect(added.json()).toMatchObject({ value: null, items });
  });

  it.each([
    ['a value outside the range', { value: 101 }],
    ['an unknown instrument', { instrument: 'GUESS' }],
    ['neither value nor items', { value: undefined }],
    ['a value as text', { value: '4.5' }],
    ['a time without a zone', { scored_at: '2025-03-30' }],
    ['items that are no numbers', { items: { arms: 'many' } }],
    ['items with a note', { items: [{ body_region: 'left hand of Jane Doe' }] }],
    ['no rater', { rater: '' }],
  ])('answers 400 for %s', async (_what, change) => {
    const response = await api.post(`/v1/visits/${visitId}/manual-scores`, { ...score, ...change });
    expect([response.statusCode, response.json().error.code]).toEqual([400, 'invalid_request']);
  });

  const signs = { erythema: 2, induration: 1, scaling: 2 };
  const pasi = ['head', 'upper_limbs', 'trunk', 'lower_limbs'].map((region) => ({
    region,
    ...signs,
    area_percent: 10,
  }));
  const asked = { ...score, instrument: 'PASI', value: undefined, definition: 'PASI', items: pasi };

  it('computes the total by the definition that is named, and says which version', async () => {
    const added = await api.post(`/v1/visits/${visitId}/manual-scores`, asked);
    expect(added.statusCode).toBe(201);
    expect(added.json()).toMatchObject({ value: 10, definition: { id: 'PASI', version: '1' }, warnings: [] });
    expect((await api.get(`/v1/visits/${visitId}/manual-scores`)).json().manual_scores).toContainEqual(added.json());
    expect((await api.post(`/v1/visits/${visitId}/manual-scores`, { ...asked, value: 10 })).statusCode).toBe(201);
  });

  it('says what to look at again, and changes nothing for it', async () => {
    const items = [{ region: 'face', bsa_percent: 4, depigmentation_percent: 50 }];
    const body = { ...score, instrument: 'F-VASI', value: 2, definition: 'F-VASI', items };
    const added = await api.post(`/v1/visits/${visitId}/manual-scores`, body);
    expect(added.json()).toMatchObject({ value: 2, items });
    expect(added.json().warnings).toEqual([expect.stringMatching(/4 % of the body surface is involved/)]);
  });

  it.each([
    ['another total than the items give', { value: 9 }, 400, /items give PASI 10, but the value is 9/],
    ['a definition of another instrument', { instrument: 'sPGA' }, 400, /PASI gives PASI, not sPGA/],
    ['a definition without items', { items: undefined, value: 10 }, 400, /needs items/],
    ['an unknown definition', { definition: 'GUESS' }, 400, /definition/],
    ['items of another instrument', { items: { erythema: 2 } }, 400, /list of items/],
    [
      'items without induration, which nobody fills in',
      { items: pasi.map(({ induration: _, ...rest }) => rest) },
      422,
      /without induration of head/,
    ],
    ['items without the trunk', { items: pasi.filter(({ region }) => region !== 'trunk') }, 422, /without trunk/],
  ])('turns away %s', async (_what, change, status, message) => {
    const response = await api.post(`/v1/visits/${visitId}/manual-scores`, { ...asked, ...change });
    expect(response.statusCode).toBe(status);
    expect(response.json().error.message).toMatch(message);
  });

  it('answers 404 for an unknown visit', async () => {
    const url = '/v1/visits/00000000-0000-4000-8000-000000000000/manual-scores';
    expect((await api.post(url, score)).statusCode).toBe(404);
  });
});

describe('POST /v1/photos/:id/manual-scores', () => {
  it('corrects a score by a new one; beside the measurement stands the new one alone', async () => {
    const url = `/v1/photos/${photoId}/manual-scores`;
    const first = (await api.post(url, score)).json();
    const second = (await api.post(url, { ...score, value: 5, supersedes: first.id })).json();
    const all = (await api.get(url)).json().manual_scores;
    expect(all.map((each: { id: string }) => each.id)).toEqual([first.id, second.id]);
    const beside: { id: string }[] = (await api.get(`/v1/photos/${photoId}`)).json().manual_scores;
    const ids = beside.map((each) => each.id);
    expect(ids).toContain(second.id);
    expect(ids).not.toContain(first.id);
  });

  it('refuses to correct a score twice, of another instrument, or of another thing', async () => {
    const url = `/v1/photos/${photoId}/manual-scores`;
    const { id } = (await api.post(url, score)).json();
    await api.post(url, { ...score, supersedes: id });
    expect((await api.post(url, { ...score, supersedes: id })).statusCode).toBe(409);
    const other = (await api.post(url, score)).json().id;
    const wrongInstrument = { ...score, instrument: 'BSA_PERCENT', supersedes: other };
    expect((await api.post(url, wrongInstrument)).statusCode).toBe(400);
    const wrongThing = await api.post(`/v1/visits/${visitId}/manual-scores`, { ...score, supersedes: other });
    expect(wrongThing.statusCode).toBe(400);
  });
});
