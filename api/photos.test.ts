import { createHash } from 'node:crypto';
import { readdir } from 'node:fs/promises';
import { afterAll, describe, expect, it } from 'vitest';
import { queueCounts } from '../services/queue/queues.ts';
import { recordRefusal, setPhotoState } from '../services/store/photo-work.ts';
import { insertPhoto } from '../services/store/photos.ts';
import { phantom, testApi } from '../test/api.ts';
import { someMeasurement, somePhoto } from '../test/store.ts';
import { recoverLostJobs } from '../workers/recover-lost-jobs.ts';

const api = await testApi({ maxUploadBytes: 3_000_000 });
afterAll(api.close);

const photoA = await phantom('vitiligo-dark-close-up.jpg');
const photoB = await phantom('vitiligo-light-close-up.jpg');
const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');
const VITILIGO = ['condition', 'vitiligo'] as const;

let subjects = 0;
/** Every test has a visit of its own, so that no photo of another test is in its way. */
async function visit(): Promise<string> {
  subjects += 1;
  const subject = (await api.post('/v1/subjects', { code: `P-${subjects}`, height_cm: 170, weight_kg: 70 })).json();
  return (await api.post(`/v1/subjects/${subject.id}/visits`, {})).json().id;
}
async function uploaded(visitId: string, bytes = photoA): Promise<{ id: string }> {
  return (await api.upload([['visit_id', visitId], VITILIGO, ['file', bytes]])).json().photos[0].photo;
}

describe('POST /v1/photos', () => {
  it('accepts a photo with its fields and adds its job', async () => {
    const visitId = await visit();
    const before = (await queueCounts(api.queues))['measure-photo'].waiting;
    const response = await api.upload([
      VITILIGO,
      ['visit_id', visitId],
      ['body_region', 'hand'],
      ['view', 'close_up'],
      ['illumination', 'cross_polarised'],
      ['mm_per_pixel', '0.083'],
      ['marker_mm', '30'],
      ['file', photoA],
    ]);
    expect(response.statusCode).toBe(202);
    const [{ photo, job, created }] = response.json().photos;
    expect(photo).toMatchObject({
      visit_id: visitId,
      sha256: sha256(photoA),
      format: 'jpeg',
      condition: 'vitiligo',
      body_region: 'hand',
      view: 'close_up',
      illumination: 'cross_polarised',
      mm_per_pixel: 0.083,
      marker_mm: 30,
      state: 'queued',
      measurement: null,
      manual_scores: [],
    });
    expect(created).toBe(true);
    expect(job.id).toContain(photo.id);
    expect((await queueCounts(api.queues))['measure-photo'].waiting).toBe(before + 1);
  });

  it('reads fields that come after the file', async () => {
    const visitId = await visit();
    const response = await api.upload([['file', photoA], VITILIGO, ['body_region', 'foot'], ['visit_id', visitId]]);
    expect(response.json().photos[0].photo).toMatchObject({ visit_id: visitId, body_region: 'foot' });
  });

  it('assumes least where nothing is said: a part of some region, unknown light, no scale', async () => {
    const { photo } = (await api.upload([VITILIGO, ['file', photoB]])).json().photos[0];
    expect(photo).toMatchObject({
      visit_id: null,
      body_region: 'other',
      view: 'part_of_region',
      illumination: 'unknown',
      mm_per_pixel: null,
      marker_mm: 20,
      card_scale_mm: null,
      colour_chart: false,
      grey_card_px: null,
      grey_card_reflectance_percent: null,
    });
  });

  it('keeps where a grey card lies, at 18 % where nothing else is said, and takes both ways of saying it for one', async () => {
    const visitId = await visit();
    const fields = [VITILIGO, ['visit_id', visitId], ['grey_card_px', '10,20,300,400']] as const;
    const { photo } = (await api.upload([...fields, ['file', photoA]])).json().photos[0];
    expect(photo).toMatchObject({ grey_card_px: '10,20,300,400', grey_card_reflectance_percent: 18 });
    const spoken = await api.upload([...fields, ['grey_card_reflectance_percent', '18'], ['file', photoA]]);
    expect(spoken.json().photos[0]).toMatchObject({ created: false, photo: { id: photo.id } });
    const other = await api.upload([...fields, ['grey_card_reflectance_percent', '90'], ['file', photoA]]);
    expect([other.statusCode, other.json().error.code]).toEqual([409, 'conflict']);
    expect(other.json().error.message).toMatch(/grey card/);
  });

  it('keeps the checked scale of a card, which says how large its markers are, and the chart', async () => {
    const fields = [
      VITILIGO,
      ['visit_id', await visit()],
      ['card_scale_mm', '98.5'],
      ['colour_chart', 'true'],
    ] as const;
    const { photo } = (await api.upload([...fields, ['file', photoA]])).json().photos[0];
    expect(photo).toMatchObject({ card_scale_mm: 98.5, colour_chart: true, marker_mm: null });
    expect((await api.get(`/v1/photos/${photo.id}`)).json()).toEqual(photo);
    const withMarker = [...fields.slice(0, 1), ['visit_id', await visit()], ['card_scale_mm', '98.5']] as const;
    const other = (await api.upload([...withMarker, ['marker_mm', '30'], ['file', photoA]])).json().photos[0].photo;
    expect(other).toMatchObject({ card_scale_mm: 98.5, colour_chart: false, marker_mm: 30 });
  });

  it.each([
    ['card_scale_mm', '98.5'],
    ['colour_chart', 'true'],
    ['grey_card_px', '10,20,300,400'],
  ] as const)('answers 409 for the same photo with another %s', async (name, value) => {
    const visitId = await visit();
    await uploaded(visitId);
    const other = await api.upload([VITILIGO, ['visit_id', visitId], [name, value], ['file', photoA]]);
    expect([other.statusCode, other.json().error.code]).toEqual([409, 'conflict']);
  });

  it('makes one photo of the same bytes sent twice for one visit, and two for two visits', async () => {
    const visitId = await visit();
    const send = () => api.upload([VITILIGO, ['visit_id', visitId], ['file', photoA]]);
    const responses = await Promise.all([send(), send(), send()]);
    expect(responses.map((response) => response.statusCode)).toEqual([202, 202, 202]);
    expect(new Set(responses.map((response) => response.json().photos[0].photo.id)).size).toBe(1);
    expect((await api.get(`/v1/visits/${visitId}/photos`)).json().photos).toHaveLength(1);
    const other = await uploaded(await visit());
    expect(other.id).not.toBe(responses[0].json().photos[0].photo.id);
  });

  it('answers 200 for a photo that was measured before', async () => {
    const visitId = await visit();
    const { id } = await uploaded(visitId);
    await api.measure(id, someMeasurement());
    const again = await api.upload([VITILIGO, ['visit_id', visitId], ['file', photoA]]);
    expect(again.statusCode).toBe(200);
    expect(again.json().photos[0]).toMatchObject({ created: false, job: null, photo: { id, state: 'measured' } });
  });

  it('answers 409 for the same photo with another scale, instead of keeping the old one in silence', async () => {
    const visitId = await visit();
    await uploaded(visitId);
    const other = await api.upload([VITILIGO, ['visit_id', visitId], ['mm_per_pixel', '0.1'], ['file', photoA]]);
    expect([other.statusCode, other.json().error.code]).toEqual([409, 'conflict']);
  });

  it('tries again when a photo is sent again whose measurement failed', async () => {
    const visitId = await visit();
    const { id } = await uploaded(visitId);
    await setPhotoState(api.db, id, 'failed');
    const again = await api.upload([VITILIGO, ['visit_id', visitId], ['file', photoA]]);
    expect(again.statusCode).toBe(202);
    expect(again.json().photos[0]).toMatchObject({ created: false, photo: { id, state: 'queued' } });
    expect(again.json().photos[0].job).not.toBeNull();
  });

  it('accepts the good ones of many files and says which were turned away', async () => {
    const visitId = await visit();
    const response = await api.upload([
      ['a', photoA],
      ['b', Buffer.from('no photo')],
      ['c', photoB],
      ['d', Buffer.alloc(0)],
      VITILIGO,
      ['visit_id', visitId],
    ]);
    expect(response.statusCode).toBe(202);
    const { photos, errors } = response.json();
    expect(photos.map((each: { file: number }) => each.file)).toEqual([0, 2]);
    expect(errors.map((each: { file: number; error: { code: string } }) => [each.file, each.error.code])).toEqual([
      [1, 'unsupported_format'],
      [3, 'empty_file'],
    ]);
    expect((await api.get(`/v1/visits/${visitId}/photos`)).json().photos).toHaveLength(2);
  });

  it.each([
    ['no photo', Buffer.from('This is a text file.'), 415, 'unsupported_format'],
    ['an SVG', Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"/>'), 415, 'unsupported_format'],
    ['an empty file', Buffer.alloc(0), 422, 'empty_file'],
    ['more bytes than allowed', Buffer.alloc(3_000_001), 413, 'file_too_large'],
  ])('turns away %s and keeps nothing', async (_what, bytes, status, code) => {
    const visitId = await visit();
    const response = await api.upload([VITILIGO, ['visit_id', visitId], ['file', bytes]]);
    expect([response.statusCode, response.json().error.code]).toEqual([status, code]);
    expect((await api.get(`/v1/visits/${visitId}/photos`)).json().photos).toEqual([]);
  });

  it.each([
    ['without a condition', []],
    ['with an unknown condition', [['condition', 'acne']]],
    ['with an unknown field', [VITILIGO, ['patient_name', 'Jane Doe']]],
    ['with a field twice', [VITILIGO, VITILIGO]],
    ['with a scale of nought', [VITILIGO, ['mm_per_pixel', '0']]],
    ['with a scale that is no number', [VITILIGO, ['mm_per_pixel', '0,083']]],
    ['with a card scale in cm', [VITILIGO, ['card_scale_mm', '9.85']]],
    ['with a chart that is neither true nor false', [VITILIGO, ['colour_chart', 'maybe']]],
    ['with a grey card of three numbers', [VITILIGO, ['grey_card_px', '10,20,300']]],
    ['with a grey card without width', [VITILIGO, ['grey_card_px', '10,20,0,300']]],
    ['with a grey card between pixels', [VITILIGO, ['grey_card_px', '10.5,20,30,30']]],
    [
      'with a reflectance that is a share',
      [VITILIGO, ['grey_card_px', '1,2,30,40'], ['grey_card_reflectance_percent', '0.18']],
    ],
    ['with a reflectance without a card', [VITILIGO, ['grey_card_reflectance_percent', '18']]],
    ['with a visit id that is none', [VITILIGO, ['visit_id', '1']]],
  ] as const)('answers 400 %s', async (_what, fields) => {
    const response = await api.upload([...fields, ['file', photoA]]);
    expect([response.statusCode, response.json().error.code]).toEqual([400, 'invalid_request']);
    expect(response.body).not.toContain('Jane Doe');
  });

  it('answers 404 for a visit that does not exist, and 400 without a file or without a form', async () => {
    const nowhere = await api.upload([
      VITILIGO,
      ['visit_id', '00000000-0000-4000-8000-000000000000'],
      ['file', photoA],
    ]);
    expect(nowhere.statusCode).toBe(404);
    expect((await api.upload([VITILIGO])).statusCode).toBe(400);
    expect((await api.post('/v1/photos', { condition: 'vitiligo' })).statusCode).toBe(400);
  });

  it('leaves no upload behind, whatever became of it', async () => {
    expect(await readdir(api.uploadDirectory)).toEqual([]);
  });
});

describe('a photo whose job was never added', () => {
  it('gets its job from the sweep of the workers', async () => {
    const { photo } = await insertPhoto(api.db, somePhoto());
    const before = (await queueCounts(api.queues))['measure-photo'].waiting;
    await recoverLostJobs(api.db, api.queues, 0);
    await recoverLostJobs(api.db, api.queues, 0);
    expect((await queueCounts(api.queues))['measure-photo'].waiting).toBe(before + 1);
    expect((await api.get(`/v1/photos/${photo.id}`)).json().state).toBe('queued');
  });
});

describe('GET /v1/photos/:id', () => {
  it('shows the measurement with machine scores beside the manual scores of photo and visit', async () => {
    const visitId = await visit();
    const { id } = await uploaded(visitId);
    await api.measure(id, someMeasurement());
    const score = { instrument: 'VASI', value: 4.5, rater: 'R1', scored_at: '2025-03-30T10:00:00Z' };
    await api.post(`/v1/visits/${visitId}/manual-scores`, score);
    await api.post(`/v1/photos/${id}/manual-scores`, { ...score, instrument: 'F-VASI', value: 0.5 });
    const photo = (await api.get(`/v1/photos/${id}`)).json();
    const { result } = { result: someMeasurement() };
    expect(photo.state).toBe('measured');
    expect(photo.measurement).toMatchObject({ ...result, photo_id: id, supersedes: null });
    expect(photo.measurement.photo).toMatchObject({ sha256: sha256(photoA), width: photo.width });
    // 0.02 % of the body surface at 91 %: nearest level 90 %.
    expect(photo.measurement.machine_scores.vasi_continuous).toBeCloseTo(0.0182, 12);
    expect(photo.measurement.machine_scores.vasi_laddered).toBeCloseTo(0.018, 12);
    expect(
      photo.manual_scores.map((each: { instrument: string; value: number }) => [each.instrument, each.value]),
    ).toEqual([
      ['F-VASI', 0.5],
      ['VASI', 4.5],
    ]);
  });

  it('shows why a photo was refused', async () => {
    const { id } = await uploaded(await visit());
    await recordRefusal(api.db, id, 'too_blurred', 'Take the photo again.');
    expect((await api.get(`/v1/photos/${id}`)).json()).toMatchObject({
      state: 'refused',
      refusal: { code: 'too_blurred', message: 'Take the photo again.' },
      measurement: null,
    });
  });
});

describe('POST /v1/photos/:id/measure', () => {
  it('corrects the scale; the new measurement supersedes the old one, which stays', async () => {
    const { id } = await uploaded(await visit());
    const first = await api.measure(id, someMeasurement({ lesionPixels: 1 }));
    const asked = await api.post(`/v1/photos/${id}/measure`, { mm_per_pixel: 0.1 });
    expect(asked.statusCode).toBe(202);
    expect(asked.json().photo).toMatchObject({ state: 'queued', mm_per_pixel: 0.1, measurement: { id: first } });
    const second = await api.measure(id, someMeasurement({ lesionPixels: 2 }));
    const { measurements } = (await api.get(`/v1/photos/${id}/measurements`)).json();
    expect(measurements.map((each: { id: string; supersedes: string }) => [each.id, each.supersedes])).toEqual([
      [second, first],
      [first, null],
    ]);
    expect((await api.get(`/v1/photos/${id}`)).json().measurement.id).toBe(second);
  });

  it('corrects card and chart; a marker size that nobody said gives way to the checked card', async () => {
    const { id } = await uploaded(await visit());
    const askAgain = async (body: object) => {
      await api.measure(id, someMeasurement());
      return (await api.post(`/v1/photos/${id}/measure`, body)).json().photo;
    };
    const checked = { card_scale_mm: 101, colour_chart: true, marker_mm: null };
    expect(await askAgain({ card_scale_mm: 101, colour_chart: true })).toMatchObject(checked);
    expect(await askAgain({})).toMatchObject(checked);
    expect(await askAgain({ marker_mm: 30, colour_chart: false })).toMatchObject({
      ...checked,
      marker_mm: 30,
      colour_chart: false,
    });
    expect(await askAgain({ card_scale_mm: 99 })).toMatchObject({ card_scale_mm: 99, marker_mm: 30 });
    expect(await askAgain({ card_scale_mm: null })).toMatchObject({ card_scale_mm: null, marker_mm: 30 });
    // Five measurements, of which the one that asked for nothing new repeats the one before.
    expect((await api.get(`/v1/photos/${id}/measurements`)).json().measurements).toHaveLength(4);
  });

  it('moves a grey card, says its reflectance anew, and takes it away', async () => {
    const { id } = await uploaded(await visit());
    const askAgain = async (body: object) => {
      await api.measure(id, someMeasurement());
      return await api.post(`/v1/photos/${id}/measure`, body);
    };
    const card = async (body: object) => {
      const { grey_card_px, grey_card_reflectance_percent } = (await askAgain(body)).json().photo;
      return [grey_card_px, grey_card_reflectance_percent];
    };
    expect(await card({ grey_card_px: '1,2,30,40', grey_card_reflectance_percent: 90 })).toEqual(['1,2,30,40', 90]);
    expect(await card({ grey_card_px: '5,2,30,40' })).toEqual(['5,2,30,40', 90]);
    expect(await card({ grey_card_reflectance_percent: 20 })).toEqual(['5,2,30,40', 20]);
    expect(await card({})).toEqual(['5,2,30,40', 20]);
    expect(await card({ grey_card_px: null })).toEqual([null, null]);
    const alone = await askAgain({ grey_card_reflectance_percent: 20 });
    expect([alone.statusCode, alone.json().error.code]).toEqual([400, 'invalid_request']);
    const away = await api.post(`/v1/photos/${id}/measure`, { grey_card_px: null, grey_card_reflectance_percent: 20 });
    expect(away.statusCode).toBe(400);
  });

  it('answers 409 while the photo is being measured', async () => {
    const { id } = await uploaded(await visit());
    expect((await api.post(`/v1/photos/${id}/measure`, {})).statusCode).toBe(409);
  });
});

describe('GET /v1/photos/:id/mask, overlay, thumbnail', () => {
  it('sends the file of the latest measurement, or of the one named', async () => {
    const visitId = await visit();
    const { id } = await uploaded(visitId);
    expect((await api.get(`/v1/photos/${id}/mask`)).statusCode).toBe(404);
    const measurement = await api.measure(id, someMeasurement());
    const mask = await api.get(`/v1/photos/${id}/mask`);
    expect([mask.statusCode, mask.headers['content-type'], mask.body]).toEqual([200, 'image/png', `mask of ${id}`]);
    const overlay = await api.get(`/v1/photos/${id}/overlay?measurement=${measurement}`);
    expect([overlay.headers['content-type'], overlay.body]).toEqual(['image/jpeg', `overlay of ${id}`]);
    const uncertainty = await api.get(`/v1/photos/${id}/uncertainty?measurement=${measurement}`);
    expect([uncertainty.headers['content-type'], uncertainty.body]).toEqual(['image/png', `uncertainty of ${id}`]);
    const other = await uploaded(visitId, photoB);
    expect((await api.get(`/v1/photos/${other.id}/mask?measurement=${measurement}`)).statusCode).toBe(404);
  });

  it('answers 304 to who has the file already, and keeps it out of shared caches', async () => {
    const { id } = await uploaded(await visit());
    await api.measure(id, someMeasurement());
    const { headers } = await api.get(`/v1/photos/${id}/mask`);
    expect(headers['cache-control']).toBe('private, no-cache');
    const again = await api.app.inject({
      url: `/v1/photos/${id}/mask`,
      headers: { 'if-none-match': String(headers.etag) },
    });
    expect([again.statusCode, again.body]).toEqual([304, '']);
  });

  it('makes a thumbnail of the photo', async () => {
    const { id } = await uploaded(await visit());
    const thumbnail = await api.get(`/v1/photos/${id}/thumbnail`);
    expect(thumbnail.headers['content-type']).toBe('image/jpeg');
    expect(thumbnail.rawPayload.subarray(0, 3)).toEqual(Buffer.from([0xff, 0xd8, 0xff]));
    expect(thumbnail.rawPayload.length).toBeLessThan(photoA.length);
  });
});
