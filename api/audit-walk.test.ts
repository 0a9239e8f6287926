import sharp from 'sharp';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { findCountingDrawing } from '../services/store/drawings.ts';
import { insertMeasurement } from '../services/store/measurements.ts';
import { findPhotoForMeasurement } from '../services/store/photo-work.ts';
import { bearer, multipartForm, phantom, type TestApi, testApi } from '../test/api.ts';
import { face, type ReadStudy, SIGNING_SECRET, someReadStudy } from '../test/reads.ts';
import { describedRoutes, filled } from '../test/routes.ts';
import { someMeasurement } from '../test/store.ts';
import { someProtocol } from '../test/studies.ts';

/** Routes that are no GET and change nothing that is kept. */
const STORES_NOTHING: Readonly<Record<string, string>> = {
  'POST /v1/check-table': 'holds a table that is sent along against itself',
  'POST /v1/score-definitions/{id}/compute': 'computes a score from items that are sent along',
};

/** A request that succeeds: what the path names, what is sent, and by whom. */
interface Write {
  readonly route: string;
  readonly id?: () => string;
  readonly key: () => string;
  /** Of a JSON body; left out for a file. */
  readonly body?: () => object;
  /** What has to be there before. */
  readonly prepare?: () => Promise<void>;
}

const api: TestApi = await testApi();
afterAll(api.close);
let study: ReadStudy;
let readId: string;
let amended: object;
beforeAll(async () => {
  study = await someReadStudy(api);
}, 120_000);

const administrator = () => study.keys.administrator;
const site = () => study.keys.site;
const rater = () => study.raters[0].key;
const ofStudy = { id: () => study.id, key: administrator };
const reason = () => ({ reason: 'the walk' });
const asked = () => ({ reason: 'blurred' });
const score = () => ({ instrument: 'F-VASI', value: 1, rater: 'R1' });

/** One for each, in an order in which each is possible: what is locked comes last. */
const WRITES: readonly Write[] = [
  {
    route: 'POST /v1/studies',
    key: () => '',
    body: () => ({ code: 'WALK', title: 'Another', protocol: someProtocol() }),
  },
  { route: 'POST /v1/studies/{id}/sites', ...ofStudy, body: () => ({ code: 'C' }) },
  { route: 'POST /v1/subjects', key: site, body: () => ({ code: 'WALK-1' }) },
  {
    route: 'POST /v1/subjects/{id}/visits',
    id: () => addedSubject,
    key: site,
    body: () => ({ label: 'baseline' }),
  },
  { route: 'POST /v1/photos', key: site },
  { route: 'POST /v1/photos/{id}/measure', id: () => study.visits[0].photoId, key: site, body: () => ({}) },
  { route: 'POST /v1/visits/{id}/manual-scores', id: () => study.visits[0].id, key: site, body: score },
  { route: 'POST /v1/photos/{id}/manual-scores', id: () => study.visits[0].photoId, key: site, body: score },
  {
    route: 'POST /v1/studies/{id}/manual-scores/import',
    id: () => study.id,
    key: site,
    body: () => ({
      csv: `id,visit,rater,on,score\n${study.visits[0].code},baseline,R2,2025-03-30,1.5`,
      mapping: { subject: 'id', visit: 'visit', rater: 'rater', scored_at: 'on', instrument: 'F-VASI', value: 'score' },
    }),
  },
  {
    route: 'POST /v1/comparisons',
    key: site,
    body: () => ({ baseline_visit_id: study.visits[0].id, follow_up_visit_id: study.visits[1].id }),
  },
  {
    route: 'PUT /v1/me/signing-secret',
    key: rater,
    body: () => ({ secret: SIGNING_SECRET, current: SIGNING_SECRET }),
  },
  {
    route: 'POST /v1/studies/{id}/read-rounds',
    ...ofStudy,
    body: () => ({ seed: 's', reader_key_ids: study.raters.map(({ id }) => id) }),
  },
  { route: 'POST /v1/reads/{id}/versions', id: () => readId, key: rater, body: () => ({ items: face(0.5) }) },
  {
    route: 'POST /v1/reads/{id}/sign',
    id: () => readId,
    key: rater,
    body: () => ({ meaning: 'authorship', secret: SIGNING_SECRET }),
  },
  {
    route: 'PUT /v1/measurements/{id}/mask',
    id: () => measurementId,
    key: site,
    prepare: async () => await toBeCorrected(),
  },
  { route: 'POST /v1/photos/{id}/masks', id: () => study.visits[2].photoId, key: site },
  {
    route: 'POST /v1/measurements/{id}/withdraw',
    id: () => measurementId,
    key: site,
    body: reason,
    prepare: async () => await measureOutline(),
  },
  { route: 'POST /v1/photos/{id}/queries', id: () => study.visits[3].photoId, key: administrator, body: asked },
  { route: 'POST /v1/reads/{id}/photos/{number}/queries', id: () => readId, key: rater, body: asked },
  { route: 'POST /v1/queries/{id}/answer', id: () => queryId, key: site, body: () => ({ text: 'no' }) },
  { route: 'POST /v1/queries/{id}/reopen', id: () => queryId, key: administrator, body: () => ({}) },
  { route: 'POST /v1/queries/{id}/close', id: () => queryId, key: administrator, body: () => ({}) },
  {
    route: 'PUT /v1/studies/{id}/protocol',
    ...ofStudy,
    body: () => ({ protocol: amended, replaces: 1, ...reason() }),
    prepare: async () => {
      const { protocol } = (await api.get(`/v1/studies/${study.id}`, administrator())).json();
      amended = { ...protocol, photographs: [...protocol.photographs, { body_region: 'foot', view: 'close_up' }] };
    },
  },
  { route: 'POST /v1/studies/{id}/lock', ...ofStudy, body: reason },
  {
    route: 'PUT /v1/studies/{id}/treatments',
    ...ofStudy,
    body: () => ({ treatments: [{ subject_id: study.visits[0].subjectId, treatment: 'VERUM' }], ...reason() }),
  },
  { route: 'POST /v1/studies/{id}/unblind', ...ofStudy, body: reason },
];
let addedSubject: string;
let measurementId: string;
let queryId: string;

async function toBeCorrected(): Promise<void> {
  measurementId = (await api.get(`/v1/photos/${study.visits[1].photoId}`, site())).json().measurement.id;
}

/** Plays the worker on the outline that was drawn. */
async function measureOutline(): Promise<void> {
  const { photoId } = study.visits[1];
  const requestSha256 = (await findPhotoForMeasurement(api.db, photoId))?.requestSha256 ?? '';
  const drawingId = (await findCountingDrawing(api.db, photoId))?.id;
  const files = { maskSha256: null, overlaySha256: null, uncertaintySha256: null };
  const result = someMeasurement();
  measurementId = (await insertMeasurement(api.db, { photoId, requestSha256, drawingId, result, ...files })).id;
}

async function sendMask(method: 'PUT' | 'POST', url: string, key: string) {
  const photo = (await api.get(`/v1/photos/${study.visits[1].photoId}`, key)).json();
  const size = { width: photo.width as number, height: photo.height as number };
  const mask = await sharp({ create: { ...size, channels: 3, background: 'white' } })
    .png()
    .toBuffer();
  const { headers, payload } = multipartForm([
    ['reason', 'the walk'],
    ['mask', mask],
  ]);
  return await api.app.inject({ method, url, payload, headers: { ...headers, ...bearer(key) } });
}

async function send({ route, id, key, body }: Write) {
  const [method, path] = route.split(' ') as ['POST', string];
  const headers = bearer(key() === '' ? undefined : key());
  if (route.includes('mask')) return await sendMask(method, filled(path, { id: id?.() ?? '' }), key());
  if (body === undefined) {
    const photo = await phantom('melasma-dark-close-up.jpg');
    const fields = { visit_id: study.visits[0].id, condition: 'vitiligo', body_region: 'face', view: 'whole_region' };
    return await api.upload([...Object.entries(fields), ['file', photo]], { headers });
  }
  return await api.app.inject({
    method,
    url: filled(path, { id: id?.() ?? '', number: '1' }),
    headers,
    payload: body(),
  });
}

const events = async () => await api.db.selectFrom('audit_events').selectAll().orderBy('sequence').execute();

it('every writing route of the OpenAPI document is walked, but for those that store nothing', async () => {
  const routes = await describedRoutes(api);
  const writing = routes.filter(({ method }) => method !== 'GET').map(({ method, path }) => `${method} ${path}`);
  const walked = WRITES.map(({ route }) => route);
  expect([...walked, ...Object.keys(STORES_NOTHING)].sort()).toEqual(writing.sort());
});

it('every write that succeeds adds an event by whoever made it, of the study that it is of', async () => {
  for (const write of WRITES) {
    await write.prepare?.();
    const before = (await events()).length;
    const answer = await send(write);
    expect(answer.statusCode, `${write.route}: ${answer.body}`).toBeLessThan(300);
    const added = (await events()).slice(before);
    expect(added.length, write.route).toBeGreaterThan(0);
    for (const event of added) {
      expect(event.action, write.route).not.toBe('access.deny');
      expect(event.actor_key_id === null, write.route).toBe(write.key() === '');
      // A signing secret is its owner's, in whatever study.
      if (!['POST /v1/studies', 'PUT /v1/me/signing-secret'].includes(write.route)) {
        expect(event.study_id, write.route).toBe(study.id);
      }
    }
    if (write.route === 'POST /v1/subjects') addedSubject = answer.json().id;
    if (write.route.endsWith('/queries')) queryId = answer.json().id;
    if (write.route.endsWith('read-rounds')) readId = (await api.get('/v1/reads', rater())).json().reads[0].id;
  }
}, 120_000);

it('what stores nothing adds no event', async () => {
  const before = (await events()).length;
  const items = { items: face(0.5) };
  const answers = [
    await api.post('/v1/score-definitions/F-VASI/compute', items, rater()),
    await api.app.inject({
      ...{
        method: 'POST',
        url: '/v1/check-table',
        payload: 'row,kind,group,n,count,percent\nMale,count,A,48,30,62.5\n',
      },
      headers: { ...bearer(rater()), 'content-type': 'text/csv' },
    }),
  ];
  for (const { statusCode, body } of answers) expect(statusCode, body).toBe(200);
  expect(await events()).toHaveLength(before);
});
