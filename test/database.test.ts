import pg from 'pg';
import { afterAll, expect, test } from 'vitest';
import { createTestDatabase } from './database.ts';

const database = await createTestDatabase();
afterAll(() => database.drop());

test('a test database is an empty PostgreSQL database of its own', async () => {
  const client = new pg.Client({ connectionString: database.connectionString });
  await client.connect();
  const { rows } = await client.query(
    "select current_setting('server_version_num')::int >= 170000 as recent, (select count(*)::int from pg_tables where schemaname = 'public') as tables",
  );
  await client.end();
  expect(rows).toEqual([{ recent: true, tables: 0 }]);
});
