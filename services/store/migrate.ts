import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Kysely, sql } from 'kysely';
import { ConfigError } from '../config.ts';
import { PACKAGE_ROOT } from '../package-root.ts';
import { sha256Hex } from '../sha256.ts';
import type { Database, DatabaseTables } from './database.ts';

/** Any number that nothing else in this database locks; the letters "derm" in ASCII. */
const MIGRATION_LOCK = 0x6465726d;
const FILE_NAME = /^(\d{3})-[a-z0-9-]+\.sql$/;

interface Migration {
  readonly number: number;
  readonly name: string;
  readonly text: string;
  readonly sha256: string;
}

/** SQL files are not compiled, so they lie beside the sources in the checkout and in the published package alike. */
export function migrationsDirectory(): string {
  return join(PACKAGE_ROOT, 'services', 'store', 'migrations');
}

async function readMigrations(directory: string): Promise<readonly Migration[]> {
  const names = (await readdir(directory)).filter((name) => name.endsWith('.sql')).sort();
  return await Promise.all(
    names.map(async (name, index) => {
      const number = Number(FILE_NAME.exec(name)?.[1]);
      if (number !== index + 1) {
        throw new RangeError(`Expected migration number ${index + 1} in ${directory} but received the file ${name}`);
      }
      const text = await readFile(join(directory, name), 'utf8');
      return { number, name, text, sha256: sha256Hex(text) };
    }),
  );
}

/**
 * Brings the tables up to date and returns the names of the migrations that were applied. Several processes may call
 * it at once: one applies, the others wait and find nothing to do.
 */
export async function migrate(db: Database, directory: string = migrationsDirectory()): Promise<readonly string[]> {
  const migrations = await readMigrations(directory);
  return await db.connection().execute(async (connection) => {
    await sql`select pg_advisory_lock(${MIGRATION_LOCK})`.execute(connection);
    try {
      return await applyPending(connection, migrations);
    } finally {
      await sql`select pg_advisory_unlock(${MIGRATION_LOCK})`.execute(connection);
    }
  });
}

async function listApplied(db: Kysely<DatabaseTables>): Promise<readonly Applied[]> {
  const { rows } = await sql<{ found: boolean }>`select to_regclass('schema_migrations') is not null as found`.execute(
    db,
  );
  if (!rows[0].found) return [];
  return (await sql<Applied>`select number, name, sha256 from schema_migrations order by number`.execute(db)).rows;
}
type Applied = Pick<Migration, 'number' | 'name' | 'sha256'>;

/** The application's own user may only see whether there is something to do. */
async function refuseWithoutRights(db: Kysely<DatabaseTables>): Promise<void> {
  const { rows } = await sql<{ may: boolean }>`
    select has_schema_privilege(current_schema(), 'create') as may`.execute(db);
  if (rows[0].may) return;
  throw new ConfigError(
    'The tables are older than this version, and the database user of DATABASE_URL may not change them: run `dermetry db migrate` as their owner (docs/audit.md).',
  );
}

async function applyPending(db: Kysely<DatabaseTables>, migrations: readonly Migration[]): Promise<readonly string[]> {
  const applied = await listApplied(db);
  for (const row of applied) {
    const migration = migrations[row.number - 1];
    if (migration === undefined) {
      throw new Error(`The database has migration ${row.name}, which this version does not know: update Dermetry.`);
    }
    if (migration.sha256 !== row.sha256) {
      throw new Error(`Migration ${row.name} was changed after it was applied: restore the file, add a new one.`);
    }
  }
  const pending = migrations.slice(applied.length);
  if (pending.length === 0) return [];
  await refuseWithoutRights(db);
  await sql`create table if not exists schema_migrations (
    number integer primary key, name text not null, sha256 text not null, applied_at timestamptz not null default now()
  )`.execute(db);
  for (const migration of pending) {
    await db.transaction().execute(async (transaction) => {
      await sql.raw(migration.text).execute(transaction);
      await sql`insert into schema_migrations (number, name, sha256)
        values (${migration.number}, ${migration.name}, ${migration.sha256})`.execute(transaction);
    });
  }
  return pending.map((migration) => migration.name);
}
