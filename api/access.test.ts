import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createApiKey } from '../services/store/api-keys.ts';
import { SINGLE_EVENTS } from '../services/store/denied-access.ts';
import { type Action, mayDo, POLICY, ROLES, type Role } from '../services/study/policy.ts';
import { bearer, phantom, testApi } from '../test/api.ts';
import { type DescribedRoute, describedRoutes, filled } from '../test/routes.ts';
import { someProtocol, someStudy } from '../test/studies.ts';

const api = await testApi();
afterAll(api.close);
const study = await someStudy(api);
const NOBODYS_ID = '00000000-0000-4000-8000-000000000000';
const routes = (await describedRoutes(api)).filter(({ path }) => !path.startsWith('/health/'));

async function statusOf({ method, path }: DescribedRoute, key: string, id = NOBODYS_ID): Promise<number> {
  const job = path.startsWith('/v1/jobs/') ? { id: `${id}_default_0.0.0` } : { id };
  const payload = method === 'GET' ? {} : { payload: {} };
  return (await api.app.inject({ method, url: filled(path, job), headers: bearer(key), ...payload })).statusCode;
}

async function denials(): Promise<number> {
  const events = await api.db
    .selectFrom('audit_events')
    .select('sequence')
    .where('action', '=', 'access.deny')
    .execute();
  return events.length;
}

async function newKey(role: Role, site = 'A'): Promise<string> {
  const memberships = [{ studyId: study.id, siteId: role === 'site' ? study.sites[site] : null }];
  return (await createApiKey(api.db, `another ${role}`, { role, memberships })).key;
}

describe('every route of the OpenAPI document', () => {
  it('names an action of the policy', () => {
    expect(routes.length).toBeGreaterThan(30);
    for (const { method, path, action } of routes) expect(Object.keys(POLICY), `${method} ${path}`).toContain(action);
  });

  it.each(ROLES)('answers 403 to a %s exactly where the policy says so, and remembers it', async (role) => {
    for (const route of routes) {
      const before = await denials();
      const isDenied = !mayDo(role, route.action as Action);
      // One key for all would be denied more often than is written event by event.
      const status = await statusOf(route, await newKey(role));
      const what = `${route.method} ${route.path} as ${role}`;
      // A key of studies can add no other study, whatever its role.
      if (route.action === 'studies.create') expect([400, 403], what).toContain(status);
      else expect(status === 403, what).toBe(isDenied);
      expect((await denials()) - before, what).toBe(isDenied ? 1 : 0);
    }
  });
});

it('a denial by role names the study that it concerns, and its thing where the path names one', async () => {
  const last = async () =>
    await api.db
      .selectFrom('audit_events')
      .select(['action', 'study_id', 'entity', 'entity_id', 'reason'])
      .orderBy('sequence', 'desc')
      .limit(1)
      .executeTakeFirst();
  await api.get(`/v1/studies/${study.id}`, study.keys.rater);
  const denied = { action: 'access.deny', study_id: study.id, reason: 'role rater' };
  expect(await last()).toEqual({ ...denied, entity: 'study', entity_id: study.id });
  await api.post('/v1/subjects', { code: 'X' }, study.keys.rater);
  expect(await last()).toEqual({ ...denied, entity: 'route', entity_id: null });
});

it('a key that asks again and again for what it may not do is refused each time, and does not fill the trail', async () => {
  const key = await newKey('rater');
  const before = await denials();
  const answers = await Promise.all(Array.from({ length: 60 }, () => api.get(`/v1/studies/${study.id}`, key)));
  expect(new Set(answers.map(({ statusCode }) => statusCode))).toEqual(new Set([403]));
  expect((await denials()) - before).toBe(SINGLE_EVENTS);
  // Another key of the same role is not counted with it.
  await api.get(`/v1/studies/${study.id}`, study.keys.rater);
  expect((await denials()) - before).toBe(SINGLE_EVENTS + 1);
});

it('a key that is not known is an event without the key, in the name of nobody', async () => {
  const key = `dm_${'x'.repeat(43)}`;
  expect((await api.get('/v1/studies', key)).statusCode).toBe(401);
  const events = await api.db.selectFrom('audit_events').selectAll().where('role', '=', 'none').execute();
  expect(events).toMatchObject([
    { action: 'access.deny', actor: 'unknown', after: { method: 'GET', route: '/v1/studies' } },
  ]);
  expect(JSON.stringify(events)).not.toContain('xxx');
});

it('a route that names no action answers nobody', async () => {
  const other = await testApi();
  // Added before the first request, as a careless change would.
  other.app.get('/v1/forgotten', () => 'a secret');
  const response = await other.get('/v1/forgotten');
  expect([response.statusCode, response.body.includes('secret')]).toEqual([403, false]);
  await other.close();
});

describe('a site', () => {
  const { site: key } = study.keys;
  let ids: Readonly<Record<'subject' | 'visit' | 'photo' | 'comparison', string>>;
  beforeAll(async () => {
    const subject = (await api.post('/v1/subjects', { code: 'A-001' }, key)).json();
    const [visit, later] = await Promise.all(
      ['baseline', 'week 12'].map(async (label) =>
        (await api.post(`/v1/subjects/${subject.id}/visits`, { label }, key)).json(),
      ),
    );
    const photos = await Promise.all(
      [visit, later].map(async ({ id }) => {
        const file = await phantom('vitiligo-dark-close-up.jpg');
        const fields = [
          ['visit_id', id],
          ['condition', 'vitiligo'],
          ['body_region', 'hand'],
          ['view', 'close_up'],
          ['file', file],
        ] as const;
        return (await api.upload(fields, { headers: bearer(key) })).json().photos[0].photo.id;
      }),
    );
    const body = { baseline_visit_id: visit.id, follow_up_visit_id: later.id };
    const comparison = (await api.post('/v1/comparisons', body, key)).json().comparison.id;
    ids = { subject: subject.id, visit: visit.id, photo: photos[0], comparison };
  });

  it('adds subjects to itself, unless another site is named', async () => {
    const own = (await api.get(`/v1/subjects/${ids.subject}`, key)).json();
    expect(own).toMatchObject({ study_id: study.id, site_id: study.sites.A });
    const elsewhere = await api.post('/v1/subjects', { code: 'A-002', site_id: study.sites.B }, key);
    expect(elsewhere.statusCode).toBe(404);
  });

  it('sees its own subjects and no others, in the list and by code', async () => {
    const other = (await api.post('/v1/subjects', { code: 'A-001' }, study.otherSiteKey)).json();
    await api.post('/v1/subjects', { code: 'of-no-study' });
    const codes = async (url: string, asked: string) => (await api.get(url, asked)).json().subjects;
    expect(await codes('/v1/subjects', key)).toMatchObject([{ id: ids.subject }]);
    expect(await codes('/v1/subjects?code=A-001', key)).toMatchObject([{ id: ids.subject }]);
    expect(await codes('/v1/subjects?code=of-no-study', key)).toEqual([]);
    const both = await codes('/v1/subjects', study.keys.statistician);
    expect(both.map(({ id }: { id: string }) => id).sort()).toEqual([ids.subject, other.id].sort());
  });

  it('pages through subjects that share a code', async () => {
    const seen: string[] = [];
    for (let after: string | null = ''; after !== null; ) {
      const query: string = `limit=1${after === '' ? '' : `&after=${encodeURIComponent(after)}`}`;
      const page: { subjects: { id: string }[]; next: string | null } = (
        await api.get(`/v1/subjects?${query}`, study.keys.auditor)
      ).json();
      seen.push(...page.subjects.map(({ id }) => id));
      after = page.next;
    }
    expect(new Set(seen).size).toBe(2);
    expect(seen).toHaveLength(2);
  });

  it("finds another site's things nowhere, in the words of what is not there, and that is remembered", async () => {
    const things = { subjects: 'subject', visits: 'visit', photos: 'photo', comparisons: 'comparison', jobs: 'photo' };
    for (const route of routes) {
      const thing = things[route.path.split('/')[2] as keyof typeof things] as keyof typeof ids | undefined;
      if (thing === undefined || !route.path.includes('{id}') || route.method !== 'GET') continue;
      const before = await denials();
      expect(await statusOf(route, await newKey('site', 'B'), ids[thing]), route.path).toBe(404);
      expect((await denials()) - before, route.path).toBe(1);
    }
    const [foreign, missing] = await Promise.all(
      [ids.photo, NOBODYS_ID].map((id) => api.get(`/v1/photos/${id}`, study.otherSiteKey)),
    );
    expect(foreign.body.replace(ids.photo, NOBODYS_ID)).toBe(missing.body);
  });

  it("writes to another site's things by no id in a body or form", async () => {
    const other = study.otherSiteKey;
    const pair = { baseline_photo_id: ids.photo, follow_up_photo_id: ids.photo };
    const score = { instrument: 'VASI', value: 4, rater: 'R1' };
    const statuses = await Promise.all([
      api.post('/v1/comparisons', { baseline_visit_id: ids.visit, follow_up_visit_id: ids.visit }, other),
      api.post('/v1/comparisons', pair, other),
      api.post(`/v1/visits/${ids.visit}/manual-scores`, score, other),
      api.post(`/v1/photos/${ids.photo}/manual-scores`, score, other),
      api.post(`/v1/photos/${ids.photo}/measure`, {}, other),
      api.post(`/v1/subjects/${ids.subject}/visits`, { label: 'week 12' }, other),
      api.upload(
        [
          ['visit_id', ids.visit],
          ['condition', 'vitiligo'],
          ['file', Buffer.from('x')],
        ],
        { headers: bearer(other) },
      ),
    ]);
    expect(statuses.map(({ statusCode }) => statusCode)).toEqual(statuses.map(() => 404));
  });

  it('sends photos of visits only', async () => {
    const response = await api.upload(
      [
        ['condition', 'vitiligo'],
        ['file', Buffer.from('x')],
      ],
      { headers: bearer(key) },
    );
    expect([response.statusCode, response.json().error.message]).toEqual([400, expect.stringContaining('visit_id')]);
  });
});

describe('a study', () => {
  it('takes visits, photos and scores of its protocol only, and says what it has', async () => {
    const { site: key } = study.keys;
    const subject = (await api.post('/v1/subjects', { code: 'P-1' }, key)).json();
    const url = `/v1/subjects/${subject.id}/visits`;
    const message = async (answer: ReturnType<typeof api.post>) => {
      const { statusCode, body } = await answer;
      return [statusCode, JSON.parse(body).error.message];
    };
    expect(await message(api.post(url, { label: 'week 13' }, key))).toEqual([400, expect.stringContaining('week 12')]);
    expect(await message(api.post(url, {}, key))).toEqual([400, expect.stringContaining('baseline')]);
    const visit = (await api.post(url, { label: 'week 12' }, key)).json();
    expect(visit.sequence).toBe(2);
    const photo = [
      ['visit_id', visit.id],
      ['condition', 'psoriasis'],
      ['file', await phantom('vitiligo-dark-close-up.jpg')],
    ] as const;
    expect(await message(api.upload(photo, { headers: bearer(key) }))).toEqual([
      400,
      expect.stringContaining('vitiligo'),
    ]);
    const score = { instrument: 'PASI', value: 4, rater: 'R1' };
    expect(await message(api.post(`/v1/visits/${visit.id}/manual-scores`, score, key))).toEqual([
      400,
      expect.stringContaining('VASI_5_REGIONS'),
    ]);
  });

  it('takes no correction of a score without a reason', async () => {
    const { site: key } = study.keys;
    const subject = (await api.post('/v1/subjects', { code: 'P-2' }, key)).json();
    const visit = (await api.post(`/v1/subjects/${subject.id}/visits`, { label: 'baseline' }, key)).json();
    const url = `/v1/visits/${visit.id}/manual-scores`;
    const first = (await api.post(url, { instrument: 'VASI', value: 4, rater: 'R1' }, key)).json();
    const again = { instrument: 'VASI', value: 5, rater: 'R1', supersedes: first.id };
    expect((await api.post(url, again, key)).statusCode).toBe(400);
    expect((await api.post(url, { ...again, reason: 'a slip' }, key)).json()).toMatchObject({ reason: 'a slip' });
  });

  it.each([
    ['two visits of one label', { visits: [1, 2].map((order) => ({ label: 'same', order })) }, 'same'],
    ['two visits of one order', { visits: ['a', 'b'].map((label) => ({ label, order: 1 })) }, 'order 1'],
    ['a condition that is not measured', { conditions: ['acne'] }, '/'],
    ['no visit', { visits: [] }, '/'],
  ])('is refused with %s', async (_what, change, words) => {
    const body = { code: 'BAD', title: 'Bad', protocol: { ...someProtocol(), ...change } };
    const response = await api.post('/v1/studies', body);
    expect([response.statusCode, response.json().error.message]).toEqual([400, expect.stringContaining(words)]);
  });

  it('is seen by its own keys only', async () => {
    const other = await someStudy(api);
    const list = (await api.get('/v1/studies', other.keys.site)).json().studies;
    expect(list.map(({ id }: { id: string }) => id)).toEqual([other.id]);
    expect((await api.get(`/v1/studies/${study.id}`, other.keys.administrator)).statusCode).toBe(404);
    expect((await api.get(`/v1/studies/${other.id}/sites`, other.keys.site)).json().sites).toMatchObject([
      { code: 'A' },
    ]);
  });
});

it('keys need a study, and a site where they are of a site', async () => {
  await expect(createApiKey(api.db, 'x', { role: 'rater', memberships: [] })).rejects.toThrow(/needs a study/);
  const memberships = [{ studyId: study.id, siteId: null }];
  await expect(createApiKey(api.db, 'x', { role: 'site', memberships })).rejects.toThrow(/needs the site/);
});
