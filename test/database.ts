import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { inject } from 'vitest';

export interface TestDatabase {
  /** An empty database of its own: `connectDatabase(connectionString)`, then `migrate(db)`. */
  readonly connectionString: string;
  /** Ends every connection to it and removes it. Call it in `afterAll`, after closing what the test opened. */
  drop(): Promise<void>;
}

async function onServer(statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: inject('testServerUrl') });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}

/** Makes an empty database on the PostgreSQL server of this test run. */
export async function createTestDatabase(): Promise<TestDatabase> {
  const name = `test_${randomUUID().replaceAll('-', '')}`;
  // template0 is never connected to, so that test files can copy it at the same time.
  await onServer(`CREATE DATABASE ${name} TEMPLATE template0`);
  const url = new URL(inject('testServerUrl'));
  url.pathname = `/${name}`;
  return { connectionString: url.href, drop: () => onServer(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`) };
}
