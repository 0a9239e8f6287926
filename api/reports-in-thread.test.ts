import { afterAll, expect, it } from 'vitest';
import { sha256Hex } from '../services/sha256.ts';
import { listAuditEvents } from '../services/store/audit.ts';
import { insertStudy } from '../services/store/studies.ts';
import { makeStudyReport, type ReportOrder, USUAL_AGREEMENT, USUAL_OUTCOMES } from '../services/store/study-reports.ts';
import { LOCAL_ACTOR } from '../services/study/policy.ts';
import { openTestStore } from '../test/store.ts';
import { someProtocol } from '../test/studies.ts';
import { openReportsInThread } from './reports-in-thread.ts';

const store = await openTestStore();
const reports = openReportsInThread({ databaseUrl: store.connectionString });
afterAll(async () => {
  await reports.close();
  await store.close();
});

const study = await insertStudy(store.db, { code: 'THREAD-1', title: 'A study', protocol: someProtocol() });
if (study === undefined) throw new Error('There is such a study already.');
const agreement = (format: ReportOrder['format']): ReportOrder => ({
  ...{ study, format, wish: { what: 'agreement', options: USUAL_AGREEMENT } },
});
const timeless = (bytes: Buffer): string => bytes.toString().replace(/\d{4}-\d\d-\d\dT[\d:.]+Z/, '');

it('makes the report that would be made here, and writes in the trail what left to whom', async () => {
  const there = await reports.makeReport(LOCAL_ACTOR, agreement('json'));
  const [event] = await listAuditEvents(store.db, { after: 0, limit: 1 });
  expect(event).toMatchObject({ action: 'report.export', actor: LOCAL_ACTOR.name, study_id: study.id });
  expect(event.after).toMatchObject({ sha256: sha256Hex(there.bytes), bytes: there.bytes.length });
  const here = await makeStudyReport(store.db, LOCAL_ACTOR, agreement('json'));
  expect(timeless(there.bytes)).toBe(timeless(here.bytes));
  expect(there.mediaType).toBe(here.mediaType);
  expect((await reports.makeReport(LOCAL_ACTOR, agreement('pdf'))).bytes.toString('latin1', 0, 5)).toBe('%PDF-');
});

it('refuses with the same reason as here, and makes the next report', async () => {
  const wish = { what: 'outcomes', options: { ...USUAL_OUTCOMES, visit: 'no such visit' } } as const;
  const order = { study, wish, format: 'json' } as const;
  const here = await makeStudyReport(store.db, LOCAL_ACTOR, order).catch((error: Error) => error);
  expect(here).toMatchObject({ name: 'Refusal', code: 'invalid_request' });
  await expect(reports.makeReport(LOCAL_ACTOR, order)).rejects.toEqual(here);
  expect((await reports.makeReport(LOCAL_ACTOR, agreement('text'))).mediaType).toContain('text/plain');
});

it('lets so many wait and refuses those who come after them', async () => {
  const narrow = openReportsInThread({ databaseUrl: store.connectionString }, 1);
  try {
    // It still practises: nobody's turn has come.
    const first = narrow.makeReport(LOCAL_ACTOR, agreement('csv'));
    await expect(narrow.makeReport(LOCAL_ACTOR, agreement('csv'))).rejects.toMatchObject({
      code: 'too_busy',
      message: 'As many reports as may wait (1) do so already: ask again in 60 s.',
    });
    expect((await first).mediaType).toContain('text/csv');
  } finally {
    await narrow.close();
  }
});
