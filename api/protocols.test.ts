import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { listAuditEvents } from '../services/store/audit.ts';
import type { Protocol } from '../services/study/protocol.ts';
import { testApi } from '../test/api.ts';
import { put, type ReadStudy, someReadStudy } from '../test/reads.ts';

const api = await testApi();
afterAll(api.close);

let study: ReadStudy;
let protocol: Protocol;
const amend = async (body: object, key: string = study.keys.administrator) =>
  await put(api, `/v1/studies/${study.id}/protocol`, body, key);
const stored = async () => (await api.get(`/v1/studies/${study.id}`, study.keys.auditor)).json();

beforeAll(async () => {
  study = await someReadStudy(api);
  protocol = (await stored()).protocol;
}, 120_000);

const withVisit = (label: string, order: number): Protocol => ({
  ...protocol,
  visits: [...protocol.visits, { label, order }],
});

describe('a protocol', () => {
  it('is amended with a reason; the version before it is kept, and the trail has both', async () => {
    const answer = await amend({
      protocol: withVisit('week 36', 9),
      replaces: 1,
      reason: 'amendment 1 of the sponsor',
    });
    expect(answer.statusCode).toBe(200);
    expect(answer.json()).toMatchObject({ protocol_version: 2, protocol: withVisit('week 36', 9) });
    const { versions } = (await api.get(`/v1/studies/${study.id}/protocol-versions`, study.keys.statistician)).json();
    expect(versions).toMatchObject([
      { version: 1, protocol, reason: null, amended_by: null },
      { version: 2, protocol: withVisit('week 36', 9), reason: 'amendment 1 of the sponsor' },
    ]);
    const events = await listAuditEvents(api.db, { after: 0, limit: 500, studyIds: [study.id] });
    expect(events.filter(({ action }) => action === 'study.amend')).toMatchObject([
      {
        reason: 'amendment 1 of the sponsor',
        before: { protocol, protocol_version: 1 },
        after: { protocol_version: 2 },
      },
    ]);
  });

  it('is amended by one person at a time: who has read an older version is told', async () => {
    const answer = await amend({ protocol: withVisit('week 48', 10), replaces: 1, reason: 'late' });
    expect(answer.statusCode).toBe(409);
    expect(answer.json().error.message).toMatch(/at version 2, not 1/);
  });

  it('is not amended so that a visit that took place would be none, nor by another role, nor into nonsense', async () => {
    const without = { ...protocol, visits: protocol.visits.slice(1) };
    const refused = await amend({ protocol: without, replaces: 2, reason: 'shorter' });
    expect([refused.statusCode, refused.json().error.code]).toEqual([409, 'conflict']);
    expect((await amend({ protocol: withVisit('x', 11), replaces: 2, reason: 'r' }, study.keys.site)).statusCode).toBe(
      403,
    );
    const twice = { ...protocol, visits: [...protocol.visits, protocol.visits[0]] };
    expect((await amend({ protocol: twice, replaces: 2, reason: 'r' })).statusCode).toBe(400);
    expect((await stored()).protocol_version).toBe(2);
  });

  it('stands as it is once the study is locked', async () => {
    const { id, keys } = study;
    await api.post(`/v1/studies/${id}/lock`, { reason: 'end' }, keys.administrator);
    const answer = await amend({ protocol: withVisit('week 60', 12), replaces: 2, reason: 'too late' });
    expect([answer.statusCode, answer.json().error.code]).toEqual([409, 'study_locked']);
    // The database itself holds it, whatever the application would do.
    await expect(
      api.db.updateTable('studies').set({ protocol_version: 7 }).where('id', '=', id).execute(),
    ).rejects.toThrow(/locked/);
  });
});
