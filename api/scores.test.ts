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

describe('GET /v1/responders', () => {
  const ask = (query: string) => api.get(`/v1/responders?${query}`);

  it('tells the status by every definition of the instrument, with version and source', async () => {
    const { responses, ...scores } = (await ask('instrument=T-VASI&baseline=10.2&follow_up=5.1')).json();
    expect(scores).toEqual({ instrument: 'T-VASI', baseline: 10.2, follow_up: 5.1 });
    const definition = { version: '1', sources: ['Rosmarin2022'] };
    expect(responses).toEqual([
      { definition: { ...definition, id: 'T-VASI50', least_fall_percent: 50 }, status: 'responder', fall_percent: 50 },
      {
        definition: { ...definition, id: 'T-VASI75', least_fall_percent: 75 },
        status: 'non_responder',
        fall_percent: 50,
      },
    ]);
  });

  it('keeps missing missing, a worsening negative, and a baseline of nought out', async () => {
    const first = async (query: string) => (await ask(`instrument=PASI&${query}`)).json().responses[0];
    expect(await first('baseline=12')).toMatchObject({ status: 'missing', fall_percent: null });
    expect(await first('follow_up=12')).toMatchObject({ status: 'missing', fall_percent: null });
    expect(await first('baseline=4&follow_up=6')).toMatchObject({ status: 'non_responder', fall_percent: -50 });
    expect(await first('baseline=0&follow_up=6')).toMatchObject({ status: 'not_evaluable', fall_percent: null });
  });

  it.each([
    ['an instrument without a definition', 'instrument=VASI&baseline=4&follow_up=2'],
    ['no instrument', 'baseline=4&follow_up=2'],
    ['a score that the instrument cannot have', 'instrument=F-VASI&baseline=30&follow_up=2'],
    ['a score that is no number', 'instrument=PASI&baseline=4,5&follow_up=2'],
    ['an unknown field', 'instrument=PASI&baseline=4&followup=2'],
  ])('answers 400 to %s', async (_what, query) => {
    const response = await ask(query);
    expect([response.statusCode, response.json().error.code]).toEqual([400, 'invalid_request']);
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
