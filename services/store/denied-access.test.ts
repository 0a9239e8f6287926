import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeEach, expect, it } from 'vitest';
import { openTestStore } from '../../test/store.ts';
import { listAuditEvents, verifyAuditChain } from './audit.ts';
import { openDeniedAccess, SINGLE_EVENTS } from './denied-access.ts';

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
  await denied.record(REQUEST);
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
  await Promise.all(requests.map((request) => denied.record(request)));
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
  for (let n = 0; n < SINGLE_EVENTS + 5; n++) await denied.record(REQUEST);
  expect(await added()).toHaveLength(SINGLE_EVENTS);
  await sleep(2_500);
  expect((await added()).at(-1)).toMatchObject({
    after: { requests: 5, kinds: [{ ...REQUEST, count: 5 }], others: 0 },
  });
  await denied.record(REQUEST);
  expect((await added()).at(-1)).toMatchObject({ reason: REQUEST.reason });
  await denied.close();
});

it('a trail that cannot be written to is reported, and lets nobody in or out', async () => {
  const closed = await openTestStore();
  await closed.close();
  const faults: unknown[] = [];
  const denied = openDeniedAccess(closed.db, (error) => faults.push(error));
  await denied.record(REQUEST);
  expect(faults).toHaveLength(1);
});
