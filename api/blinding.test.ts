import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { phoneExif } from '../services/imaging/exif.fixture.ts';
import { type Action, mayDo } from '../services/study/policy.ts';
import { bearer, phantom, type TestApi, testApi } from '../test/api.ts';
import { face, put, type ReadStudy, readAndSign, SIGNING_SECRET, someReadStudy, startRound } from '../test/reads.ts';
import { type DescribedRoute, describedRoutes, filled } from '../test/routes.ts';

/** Each stands for something that a blinded reader may not learn, and occurs nowhere by chance. */
const SECRETS = {
  machine: '1.2345',
  machineArea: '1.371722',
  otherRead: '2.71828',
  manualScore: '2.31415',
  otherRater: 'RATER-AT-SITE',
  otherReader: 'Dr Reader 1',
  visitDate: '2031-07-19',
  treatment: 'VERUM-CREAM',
  subject: 'SUBJ-1',
  visitLabel: 'week 12',
  siteAnswer: 'SHE-CAME-BACK-IN-WEEK',
} as const;

async function phonePhoto(): Promise<Buffer> {
  const photo = await phantom('vitiligo-dark-close-up.jpg');
  const exif = Buffer.concat([Buffer.from('Exif\0\0', 'latin1'), phoneExif(1)]);
  const head = Buffer.from([0xff, 0xe1, 0, 0]);
  head.writeUInt16BE(exif.length + 2, 2);
  return Buffer.concat([photo.subarray(0, 2), head, exif, photo.subarray(2)]);
}

/** A study in which everything that is to be withheld exists: measured, scored, read by another, adjudicated, treated. */
async function blindedStudy(api: TestApi): Promise<ReadStudy> {
  // 0.9 of it is the machine's F-VASI.
  const bsaPercent = Number(SECRETS.machineArea);
  const plan = { repeat_percent: 50, machine: 'hidden' } as const;
  const study = await someReadStudy(api, { bsaPercent, plan, photo: await phonePhoto(), visitDate: SECRETS.visitDate });
  for (const { id } of study.visits) {
    const score = { instrument: 'F-VASI', value: Number(SECRETS.manualScore), rater: SECRETS.otherRater };
    await api.post(`/v1/visits/${id}/manual-scores`, score, study.keys.site);
  }
  const [baseline, followUp] = study.visits;
  const pair = { baseline_visit_id: baseline.id, follow_up_visit_id: followUp.id };
  await api.post('/v1/comparisons', pair, study.keys.site);
  const treatments = study.visits.map(({ subjectId }) => ({ subject_id: subjectId, treatment: SECRETS.treatment }));
  await put(api, `/v1/studies/${study.id}/treatments`, { treatments, reason: 'list' }, study.keys.administrator);
  await startRound(api, study);
  const query = { reason: 'blurred', text: 'please again' };
  const asked = (
    await api.post(`/v1/photos/${study.visits[0].photoId}/queries`, query, study.keys.administrator)
  ).json();
  await api.post(`/v1/queries/${asked.id}/answer`, { text: SECRETS.siteAnswer }, study.keys.site);
  return study;
}

const api = await testApi();
afterAll(api.close);
let study: ReadStudy;
let reader: string;
let ids: readonly string[];
let routes: readonly DescribedRoute[];
let ownReads: readonly string[];
beforeAll(async () => {
  study = await blindedStudy(api);
  const [first, second] = study.raters;
  const { reads } = (await api.get('/v1/reads', first.key)).json();
  for (const { id } of reads) await readAndSign(api, id, { value: Number(SECRETS.otherRead), key: first.key });
  reader = second.key;
  ownReads = (await api.get('/v1/reads', reader)).json().reads.map(({ id }: { id: string }) => id);
  // One of them signed, so that what is shown after signing would show.
  await readAndSign(api, ownReads[0], { value: 0.5, key: reader });
  // A query of the reader's own, answered by the site in words that would unblind.
  const own = await api.post(`/v1/reads/${ownReads[0]}/photos/1/queries`, { reason: 'exposure' }, reader);
  await api.post(`/v1/queries/${own.json().id}/answer`, { text: SECRETS.siteAnswer }, study.keys.site);
  routes = await describedRoutes(api);
  const tables = ['photos', 'visits', 'subjects', 'studies', 'sites', 'comparisons', 'measurements', 'reads'] as const;
  const rows = await Promise.all(
    [...tables, 'read_rounds', 'manual_scores', 'api_keys', 'photo_queries'].map((table) =>
      api.owner
        .selectFrom(table as (typeof tables)[number])
        .select('id')
        .limit(1)
        .execute(),
    ),
  );
  ids = [
    ...new Set([
      ...rows.flat().map(({ id }) => id),
      reads[0].id,
      own.json().id,
      ...ownReads.slice(0, 2),
      ...study.visits.map((visit) => visit.id),
    ]),
  ];
}, 300_000);

/** Everything that a key can get out of a route: with every id that there is, and bodies that would be answered. */
function requestsOf({ method, path }: DescribedRoute) {
  const bodies: readonly object[] = method === 'GET' ? [] : [{}, ...BODIES(ids)];
  const named = path.includes('{') ? ids : [ids[0]];
  return named.flatMap((id) => {
    const url = filled(path.startsWith('/v1/jobs') ? path.replace('{id}', '{job}') : path, {
      ...{ id, job: `${id}_default_0.5.0`, number: '1', pair_id: id },
    });
    const urls =
      method === 'GET'
        ? [url, `${url}?measurement=${id}`, `${url}?code=${SECRETS.subject}`, `${url}?limit=500`]
        : [url];
    return urls.flatMap((each) =>
      bodies.length === 0 ? [{ url: each }] : bodies.map((payload) => ({ url: each, payload })),
    );
  });
}

/** Of any route that writes; where they fit, the route answers, and its answer is looked at. */
const BODIES = (all: readonly string[]): readonly object[] => [
  { items: face(0.5) },
  { items: face(0.5), reason: 'looking for more' },
  { meaning: 'authorship', secret: SIGNING_SECRET },
  { reason: 'curious' },
  { baseline_visit_id: all[0], follow_up_visit_id: all[1] },
  { instrument: 'F-VASI', value: 1, rater: 'R' },
  { seed: 's', reader_key_ids: [all[0]] },
  { reason: 'blurred', text: 'looking for an answer' },
  { text: 'looking for an answer' },
];

async function answersOf(route: DescribedRoute, key: string) {
  const answers = [];
  for (const request of requestsOf(route)) {
    answers.push(await api.app.inject({ method: route.method, headers: bearer(key), ...request }));
  }
  return answers;
}

/** All that comes back: status line, headers and body, as text. */
function textOf({ headers, rawPayload }: { readonly headers: object; readonly rawPayload: Buffer }): string {
  return `${JSON.stringify(headers)}\n${rawPayload.toString('latin1')}`;
}

describe("a blinded reader's key", () => {
  it('gets nothing that is withheld out of any route of the OpenAPI document', async () => {
    const hidden = [
      ...Object.values(SECRETS),
      ...study.visits.flatMap(({ id, photoId, subjectId }) => [id, photoId, subjectId]),
    ];
    let answered = 0;
    for (const route of routes) {
      for (const answer of await answersOf(route, reader)) {
        if (answer.statusCode < 400) answered += 1;
        const asked = decodeURIComponent(answer.raw.req.url ?? '');
        const text = textOf(answer);
        // An id that was sent may come back in the sentence that there is no such thing.
        const leaked = hidden.filter((secret) => text.includes(secret) && !asked.includes(secret));
        expect(leaked, `${route.method} ${asked}: ${answer.statusCode}`).toEqual([]);
      }
    }
    // The walk would prove nothing if every request were refused.
    expect(answered).toBeGreaterThan(20);
  }, 300_000);

  it('the same walk finds each of these secrets with keys that may see them', async () => {
    const { administrator, site, statistician } = study.keys;
    const open = routes.filter(
      ({ method, path }) => method === 'GET' && !path.includes('treatments') && !path.endsWith('events'),
    );
    const found = new Set<string>();
    for (const key of [administrator, site, statistician]) {
      const answers = (await Promise.all(open.map((route) => answersOf(route, key)))).flat();
      const texts = answers.map(textOf);
      for (const secret of Object.values(SECRETS)) if (texts.some((text) => text.includes(secret))) found.add(secret);
    }
    const unblind = { reason: 'end of the study' };
    await api.post(`/v1/studies/${study.id}/unblind`, unblind, administrator);
    const treatments = await api.get(`/v1/studies/${study.id}/treatments`, statistician);
    if (treatments.body.includes(SECRETS.treatment)) found.add(SECRETS.treatment);
    expect([...found].sort()).toEqual(Object.values(SECRETS).sort());
  }, 300_000);

  it('opens these routes and no others', () => {
    const open = routes.filter(({ action }) => action !== undefined && mayDo('rater', action as Action));
    expect(open.map(({ method, path }) => `${method} ${path}`).sort()).toEqual(OPEN_TO_READERS);
  });

  it('gets pictures without anything that their files say, and never told which come twice', async () => {
    const file = await phonePhoto();
    expect(file.includes('Exif')).toBe(true);
    const answer = await api.get(`/v1/reads/${ownReads[0]}/photos/1`, reader);
    expect(answer.headers['content-type']).toBe('image/jpeg');
    expect(answer.headers.etag).toBeUndefined();
    for (const mark of ['Exif', 'ICC_PROFILE', 'http://ns.adobe.com']) {
      expect(answer.rawPayload.includes(mark), mark).toBe(false);
    }
    expect(answer.rawPayload.includes(/\d{4}:\d\d:\d\d/.exec(file.toString('latin1'))?.[0] ?? 'none')).toBe(false);
    const repeats = (await api.db.selectFrom('reads').select('id').where('kind', '=', 'repeat').execute()).map(
      ({ id }) => id,
    );
    expect(repeats.length).toBeGreaterThan(0);
    const { reads } = (await api.get('/v1/reads', reader)).json();
    const shape = (read: object) => Object.keys(read).sort().join();
    expect(new Set(reads.map(shape)).size).toBe(1);
    expect(JSON.stringify(reads)).not.toContain('repeat');
  });
});

const OPEN_TO_READERS = [
  'GET /v1/me',
  'GET /v1/queries',
  'GET /v1/reads',
  'GET /v1/reads/{id}',
  'GET /v1/reads/{id}/photos/{number}',
  'GET /v1/responders',
  'GET /v1/score-definitions',
  'GET /v1/score-definitions/{id}/form',
  'POST /v1/check-table',
  'POST /v1/queries/{id}/close',
  'POST /v1/queries/{id}/reopen',
  'POST /v1/reads/{id}/photos/{number}/queries',
  'POST /v1/reads/{id}/sign',
  'POST /v1/reads/{id}/versions',
  'POST /v1/score-definitions/{id}/compute',
  'PUT /v1/me/signing-secret',
];
