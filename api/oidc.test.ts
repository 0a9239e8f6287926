import { createHmac } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { type JWTPayload, SignJWT, UnsecuredJWT } from 'jose';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { RETRY_AFTER_S } from '../services/oidc/provider-keys.ts';
import type { OidcSettings } from '../services/oidc/settings.ts';
import { listAuditEvents } from '../services/store/audit.ts';
import { revokeHolder } from '../services/store/holders.ts';
import { listPeople } from '../services/store/people.ts';
import { bearer, type TestApi, testApi } from '../test/api.ts';
import { startTestProvider, type TestProvider } from '../test/oidc-provider.ts';
import { put, type ReadStudy, readAndSign, SIGNING_SECRET, someReadStudy } from '../test/reads.ts';
import { buildApp } from './app.ts';
import type { App } from './dependencies.ts';

let provider: TestProvider;
let api: TestApi;
let study: ReadStudy;
let code: string;
beforeAll(async () => {
  provider = await startTestProvider();
  api = await testApi({ oidc: provider.settings });
  study = await someReadStudy(api);
  code = (await api.get(`/v1/studies/${study.id}`, study.keys.administrator)).json().code;
}, 120_000);
afterAll(async () => {
  await api.close();
  await provider.close();
});

const me = async (claims: JWTPayload) => await api.get('/v1/me', await provider.token(claims));
const verdict = async (answer: Promise<{ statusCode: number; json(): { error: { message: string } } }>) => {
  const { statusCode, json } = await answer;
  return [statusCode, json().error.message];
};
const rater = (sub: string): JWTPayload => ({ sub, name: `Dr ${sub}`, dermetry_role: 'rater', dermetry_studies: code });

async function denials(): Promise<number> {
  const events = await listAuditEvents(api.db, { after: 0, limit: 1000 });
  return events.filter(({ action }) => action === 'access.deny').length;
}

async function eventsOf(id: string) {
  const events = await listAuditEvents(api.db, { after: 0, limit: 1000 });
  return events.filter((event) => event.actor_key_id === id || event.entity_id === id);
}

describe('a token', () => {
  it('gives its role in its studies to its owner, under one id for ever', async () => {
    const first = (await me(rater('anna'))).json();
    expect(first).toMatchObject({ name: 'Dr anna', role: 'rater', studies: [{ study_id: study.id, site_id: null }] });
    expect((await me(rater('anna'))).json().id).toBe(first.id);
    expect((await me(rater('berta'))).json().id).not.toBe(first.id);
    expect(await eventsOf(first.id)).toMatchObject([
      {
        ...{ action: 'person.enter', actor: 'Dr anna', actor_key_id: first.id, role: 'rater', study_id: study.id },
        after: { issuer: provider.issuer, subject: 'anna' },
      },
    ]);
  });

  it('of a site sees that site alone, and does not reach the other', async () => {
    const claims = { sub: 'nurse', dermetry_role: 'site', dermetry_studies: [code], dermetry_site: 'B' };
    const token = await provider.token(claims);
    expect((await api.get('/v1/me', token)).json().studies).toEqual([{ study_id: study.id, site_id: study.sites.B }]);
    expect((await api.get(`/v1/visits/${study.visits[0].id}`, token)).statusCode).toBe(404);
    const added = await api.post('/v1/subjects', { code: 'B-1' }, token);
    expect([added.statusCode, added.json().site_id]).toEqual([201, study.sites.B]);
    const [event] = (await eventsOf((await api.get('/v1/me', token)).json().id)).slice(-1);
    expect(event).toMatchObject({ action: 'subject.create', actor: 'nurse', role: 'site' });
  });

  it('without a study sees none, unless it is an administrator’s', async () => {
    const auditor = await provider.token({ sub: 'auditor', dermetry_role: 'auditor' });
    expect((await api.get('/v1/me', auditor)).json().studies).toEqual([]);
    expect((await api.get('/v1/studies', auditor)).json().studies).toEqual([]);
    expect((await api.get('/v1/subjects', auditor)).json().subjects).toEqual([]);
    expect((await api.get(`/v1/studies/${study.id}`, auditor)).statusCode).toBe(404);
    expect((await api.get('/v1/audit-events', auditor)).json().events).toEqual([]);
    const reader = await provider.token({ sub: 'reader', dermetry_role: 'rater' });
    expect((await api.get('/v1/reads', reader)).json().reads).toEqual([]);
    const administrator = await me({ sub: 'chief', dermetry_role: ['administrator'] });
    expect(administrator.json()).toMatchObject({ role: 'administrator', studies: null });
  });

  it.each<[string, JWTPayload, string]>([
    ['no role', {}, 'no role'],
    ['an empty role', { dermetry_role: '' }, 'must be a text'],
    ['an unknown role', { dermetry_role: 'superuser' }, 'unknown role'],
    ['several roles', { dermetry_role: ['rater', 'administrator'] }, 'several roles'],
    ['a role that is no text', { dermetry_role: { administrator: true } }, 'must be a text'],
    ['an unknown study', { dermetry_role: 'administrator', dermetry_studies: 'ELSEWHERE' }, 'not on this server'],
    ['an empty list of studies', { dermetry_role: 'administrator', dermetry_studies: [] }, 'must be a text'],
    ['a site role without a site', { dermetry_role: 'site', dermetry_studies: 'CODE' }, 'needs the site'],
    ['an unknown site', { dermetry_role: 'site', dermetry_studies: 'CODE', dermetry_site: 'Z' }, 'not on this server'],
    [
      'a site for a whole study',
      { dermetry_role: 'rater', dermetry_studies: 'CODE', dermetry_site: 'A' },
      'leave the site',
    ],
    ['several sites', { dermetry_role: 'site', dermetry_studies: 'CODE', dermetry_site: ['A', 'B'] }, 'several sites'],
  ])('with %s is refused with that reason, and enters nobody', async (_what, claims, words) => {
    const named = claims.dermetry_studies === 'CODE' ? { ...claims, dermetry_studies: code } : claims;
    const before = (await listPeople(api.db)).length;
    expect(await verdict(me({ sub: 'unclear', ...named }))).toEqual([403, expect.stringContaining(words)]);
    expect(await listPeople(api.db)).toHaveLength(before);
  });

  it.each<[string, JWTPayload, string]>([
    ['that has expired', { exp: 1_000_000_000 }, 'expired'],
    ['for another service', { aud: 'another' }, 'another service'],
    ['of another issuer', { iss: 'https://elsewhere.example' }, 'another issuer'],
    ['that is not valid yet', { nbf: Math.floor(Date.now() / 1000) + 3600 }, 'not valid yet'],
    ['from the future', { iat: Math.floor(Date.now() / 1000) + 3600 }, 'not valid yet'],
    ['without an end', { exp: undefined as never }, 'claims'],
    ['without an owner', { sub: undefined as never }, 'claims'],
    ['of an owner that is no text', { sub: 'a\u0000b' }, 'names nobody'],
  ])('%s answers 401, and tells nothing of what was expected', async (_what, claims, words) => {
    const answer = await me({ ...rater('late'), ...claims });
    expect([answer.statusCode, answer.json().error.code]).toEqual([401, 'unauthorised']);
    expect(answer.json().error.message).toContain(words);
    expect(answer.headers['www-authenticate']).toContain('Bearer');
    for (const told of [provider.issuer, 'dermetry"', 'key-']) expect(answer.json().error.message).not.toContain(told);
  });

  it('that the provider has not signed answers 401, whatever its header says', async () => {
    const good = await provider.token(rater('mallory'));
    const [header, claims, signature] = good.split('.');
    const stranger = await startTestProvider();
    const nowS = Math.floor(Date.now() / 1000);
    const payload = { ...rater('mallory'), iss: provider.issuer, aud: 'dermetry', iat: nowS, exp: nowS + 300 };
    const kid = JSON.parse(Buffer.from(header, 'base64url').toString()).kid;
    const other = Buffer.from(JSON.stringify({ ...payload, dermetry_role: 'administrator' })).toString('base64url');
    const hs256 = Buffer.from(JSON.stringify({ alg: 'HS256', kid })).toString('base64url');
    const forged = [
      await stranger.token(payload),
      await stranger.token(payload, { kid }),
      new UnsecuredJWT(payload).encode(),
      await new SignJWT(payload).setProtectedHeader({ alg: 'HS256', kid }).sign(Buffer.alloc(32, 1)),
      `${hs256}.${claims}.${createHmac('sha256', 'public').update(`${hs256}.${claims}`).digest('base64url')}`,
      `${header}.${other}.${signature}`,
      `${header}.${claims}.`,
      `${header}.${claims}.AAAA`,
      'a.b.c',
      `${Buffer.from('{"alg":"ES256","crit":["x"]}').toString('base64url')}.${claims}.${signature}`,
    ];
    for (const token of forged) {
      const answer = await api.get('/v1/me', token);
      expect([answer.statusCode, answer.json().error.message], token).toEqual([401, 'The token cannot be verified.']);
    }
    await stranger.close();
  });

  it('that is older than a change of rights gives the old rights no more; each change is an event', async () => {
    const nowS = Math.floor(Date.now() / 1000);
    const old = await provider.token({ ...rater('carla'), iat: nowS - 60 });
    const { id } = (await api.get('/v1/me', old)).json();
    const moved = await provider.token({ ...rater('carla'), dermetry_role: 'adjudicator', iat: nowS - 30 });
    expect((await api.get('/v1/me', moved)).json()).toMatchObject({ id, role: 'adjudicator' });
    expect(await verdict(api.get('/v1/me', old))).toEqual([401, expect.stringContaining('newer token')]);
    const none = await provider.token({ sub: 'carla', name: 'Dr carla', dermetry_role: 'rater', iat: nowS });
    expect((await api.get('/v1/me', none)).json()).toMatchObject({ id, role: 'rater', studies: [] });
    const changes = (await eventsOf(id)).filter(({ action }) => action === 'person.change');
    expect(changes).toMatchObject([
      { before: { role: 'rater' }, after: { role: 'adjudicator' } },
      { before: { role: 'adjudicator' }, after: { role: 'rater', memberships: [] } },
    ]);
  });

  it('of somebody who comes many times at once enters them once', async () => {
    const token = await provider.token(rater('dora'));
    const answers = await Promise.all(Array.from({ length: 12 }, () => api.get('/v1/me', token)));
    expect(new Set(answers.map((answer) => answer.json().id)).size).toBe(1);
    expect(await eventsOf(answers[0].json().id)).toHaveLength(1);
  });

  it('of somebody who was shut out opens nothing', async () => {
    const token = await provider.token(rater('emil'));
    const { id } = (await api.get('/v1/me', token)).json();
    await revokeHolder(api.db, id);
    expect(await verdict(api.get('/v1/me', token))).toEqual([401, expect.stringContaining('shut out')]);
  });

  it('is needed on loopback too, once there is a provider; keys go on working', async () => {
    expect(await verdict(api.app.inject({ url: '/v1/me' }))).toEqual([401, expect.stringContaining('token')]);
    expect((await api.get('/v1/me', study.keys.auditor)).statusCode).toBe(200);
    expect((await api.get('/v1/me', `${study.keys.auditor}x`)).statusCode).toBe(401);
  });
});

it('readers with tokens are handed reads by id, sign them by their own secret, and stand in the results', async () => {
  const [anna, berta] = await Promise.all(['anna', 'berta'].map((sub) => provider.token(rater(sub))));
  const ids = await Promise.all([anna, berta].map(async (token) => (await api.get('/v1/me', token)).json().id));
  const round = { seed: 's', reader_key_ids: ids };
  const url = `/v1/studies/${study.id}`;
  expect((await api.post(`${url}/read-rounds`, round, study.keys.administrator)).statusCode).toBe(201);
  const { reads } = (await api.get('/v1/reads', anna)).json();
  expect(reads.length).toBeGreaterThan(0);
  expect((await put(api, '/v1/me/signing-secret', { secret: SIGNING_SECRET }, anna)).statusCode).toBe(204);
  const signed = await readAndSign(api, reads[0].id, { value: 0.5, key: anna });
  expect(JSON.stringify(signed)).toContain('Dr anna');
  expect((await api.get(`/v1/reads/${reads[0].id}`, berta)).statusCode).toBe(404);
  const results = (await api.get(`${url}/read-results`, study.keys.statistician)).json();
  const ofAnna = results.units.flatMap((unit: { reads: object[] }) => unit.reads);
  expect(ofAnna).toContainEqual(expect.objectContaining({ id: reads[0].id, reader: 'Dr anna', intact: true }));
  expect((await eventsOf(ids[0])).map(({ action }) => action)).toEqual(
    expect.arrayContaining(['person.enter', 'signing_secret.set', 'read.enter', 'read.sign']),
  );
  // Once the token no longer names the study, no round is handed out to its owner; the old reads keep the name.
  await me({ sub: 'anna', name: 'Dr anna', dermetry_role: 'rater', iat: Math.floor(Date.now() / 1000) + 1 });
  const again = await api.post(`${url}/read-rounds`, { ...round, seed: 't' }, study.keys.administrator);
  expect([again.statusCode, again.body]).toEqual([400, expect.stringContaining(ids[0])]);
  expect((await api.get(`${url}/read-results`, study.keys.statistician)).body).toContain('Dr anna');
});

describe('a provider', () => {
  let own: TestProvider;
  let server: App;
  const openWith = async (changes: Parameters<typeof startTestProvider>[0] = {}) => {
    own = await startTestProvider(changes);
    server = await serverWith(api, own.settings);
  };
  /** Another server on the same database. */
  const serverWith = async ({ app: _app, ...deps }: TestApi, oidc: OidcSettings) =>
    await buildApp({ ...deps, host: '127.0.0.1', maxUploadBytes: 1_000_000, oidc });
  const ask = async (token?: string) =>
    await server.inject({ url: '/v1/me', headers: bearer(token ?? (await own.token(ADMINISTRATOR))) });
  const ADMINISTRATOR = { sub: 'chief', dermetry_role: 'administrator' };
  afterEach(async () => {
    await server.close();
    await own.close();
  });

  it('is asked for its keys once, and again when it signs with a new one', async () => {
    await openWith();
    for (let n = 0; n < 3; n++) expect((await ask()).statusCode).toBe(200);
    expect(own.keysAsked()).toBe(1);
    const withdrawn = await own.token(ADMINISTRATOR);
    await own.rotate();
    expect((await ask()).statusCode).toBe(200);
    expect(own.keysAsked()).toBe(2);
    expect((await ask(withdrawn)).statusCode).toBe(401);
  });

  it('is not asked again within the cool-down, however many foreign keys are named', async () => {
    await openWith({ cooldownMs: 60_000 });
    expect((await ask()).statusCode).toBe(200);
    for (let n = 0; n < 10; n++) {
      expect((await ask(await own.token(ADMINISTRATOR, { kid: `foreign-${n}` }))).statusCode).toBe(401);
    }
    expect(own.keysAsked()).toBe(1);
  });

  it.each<[string, Parameters<TestProvider['answer']>[0]]>([
    ['that answers an error', { status: 500 }],
    ['that redirects', { status: 302 }],
    ['that is too slow', { delayMs: 4_000 }],
    ['that says it is another', { namedIssuer: 'https://elsewhere.example' }],
  ])(
    '%s makes 503 with the time to try again, not 401, and is asked again after it',
    async (_what, how) => {
      await openWith();
      own.answer(how);
      const answer = await ask();
      expect([answer.statusCode, answer.json().error.code]).toEqual([503, 'provider_unavailable']);
      expect(answer.headers['retry-after']).toBe(String(RETRY_AFTER_S));
      own.answer({ status: 200, delayMs: 0, namedIssuer: undefined });
      const asked = own.keysAsked();
      expect((await ask()).statusCode).toBe(503);
      expect(own.keysAsked()).toBe(asked);
      await sleep(RETRY_AFTER_S * 1000 + 100);
      expect((await ask()).statusCode).toBe(200);
    },
    120_000,
  );

  it('that is down leaves tokens good whose key is known, and keys of our own', async () => {
    await openWith();
    const token = await own.token(ADMINISTRATOR);
    expect((await ask(token)).statusCode).toBe(200);
    await own.close();
    const before = await denials();
    expect((await ask(token)).statusCode).toBe(200);
    expect((await ask(await own.token(ADMINISTRATOR, { kid: 'new' }))).statusCode).toBe(503);
    expect((await ask('dm_unknown')).statusCode).toBe(401);
    // Only the unknown key was denied anything.
    expect((await denials()) - before).toBe(1);
  });

  it('whose keys are too old is asked again', async () => {
    await openWith({ keysMaxAgeMs: 0, cooldownMs: 0 });
    for (let n = 0; n < 2; n++) expect((await ask()).statusCode).toBe(200);
    expect(own.keysAsked()).toBe(2);
  });

  it('may be given by the address of its keys, without discovery', async () => {
    own = await startTestProvider();
    own.answer({ namedIssuer: 'https://elsewhere.example' });
    server = await serverWith(api, { ...own.settings, jwksUrl: new URL(`${own.issuer}/keys`) });
    expect((await ask()).statusCode).toBe(200);
  });
});

it('no answer and no event holds a token', async () => {
  const token = await provider.token({ ...rater('anna'), aud: 'another' });
  const answer = await api.app.inject({ url: '/v1/me', headers: bearer(token) });
  const trail = JSON.stringify(await listAuditEvents(api.db, { after: 0, limit: 1000 }));
  for (const part of token.split('.').slice(1)) {
    expect(answer.body).not.toContain(part);
    expect(trail).not.toContain(part);
  }
});
