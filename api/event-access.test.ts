import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createApiKey } from '../services/store/api-keys.ts';
import { listAuditEvents } from '../services/store/audit.ts';
import { revokeHolder, setMemberships } from '../services/store/holders.ts';
import { setPhotoState } from '../services/store/photo-work.ts';
import { bearer, type TestApi, testApi } from '../test/api.ts';
import { startTestProvider, type TestProvider } from '../test/oidc-provider.ts';
import { type StudyRows, someStudyRows } from '../test/study-rows.ts';

let provider: TestProvider;
let api: TestApi;
let rows: StudyRows;
beforeAll(async () => {
  provider = await startTestProvider({ clockToleranceS: 0 });
  api = await testApi({ oidc: provider.settings });
  rows = await someStudyRows(api.db);
}, 120_000);
afterAll(async () => {
  await api.close();
  await provider.close();
});

const nowS = () => Math.floor(Date.now() / 1000);
const denials = async () =>
  (await listAuditEvents(api.db, { after: 0, limit: 1000 })).filter(({ action }) => action === 'access.deny').length;

async function keyOfStatistician() {
  const memberships = [{ studyId: rows.studyId, siteId: null }];
  const { key, apiKey } = await createApiKey(api.db, 'statistician', { role: 'statistician', memberships });
  return { key, id: apiKey.id };
}

/** Reads the events of the photo, which waits, until the stream ends; `opened` runs after the first one. */
async function follow(credential: string, opened: () => Promise<unknown> = async () => undefined): Promise<string> {
  const url = `/v1/photos/${rows.photoId}/events`;
  const response = await api.app.inject({ method: 'GET', url, headers: bearer(credential), payloadAsStream: true });
  expect(response.statusCode).toBe(200);
  let body = '';
  for await (const chunk of response.stream()) {
    if (body === '') await opened();
    body += chunk;
  }
  return body;
}

describe('an open stream of events', () => {
  it('ends when its token does', async () => {
    // The provider's keys are there by now, so that opening takes none of the token's time.
    expect((await api.get('/v1/me', await provider.token({ dermetry_role: 'administrator' }))).statusCode).toBe(200);
    const exp = nowS() + 4;
    const body = await follow(await provider.token({ dermetry_role: 'administrator', exp }));
    expect(body).toContain('"state":"queued"');
    expect(body).not.toContain('"final":true');
    expect(nowS()).toBeGreaterThanOrEqual(exp);
  });

  it.each<[string, (id: string) => Promise<unknown>]>([
    ['is revoked', (id) => revokeHolder(api.db, id)],
    ['loses its study', (id) => setMemberships(api.db, id, [])],
    [
      'gets a role that may not see photos',
      (id) => api.owner.updateTable('api_keys').set({ role: 'rater' }).where('id', '=', id).execute(),
    ],
  ])('ends when its key %s, which denies nobody anything', async (_what, change) => {
    const { key, id } = await keyOfStatistician();
    const before = await denials();
    expect(await follow(key, () => change(id))).not.toContain('"final":true');
    expect(await denials()).toBe(before);
  });

  it('of a key that stays good goes on to the end', async () => {
    const { key } = await keyOfStatistician();
    const body = await follow(key, () => setPhotoState(api.db, rows.photoId, 'failed'));
    expect(body).toContain('"state":"failed","final":true');
  });
});
