import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeEach, expect, it } from 'vitest';
import { openTestStore } from '../../test/store.ts';
import { someStudyRows } from '../../test/study-rows.ts';
import { NOBODY } from '../study/policy.ts';
import { createApiKey } from './api-keys.ts';
import { listAuditEvents, verifyAuditChain } from './audit.ts';
import { openDeniedAccess, SINGLE_EVENTS } from './denied-access.ts';
import { actorOf } from './holders.ts';

const { db, close } = await openTestStore();
afterAll(close);

const REQUEST = { method: 'GET', route: '/v1/studies', reason: 'The API key is not known or was revoked.' };
const fail = (error: unknown): void => {
  throw error;
};

let before = 0;
beforeEach(async () => {
  before = (await verifyAuditChain(db)).events;
});
const added = async () => await listAuditEvents(db, { after: before, limit: 1000 });

it('a denied request is an event with route, time and reason, by nobody known', async () => {
  const denied = openDeniedAccess(db, fail);
  await denied.record(NOBODY, REQUEST);
  expect(await added()).toMatchObject([
    {
      ...{ action: 'access.deny', entity: 'route', actor: 'unknown', actor_key_id: null, role: 'none', study_id: null },
      after: { method: 'GET', route: '/v1/studies' },
      reason: REQUEST.reason,
    },
  ]);
  await denied.close();
  expect(await added()).toHaveLength(1);
});

it('thousands of them at once are so many events and one that counts the others, whatever they ask', async () => {
  const denied = openDeniedAccess(db, fail);
  const requests = Array.from({ length: 3_000 }, (_, n) => ({ ...REQUEST, route: `/v1/route-${n % 50}` }));
  await Promise.all(requests.map((request) => denied.record(NOBODY, request)));
  expect(await added()).toHaveLength(SINGLE_EVENTS);
  await denied.close();
  const events = await added();
  expect(events).toHaveLength(SINGLE_EVENTS + 1);
  const {
    requests: counted,
    kinds,
    others,
  } = events[SINGLE_EVENTS].after as {
    requests: number;
    kinds: { count: number }[];
    others: number;
  };
  expect(counted).toBe(requests.length - SINGLE_EVENTS);
  expect(kinds).toHaveLength(20);
  expect(kinds.reduce((sum, { count }) => sum + count, others)).toBe(counted);
  // What bounds the growth of the trail (docs/audit.md).
  expect(JSON.stringify(events[SINGLE_EVENTS]).length).toBeLessThan(5_000);
});

it('the count is written when its time is over, and the next one begins anew', async () => {
  const denied = openDeniedAccess(db, fail, 1_500);
  for (let n = 0; n < SINGLE_EVENTS + 5; n++) await denied.record(NOBODY, REQUEST);
  expect(await added()).toHaveLength(SINGLE_EVENTS);
  await sleep(2_500);
  expect((await added()).at(-1)).toMatchObject({
    after: { requests: 5, kinds: [{ ...REQUEST, count: 5 }], others: 0 },
  });
  await denied.record(NOBODY, REQUEST);
  expect((await added()).at(-1)).toMatchObject({ reason: REQUEST.reason });
  await denied.close();
});

it('each key has limits of its own, and each study counts what was left out of it', async () => {
  const { studyId } = await someStudyRows(db);
  const keyOf = async (name: string) => actorOf((await createApiKey(db, name)).apiKey);
  const [hammering, quiet] = [await keyOf('hammering'), await keyOf('quiet')];
  const ofStudy = { ...REQUEST, reason: 'role rater', thing: 'study', id: studyId, studyId };
  const denied = openDeniedAccess(db, fail);
  for (let n = 0; n < SINGLE_EVENTS; n++) await denied.record(hammering, ofStudy);
  await Promise.all([
    ...Array.from({ length: 300 }, () => denied.record(hammering, ofStudy)),
    ...Array.from({ length: 7 }, () => denied.record(hammering, { ...REQUEST, reason: 'role rater' })),
    denied.record(quiet, ofStudy),
  ]);
  const single = {
    entity: 'study',
    entity_id: studyId,
    study_id: studyId,
    after: { method: 'GET', route: REQUEST.route },
  };
  const written = await added();
  expect(written).toMatchObject([
    ...Array.from({ length: SINGLE_EVENTS }, () => ({ ...single, actor: 'hammering', actor_key_id: hammering.keyId })),
    { ...single, actor: 'quiet', actor_key_id: quiet.keyId, reason: 'role rater' },
  ]);
  await denied.close();
  const summary = { entity: 'route', actor: 'hammering', actor_key_id: hammering.keyId, reason: 'denied many times' };
  expect((await added()).slice(written.length)).toMatchObject([
    {
      ...summary,
      study_id: studyId,
      after: { requests: 300, kinds: [{ reason: 'role rater', count: 300 }], others: 0 },
    },
    { ...summary, study_id: null, after: { requests: 7, others: 0 } },
  ]);
});

it('a trail that cannot be written to is reported, and lets nobody in or out', async () => {
  const closed = await openTestStore();
  await closed.close();
  const faults: unknown[] = [];
  const denied = openDeniedAccess(closed.db, (error) => faults.push(error));
  await denied.record(NOBODY, REQUEST);
  expect(faults).toHaveLength(1);
});
