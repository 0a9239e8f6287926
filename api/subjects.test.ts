import { afterAll, describe, expect, it } from 'vitest';
import { testApi } from '../test/api.ts';

const api = await testApi();
afterAll(api.close);

const UNKNOWN_ID = '00000000-0000-4000-8000-000000000000';

describe('POST /v1/subjects', () => {
  it('adds a subject under a code, which is then found', async () => {
    const added = await api.post('/v1/subjects', { code: 'S-001', height_cm: 170, weight_kg: 70 });
    expect(added.statusCode).toBe(201);
    expect(added.json()).toMatchObject({ code: 'S-001', height_cm: 170, weight_kg: 70 });
    expect((await api.get(`/v1/subjects/${added.json().id}`)).json()).toEqual(added.json());
    expect((await api.get('/v1/subjects?code=S-001')).json().subjects).toEqual([added.json()]);
  });

  it('answers 409 for a code that is taken', async () => {
    await api.post('/v1/subjects', { code: 'taken' });
    const again = await api.post('/v1/subjects', { code: 'taken' });
    expect([again.statusCode, again.json().error.code]).toEqual([409, 'conflict']);
  });

  it.each([
    [{}],
    [{ code: '' }],
    [{ code: 'with space' }],
    [{ code: 7 }],
    [{ code: 'metres', height_cm: 1.7 }],
    [{ code: 'text', height_cm: '170' }],
    [{ code: 'grams', weight_kg: 70_000 }],
    [{ code: 'name', name: 'Jane Doe' }],
  ])('answers 400 in the one error shape for %j', async (body) => {
    const response = await api.post('/v1/subjects', body);
    expect(response.statusCode).toBe(400);
    expect(response.json()).toEqual({
      error: { code: 'invalid_request', message: expect.any(String), details: expect.any(Array) },
    });
  });

  it('answers 400 for a body that is no JSON', async () => {
    const headers = { 'content-type': 'application/json' };
    const response = await api.app.inject({ method: 'POST', url: '/v1/subjects', headers, payload: '{"code": ' });
    expect([response.statusCode, response.json().error.code]).toEqual([400, 'invalid_request']);
  });
});

describe('GET /v1/subjects', () => {
  it('goes through all subjects in pages', async () => {
    for (const code of ['page-a', 'page-b', 'page-c']) await api.post('/v1/subjects', { code });
    const first = (await api.get('/v1/subjects?after=page-&limit=2')).json();
    expect(first.subjects.map((subject: { code: string }) => subject.code)).toEqual(['page-a', 'page-b']);
    const second = (await api.get(`/v1/subjects?limit=1&after=${first.next}`)).json();
    expect(second.subjects[0].code).toBe('page-c');
  });

  it.each(['limit=0', 'limit=501', 'limit=many', 'wrong=1'])('answers 400 for ?%s', async (query) => {
    expect((await api.get(`/v1/subjects?${query}`)).statusCode).toBe(400);
  });
});

describe('GET /v1/subjects/:id', () => {
  it('answers 404 for an unknown id and 400 for what is no id', async () => {
    const unknown = await api.get(`/v1/subjects/${UNKNOWN_ID}`);
    expect([unknown.statusCode, unknown.json().error.code]).toEqual([404, 'not_found']);
    expect((await api.get('/v1/subjects/1')).statusCode).toBe(400);
  });
});

describe('POST /v1/subjects/:id/visits', () => {
  it('numbers visits by itself and keeps the date as given', async () => {
    const { id } = (await api.post('/v1/subjects', { code: 'visited' })).json();
    const first = await api.post(`/v1/subjects/${id}/visits`, { label: 'baseline', visit_date: '2025-03-30' });
    const second = await api.post(`/v1/subjects/${id}/visits`, {});
    expect(first.statusCode).toBe(201);
    expect(first.json()).toMatchObject({ sequence: 1, label: 'baseline', visit_date: '2025-03-30', subject_id: id });
    expect(second.json()).toMatchObject({ sequence: 2, label: 'visit 2', visit_date: null });
    expect((await api.get(`/v1/subjects/${id}/visits`)).json().visits).toEqual([first.json(), second.json()]);
    expect((await api.get(`/v1/visits/${first.json().id}`)).json()).toEqual(first.json());
  });

  it('answers 409 for a label that the subject has, 404 for an unknown subject, 400 for an impossible date', async () => {
    const { id } = (await api.post('/v1/subjects', { code: 'twice' })).json();
    const url = `/v1/subjects/${id}/visits`;
    await api.post(url, { label: 'baseline' });
    expect((await api.post(url, { label: 'baseline' })).statusCode).toBe(409);
    expect((await api.post(`/v1/subjects/${UNKNOWN_ID}/visits`, {})).statusCode).toBe(404);
    expect((await api.post(url, { visit_date: '2025-02-30' })).statusCode).toBe(400);
  });
});

describe('any route', () => {
  it('answers an unknown path with 404 in the one error shape', async () => {
    const response = await api.get('/v1/nothing');
    expect(response.statusCode).toBe(404);
    expect(response.json().error.code).toBe('not_found');
  });
});
