import { createApiKey } from '../services/store/api-keys.ts';
import { insertPhoto } from '../services/store/photos.ts';
import type { ReadPlan } from '../services/study/protocol.ts';
import { bearer, phantom, type TestApi } from './api.ts';
import { someMeasurement, somePhoto } from './store.ts';
import { someProtocol, someStudy, type TestStudy } from './studies.ts';

export const SIGNING_SECRET = 'correct horse';
const VISITS = ['baseline', 'week 12'] as const;

export interface ReadStudy extends TestStudy {
  readonly raters: readonly { readonly id: string; readonly key: string }[];
  /** In order of subject and visit. */
  readonly visits: readonly {
    readonly id: string;
    readonly photoId: string;
    readonly subjectId: string;
    readonly code: string;
  }[];
}

export interface ReadStudyOptions {
  readonly plan?: Partial<ReadPlan>;
  readonly subjects?: number;
  readonly raters?: number;
  /** Of each photo; F-VASI of the machine is 0.9 times that. */
  readonly bsaPercent?: number;
  readonly photo?: Buffer;
  readonly visitDate?: string;
  /** Photos are rows without files: quick, for what only asks for numbers. */
  readonly withoutPictures?: boolean;
}

/** A study of faces, photographed and measured, with raters who can sign. */
export async function someReadStudy(api: TestApi, options: ReadStudyOptions = {}): Promise<ReadStudy> {
  const protocol = someProtocol({
    photographs: [{ body_region: 'face', view: 'whole_region' }],
    reads: {
      ...{ definition: 'F-VASI', unit: 'visit', design: 'two_readers', machine: 'hidden', repeat_percent: 0 },
      ...{ blind_to: ['visit', 'time', 'treatment'], side_by_side: false, adjudicate_machine: false },
      ...options.plan,
    },
    thresholds: { adjudication: 0.5 },
  });
  const study = await someStudy(api, protocol);
  const visits = [];
  for (let n = 1; n <= (options.subjects ?? 2); n++) visits.push(...(await addSubject(api, study, { ...options, n })));
  const raters = await Promise.all(
    Array.from({ length: options.raters ?? 2 }, async (_, n) => {
      const memberships = [{ studyId: study.id, siteId: null }];
      const { key, apiKey } = await createApiKey(api.db, `Dr Reader ${n + 1}`, { role: 'rater', memberships });
      return { id: apiKey.id, key };
    }),
  );
  for (const key of [...raters.map((rater) => rater.key), study.keys.adjudicator]) {
    await put(api, '/v1/me/signing-secret', { secret: SIGNING_SECRET }, key);
  }
  return { ...study, raters, visits };
}

export async function put(api: TestApi, url: string, payload: object, key?: string) {
  return await api.app.inject({ method: 'PUT', url, payload, headers: bearer(key) });
}

async function addSubject(api: TestApi, study: TestStudy, options: ReadStudyOptions & { readonly n: number }) {
  const key = study.keys.site;
  const code = `SUBJ-${options.n}`;
  const subject = (await api.post('/v1/subjects', { code }, key)).json();
  const added = [];
  for (const label of VISITS) {
    const body = { label, visit_date: options.visitDate ?? '2025-03-30' };
    const visit = (await api.post(`/v1/subjects/${subject.id}/visits`, body, key)).json();
    const form = [
      ...([
        ['visit_id', visit.id],
        ['condition', 'vitiligo'],
        ['body_region', 'face'],
      ] as const),
      ...([
        ['view', 'whole_region'],
        ['illumination', 'visible'],
      ] as const),
      ['file', options.photo ?? (await phantom('vitiligo-dark-close-up.jpg'))] as const,
    ];
    const photoId = options.withoutPictures
      ? (await insertPhoto(api.db, somePhoto({ visitId: visit.id, bodyRegion: 'face', view: 'whole_region' }))).photo.id
      : (await api.upload(form, { headers: bearer(key) })).json().photos[0].photo.id;
    await api.measure(photoId, measurementOf(options.bsaPercent ?? 1));
    added.push({ id: visit.id as string, photoId: photoId as string, subjectId: subject.id as string, code });
  }
  return added;
}

function measurementOf(bsaPercent: number) {
  const measurement = someMeasurement();
  return { ...measurement, lesion: { ...measurement.lesion, bsa_percent: bsaPercent } };
}

/** Items whose F-VASI is this value. */
export function face(fVasi: number) {
  return [{ region: 'face', bsa_percent: fVasi, depigmentation_percent: 100 }];
}

/** Enters and signs one read. */
export async function readAndSign(
  api: TestApi,
  id: string,
  { value, key }: { readonly value: number; readonly key: string },
) {
  const entered = await api.post(`/v1/reads/${id}/versions`, { items: face(value) }, key);
  if (entered.statusCode !== 201) throw new Error(entered.body);
  const signed = await api.post(`/v1/reads/${id}/sign`, { meaning: 'authorship', secret: SIGNING_SECRET }, key);
  if (signed.statusCode !== 200) throw new Error(signed.body);
  return signed.json();
}

/** Does all open reads of a reader in order, each with the value that `valueFor` gives for its number. */
export async function readAll(
  api: TestApi,
  key: string,
  valueFor: (index: number) => number,
): Promise<readonly string[]> {
  const { reads } = (await api.get('/v1/reads', key)).json();
  const ids: string[] = reads.map(({ id }: { id: string }) => id);
  for (const [index, id] of ids.entries()) await readAndSign(api, id, { value: valueFor(index), key });
  return ids;
}

export async function startRound(api: TestApi, study: ReadStudy, seed = 'seed') {
  const reader_key_ids = study.raters.map(({ id }) => id);
  return await api.post(`/v1/studies/${study.id}/read-rounds`, { seed, reader_key_ids }, study.keys.administrator);
}
