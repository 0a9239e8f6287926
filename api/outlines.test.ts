import { randomUUID } from 'node:crypto';
import sharp from 'sharp';
import { afterAll, describe, expect, it } from 'vitest';
import type { Measurement } from '../services/domain/measurement.ts';
import { findCountingDrawing } from '../services/store/drawings.ts';
import { insertMeasurements, isModelDue, type NewMeasurement } from '../services/store/measurements.ts';
import { findPhotoForMeasurement } from '../services/store/photo-work.ts';
import { findStudy } from '../services/store/studies.ts';
import { loadStudyData } from '../services/store/study-data.ts';
import { bearer, type FormPart, multipartForm, phantom, testApi } from '../test/api.ts';
import { someMeasurement } from '../test/store.ts';
import { someStudy, type TestStudy } from '../test/studies.ts';
import { outlineOf } from '../workers/outline-of.ts';

const api = await testApi();
afterAll(api.close);
const WIDTH = 1200;
const HEIGHT = 900;

async function maskPng(fill: (samples: Uint8Array) => void, size = { width: WIDTH, height: HEIGHT }): Promise<Buffer> {
  const samples = new Uint8Array(size.width * size.height);
  fill(samples);
  return await sharp(samples, { raw: { ...size, channels: 1 } })
    .toColourspace('b-w')
    .png()
    .toBuffer();
}
const rectangle = (pixels: number) => (samples: Uint8Array) => samples.fill(127).fill(255, 0, pixels);

async function addPhoto(study: TestStudy, code: string): Promise<string> {
  const { site } = study.keys;
  const subject = (await api.post('/v1/subjects', { code }, site)).json();
  const visit = (await api.post(`/v1/subjects/${subject.id}/visits`, { label: 'baseline' }, site)).json();
  const form = [
    ...([
      ['visit_id', visit.id],
      ['condition', 'vitiligo'],
      ['body_region', 'hand'],
    ] as const),
    ...([
      ['view', 'close_up'],
      ['file', await phantom('vitiligo-light-limb.jpg')],
    ] as const),
  ];
  const uploaded = await api.upload(form, { headers: bearer(site) });
  return uploaded.json().photos[0].photo.id;
}

async function send(method: 'PUT' | 'POST', url: string, parts: readonly FormPart[], key?: string) {
  const { headers, payload } = multipartForm(parts);
  return await api.app.inject({ method, url, payload, headers: { ...headers, ...bearer(key) } });
}

/** A drawn outline measured as the worker would, with figures of its own. */
function drawnMeasurement(
  photoId: string,
  areaCm2: number,
  drawing: { id: string; parentId: string | null },
): Measurement {
  const measured = someMeasurement();
  return {
    ...measured,
    origin: drawing.parentId === null ? 'manual' : 'corrected',
    parent: drawing.parentId,
    lesion: { ...measured.lesion, area_cm2: areaCm2, area_cm2_interval: null, percent_of_skin_interval: null },
    provenance: {
      ...{
        model: 'drawn-outline',
        model_version: '1',
        model_sha256: null,
        thresholds: {},
        measured_at_px: [1200, 900],
      },
      pipeline_version: measured.provenance.pipeline_version,
      drawing: {
        ...{ drawn_by: `of ${photoId}`, drawn_at: null, reason: 'r', mask_sha256: 'a'.repeat(64), parent_model: null },
        ...{ skin: 'drawing', skin_model: null, outside_skin_pixels: 0 },
      },
    },
  };
}

/** Plays the worker: what the model measures, and above it what the counting outline is. */
async function work(photoId: string, areaCm2: number, model: Measurement = someMeasurement()): Promise<void> {
  const requestSha256 = (await findPhotoForMeasurement(api.db, photoId))?.requestSha256 ?? '';
  const drawing = await findCountingDrawing(api.db, photoId);
  const files = { maskSha256: null, overlaySha256: null, uncertaintySha256: null };
  const common = { photoId, requestSha256, ...files };
  const byModel: NewMeasurement = { ...common, result: model };
  const drawn = drawing && {
    ...{ ...common, drawingId: drawing.id },
    result: drawnMeasurement(photoId, areaCm2, drawing),
  };
  await insertMeasurements(api.db, drawn === undefined ? [byModel] : [byModel, drawn]);
}

const study = await someStudy(api);
const { site, administrator, auditor, statistician } = study.keys;
const photoOf = async (id: string) => (await api.get(`/v1/photos/${id}`, site)).json();
const listOf = async (id: string) => (await api.get(`/v1/photos/${id}/measurements`, site)).json().measurements;

describe('a corrected mask', () => {
  it('makes a new measurement with its parent, which stays; the newest counts, and withdrawn it does not', async () => {
    const photoId = await addPhoto(study, 'C-1');
    const parent = await api.measure(photoId, someMeasurement());
    const url = `/v1/measurements/${parent}/mask`;
    const mask = await maskPng(rectangle(60_000));
    const parts: readonly FormPart[] = [
      ['reason', 'a patch was missed'],
      ['mask', mask],
    ];
    const sent = await send('PUT', url, parts, site);
    expect([sent.statusCode, sent.json()]).toMatchObject([202, { created: true, photo: { state: 'queued' } }]);
    // Sent again it is the same one.
    expect((await send('PUT', url, parts, site)).json()).toMatchObject({ created: false });
    // While it waits nobody else can correct what it corrects.
    const other = await send('PUT', url, [['reason', 'other'], parts[1]], administrator);
    expect([other.statusCode, other.json().error.code]).toEqual([409, 'conflict']);

    const photo = await findPhotoForMeasurement(api.db, photoId);
    const drawing = await findCountingDrawing(api.db, photoId);
    if (photo === undefined || drawing === undefined) throw new Error('is there');
    const { mask: bytes, ...outline } = await outlineOf(api, drawing);
    expect(Buffer.from(bytes)).toEqual(mask);
    expect(outline.origin).toMatchObject({ drawn_by: `site of STUDY-1`, reason: 'a patch was missed', parent });
    expect(outline.origin.parent_model).toBe('test-model 1');
    await work(photoId, 9.375);

    const [corrected, model] = await listOf(photoId);
    expect(corrected).toMatchObject({ origin: 'corrected', parent, supersedes: parent, lesion: { area_cm2: 9.375 } });
    expect(model).toMatchObject({ id: parent, origin: 'model', parent: null, lesion: { area_cm2: 3.61 } });
    expect((await photoOf(photoId)).measurement.id).toBe(corrected.id);
    // What readers are compared with is the model's.
    const stored = await findStudy(api.db, study.id);
    const data = stored && (await loadStudyData(api.db, stored, false));
    expect(data?.photos.find((each) => each.id === photoId)?.measuredBy).toContain('test-model 1');
    expect((await api.get(`/v1/measurements/${parent}`, auditor)).json()).toMatchObject({ origin: 'model' });
    // What was corrected no longer counts.
    const late = await send('PUT', url, [['reason', 'late'], parts[1]], site);
    expect([late.statusCode, late.json().error.message]).toEqual([409, expect.stringContaining(corrected.id)]);

    // Another model adds its measurement below the correction, not above it.
    await work(photoId, 9.375, someMeasurement({ pipelineVersion: '9.0.0', lesionPixels: 7 }));
    const after = await listOf(photoId);
    expect(after.map(({ origin }: { origin: string }) => origin)).toEqual(['corrected', 'model', 'corrected', 'model']);
    expect(after[1].lesion.pixels).toBe(7);
    await work(photoId, 9.375, someMeasurement({ pipelineVersion: '9.0.0', lesionPixels: 7 }));
    expect(await listOf(photoId)).toHaveLength(4);

    const csv = (await api.get(`/v1/studies/${study.id}/export/measurements.csv`, statistician)).body.split('\r\n');
    const column = (name: string) => csv[0].split(',').indexOf(name);
    const rows = csv.slice(1, 5).map((line) => line.split(','));
    expect(rows.map((row) => [row[column('origin')], row[column('parent_measurement_id')]])).toEqual([
      ['model', ''],
      ['corrected', parent],
      ['model', ''],
      ['corrected', parent],
    ]);

    const withdraw = (id: string) => api.post(`/v1/measurements/${id}/withdraw`, { reason: 'wrong photo' }, site);
    expect((await withdraw(parent)).statusCode).toBe(409);
    expect((await withdraw(after[0].id)).statusCode).toBe(202);
    await work(photoId, 0, someMeasurement({ pipelineVersion: '9.0.0', lesionPixels: 7 }));
    expect((await photoOf(photoId)).measurement).toMatchObject({ origin: 'model', lesion: { pixels: 7 } });

    const events = (await api.get('/v1/audit-events?limit=1000', auditor)).json().events;
    const drawn = events.find(({ action }: { action: string }) => action === 'drawing.create');
    expect(drawn).toMatchObject({ actor: 'site of STUDY-1', reason: 'a patch was missed', before: { area_cm2: 3.61 } });
    const measured = events.find(({ after: a }: { after: { origin?: string } | null }) => a?.origin === 'corrected');
    expect(measured).toMatchObject({ before: { measurement_id: parent, area_cm2: 3.61 }, after: { area_cm2: 9.375 } });
    expect(events.map(({ action }: { action: string }) => action)).toContain('drawing.withdraw');
  });

  it('of two at the same time is one, and the other hears of it', async () => {
    const photoId = await addPhoto(study, 'C-2');
    const parent = await api.measure(photoId, someMeasurement());
    const answers = await Promise.all(
      [site, administrator].map(async (key, n) =>
        send(
          'PUT',
          `/v1/measurements/${parent}/mask`,
          [
            ['mask', await maskPng(rectangle(1000 * (n + 1)))],
            ['reason', 'at once'],
          ],
          key,
        ),
      ),
    );
    expect(answers.map(({ statusCode }) => statusCode).sort()).toEqual([202, 409]);
    expect(await api.db.selectFrom('drawings').selectAll().where('parent_id', '=', parent).execute()).toHaveLength(1);
  });

  it('needs a model only where what it measured no longer answers what is asked', async () => {
    const photoId = await addPhoto(study, 'C-3');
    await work(photoId, 1);
    const due = async () => {
      const photo = await findPhotoForMeasurement(api.db, photoId);
      return photo && (await isModelDue(api.db, photo, await findCountingDrawing(api.db, photoId)));
    };
    expect(await due()).toBe(true);
    const mask = await maskPng(rectangle(500));
    await send(
      'POST',
      `/v1/photos/${photoId}/masks`,
      [
        ['reason', 'r'],
        ['mask', mask],
      ],
      site,
    );
    // The pipeline of that measurement is another one than this.
    expect(await due()).toBe(true);
    await work(photoId, 2);
    expect((await photoOf(photoId)).measurement).toMatchObject({ origin: 'manual', parent: null });
  });
});

describe('an outline is refused', () => {
  const refusal = async (parts: readonly FormPart[], key = site) => {
    const photoId = await addPhoto(study, `R-${randomUUID().slice(0, 8)}`);
    await api.measure(photoId, someMeasurement());
    const { statusCode, body } = await send('POST', `/v1/photos/${photoId}/masks`, parts, key);
    return [statusCode, JSON.parse(body).error?.code, JSON.parse(body).error?.message];
  };
  const reason = ['reason', 'why'] as const;

  it.each([
    ['without a reason', async () => [['mask', await maskPng(rectangle(5))]], 400, 'invalid_request', 'reason'],
    [
      'without a mask',
      async () => [reason, ['skin_mask', await maskPng(rectangle(5))]],
      400,
      'invalid_request',
      'mask',
    ],
    [
      'of another size',
      async () => [reason, ['mask', await maskPng(rectangle(5), { width: 900, height: 1200 })]],
      ...([422, 'mask_size', '1200 × 900'] as const),
    ],
    ['with grey levels', async () => [reason, ['mask', await maskPng((s) => s.fill(90))]], 422, 'bad_mask', '90'],
    ['as a JPEG', async () => [reason, ['mask', await phantom('vitiligo-light-limb.jpg')]], 422, 'bad_mask', 'no PNG'],
    ['where it is empty', async () => [reason, ['mask', await maskPng(() => {})]], 422, 'bad_mask', 'no lesion'],
  ] as readonly [string, () => Promise<readonly FormPart[]>, number, string, string][])(
    '%s',
    async (_what, parts, ...expected) => {
      const [status, code, words] = expected;
      expect(await refusal(await parts())).toEqual([status, code, expect.stringContaining(words)]);
    },
  );

  it('by whoever is to read unaware, and after the lock', async () => {
    const locked = await someStudy(api);
    const photoId = await addPhoto(locked, 'L-1');
    const measurement = await api.measure(photoId, someMeasurement());
    const parts: readonly FormPart[] = [reason, ['mask', await maskPng(rectangle(5))]];
    const tries = [
      ['PUT', `/v1/measurements/${measurement}/mask`],
      ['POST', `/v1/photos/${photoId}/masks`],
    ] as const;
    for (const [method, url] of tries) {
      for (const role of ['rater', 'adjudicator', 'statistician', 'auditor'] as const) {
        expect((await send(method, url, parts, locked.keys[role])).statusCode).toBe(403);
      }
      expect((await send(method, url, parts, locked.otherSiteKey)).statusCode).toBe(404);
    }
    for (const role of ['rater', 'adjudicator'] as const) {
      expect((await api.get(`/v1/measurements/${measurement}`, locked.keys[role])).statusCode).toBe(403);
    }
    await api.post(`/v1/studies/${locked.id}/lock`, { reason: 'end' }, locked.keys.administrator);
    for (const [method, url] of tries) {
      const answer = await send(method, url, parts, locked.keys.site);
      expect([answer.statusCode, answer.body]).toEqual([409, expect.stringContaining('locked')]);
    }
  });

  it('for a photo that cannot be measured, but not for one whose lesion the model could not tell', async () => {
    const parts: readonly FormPart[] = [reason, ['mask', await maskPng(rectangle(5))]];
    for (const [code, status] of [
      ['too_blurred', 409],
      ['unclear_lesion', 202],
    ] as const) {
      const photoId = await addPhoto(study, `Q-${code.replace('_', '-')}`);
      await api.db
        .updateTable('photos')
        .set({ state: 'refused', refusal_code: code, refusal_message: 'Take it again.' })
        .where('id', '=', photoId)
        .execute();
      expect((await send('POST', `/v1/photos/${photoId}/masks`, parts, site)).statusCode).toBe(status);
    }
  });
});
