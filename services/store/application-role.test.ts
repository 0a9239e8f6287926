import { sql } from 'kysely';
import { afterAll, expect, test } from 'vitest';
import { TEST_APPLICATION } from '../../test/application.ts';
import { createTestDatabase } from '../../test/database.ts';
import { closeQueues, enqueueMeasurePhoto, openQueues, queueCounts } from '../queue/queues.ts';
import { grantApplicationRights } from './application-role.ts';
import { isAuditProtected } from './audit-protection.ts';
import { closeDatabase, connectDatabase } from './database.ts';
import { migrate } from './migrate.ts';

const database = await createTestDatabase();
const owner = connectDatabase(database.connectionString);
const url = new URL(database.connectionString);
url.username = TEST_APPLICATION.user;
url.password = TEST_APPLICATION.password;
const application = connectDatabase(url.href);
afterAll(async () => {
  await Promise.all([closeDatabase(owner), closeDatabase(application)]);
  await database.drop();
});
const queuesAs = (databaseUrl: string) => openQueues({ databaseUrl, redisUrl: undefined, modelName: undefined });

test('a queue that the owner made, before there was a user of its own, is handed over with the jobs in it', async () => {
  await migrate(owner);
  const before = await queuesAs(database.connectionString);
  await enqueueMeasurePhoto(before, { photoId: '00000000-0000-4000-8000-000000000001' });
  await closeQueues(before);
  await grantApplicationRights(owner, TEST_APPLICATION.user);
  const after = await queuesAs(url.href);
  await enqueueMeasurePhoto(after, { photoId: '00000000-0000-4000-8000-000000000002' });
  expect((await queueCounts(after))['measure-photo'].waiting).toBe(2);
  await closeQueues(after);
  const { rows } = await sql<{ owner: string }>`
    select distinct pg_get_userbyid(relowner) as owner from pg_class where relnamespace = 'bullmq'::regnamespace`.execute(
    owner,
  );
  expect(rows).toEqual([{ owner: TEST_APPLICATION.user }]);
});

test('every table that there is has its rights named, and none can be emptied', async () => {
  const { rows } = await sql<{ tablename: string; may: boolean; reads: boolean }>`
    select tablename, has_table_privilege(${TEST_APPLICATION.user}, 'public.' || tablename, 'delete, truncate') as may,
      has_table_privilege(${TEST_APPLICATION.user}, 'public.' || tablename, 'select') as reads
    from pg_tables where schemaname = 'public'`.execute(owner);
  expect(rows.length).toBeGreaterThan(10);
  for (const { tablename, may, reads } of rows) expect([tablename, may, reads]).toEqual([tablename, false, true]);
});

test('rights given by hand are taken back by the next migration', async () => {
  await sql`grant update on audit_events to ${sql.id(TEST_APPLICATION.user)}`.execute(owner);
  expect(await isAuditProtected(application)).toBe(false);
  await grantApplicationRights(owner, TEST_APPLICATION.user);
  expect([await isAuditProtected(application), await isAuditProtected(owner)]).toEqual([true, false]);
});
