import { afterAll, expect, test } from 'vitest';
import { countingQueries, openTestStore } from '../../test/store.ts';
import { LOCAL_ACTOR } from '../study/policy.ts';
import { listAuditEvents } from './audit.ts';
import { importScores } from './score-import.ts';
import { insertSubject } from './subjects.ts';
import { insertVisit } from './visits.ts';

const { db, close } = await openTestStore();
afterAll(close);
const subject = await insertSubject(db, { code: 'S-1', heightCm: null, weightKg: null });
await insertVisit(db, { subjectId: subject?.id ?? '', label: 'baseline', visitDate: null });

const mapping = { subject: 'id', visit: 'visit', rater: 'rater', scored_at: 'on', instrument: 'VASI', value: 'vasi' };
const HEAD = 'id,visit,rater,on,vasi';
const lines = (count: number, rater: string) =>
  Array.from({ length: count }, (_, n) => `S-1,baseline,${rater}-${n},2025-03-30,${n % 100}`);

async function imported(rows: readonly string[], dryRun = false) {
  const counting = countingQueries(db);
  const csv = [HEAD, ...rows].join('\n');
  const report = await importScores(counting.db, LOCAL_ACTOR, { csv, mapping: mapping as never, study: null, dryRun });
  return { report, queries: counting.count() };
}
async function countScores(): Promise<number> {
  const { count } = await db
    .selectFrom('manual_scores')
    .select((select) => select.fn.countAll<number>().as('count'))
    .executeTakeFirstOrThrow();
  return count;
}

test('the number of queries does not grow with the rows', async () => {
  const few = await imported(lines(2, 'A'));
  const many = await imported(lines(1_500, 'B'));
  expect([few.report.imported, many.report.imported]).toEqual([2, 1_500]);
  expect(few.queries).toBeGreaterThan(0);
  expect(many.queries).toBe(few.queries);
  expect(await countScores()).toBe(1_502);
});

test('more rows than one statement takes: all or none, each fault by its line', async () => {
  const before = await countScores();
  const rows = lines(2_500, 'C');
  const wrong = [
    ...rows.slice(0, 2_400),
    'S-9,baseline,R,2025-03-30,1',
    ...rows.slice(2_400),
    rows[0],
    'S-1,week 1,R,2025-03-30,1',
  ];
  const { report } = await imported(wrong);
  expect(report.imported).toBe(0);
  expect(report.faults).toMatchObject([
    { line: 2_402, message: expect.stringContaining('no subject S-9') },
    { line: 2_503, message: expect.stringContaining('already') },
    { line: 2_504, message: expect.stringContaining('there is baseline') },
  ]);
  expect(await countScores()).toBe(before);
  expect((await imported(rows, true)).report).toMatchObject({ imported: 0, faults: [] });
  expect(await countScores()).toBe(before);
  expect((await imported(rows)).report.imported).toBe(2_500);
  const [event] = (await listAuditEvents(db, { after: 0, limit: 100 })).slice(-1);
  const kept = await db.selectFrom('manual_scores').select('id').where('rater', 'like', 'C-%').execute();
  expect((event.after as { manual_scores: string[] }).manual_scores.sort()).toEqual(kept.map(({ id }) => id).sort());
  expect((await imported(rows)).report.faults).toHaveLength(2_500);
}, 120_000);
