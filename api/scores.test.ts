import { afterAll, describe, expect, it } from 'vitest';
import { phantom, testApi } from '../test/api.ts';
import { someMeasurement } from '../test/store.ts';

const api = await testApi();
afterAll(api.close);

async function newVisit(code: string, body: object = {}): Promise<string> {
  const subject = (await api.post('/v1/subjects', { code, bsa_formula: 'haycock' })).json();
  expect(subject.bsa_formula).toBe('haycock');
  return (await api.post(`/v1/subjects/${subject.id}/visits`, body)).json().id;
}

describe('GET /v1/score-definitions', () => {
  it('lists every definition with version, range and what it needs', async () => {
    const { definitions, instruments } = (await api.get('/v1/score-definitions')).json();
    const pasi = definitions.find(({ id }: { id: string }) => id === 'PASI');
    expect(pasi).toMatchObject({
      version: '1',
      instrument: 'PASI',
      range: { minimum: 0, maximum: 72, integer: false },
      regions: ['head', 'upper_limbs', 'trunk', 'lower_limbs'],
      several_per_region: false,
    });
    expect(pasi.items).toContainEqual(
      expect.objectContaining({ name: 'induration', minimum: 0, maximum: 4, integer: true, optional: false }),
    );
    expect(instruments).toContainEqual({ instrument: 'VNS', minimum: 1, maximum: 5, integer: true });
  });
});

describe('GET /v1/visits/:id/machine-scores', () => {
  it('scores what was photographed and names what was not', async () => {
    const visitId = await newVisit('machine', { age_years: 34.5 });
    expect((await api.get(`/v1/visits/${visitId}`)).json().age_years).toBe(34.5);
    const upload = async (file: string, region: string): Promise<string> => {
      const fields = [
        ['visit_id', visitId],
        ['condition', 'vitiligo'],
        ['body_region', region],
        ['view', 'whole_region'],
      ] as const;
      const bytes = await phantom(file);
      return (await api.upload([...fields, ['file', bytes]])).json().photos[0].photo.id;
    };
    const face = await upload('vitiligo-dark-close-up.jpg', 'face');
    const trunk = await upload('vitiligo-light-close-up.jpg', 'trunk_back');
    await api.measure(face, someMeasurement());
    const score = (await api.get(`/v1/visits/${visitId}/machine-scores`)).json();
    // 0.02 % of the body surface at 91 %: nearest level 90 %.
    expect(score.f_vasi.continuous).toBeCloseTo(0.0182, 9);
    expect(score.f_vasi.laddered).toBeCloseTo(0.018, 9);
    expect(score.t_vasi).toEqual({ continuous: null, laddered: null });
    expect(score.missing).toHaveLength(12);
    expect(score.missing).toContainEqual({ body_region: 'hand', photos: 0, needed: 4 });
    expect(score.not_counted).toEqual([{ photo_id: trunk, reason: 'not_measured' }]);
    expect(score.regions.find(({ region }: { region: string }) => region === 'head_neck').photo_ids).toEqual([face]);
    const asRater = (await api.get(`/v1/visits/${visitId}/machine-scores?hand_unit_bsa_percent=0.87`)).json();
    expect(asRater.f_vasi.continuous).toBeCloseTo(0.0182 / 0.87, 9);
  });

  it('answers 400 for a hand that none has, and 404 for an unknown visit', async () => {
    const visitId = await newVisit('palm');
    expect((await api.get(`/v1/visits/${visitId}/machine-scores?hand_unit_bsa_percent=0.5`)).statusCode).toBe(400);
    const nowhere = '/v1/visits/00000000-0000-4000-8000-000000000000/machine-scores';
    expect((await api.get(nowhere)).statusCode).toBe(404);
  });
});
