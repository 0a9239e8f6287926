import { copyFile, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../../test/database.ts';
import { closeDatabase, connectDatabase, type Database } from './database.ts';
import { migrate, migrationsDirectory } from './migrate.ts';

let database: TestDatabase;
let db: Database;
let directory: string;
beforeEach(async () => {
  database = await createTestDatabase();
  db = connectDatabase(database.connectionString);
  directory = await mkdtemp(join(tmpdir(), 'migrations-'));
  await mkdir(directory, { recursive: true });
});
afterEach(async () => {
  await closeDatabase(db);
  await database.drop();
  await rm(directory, { recursive: true });
});

test('an empty database gets all tables, and a second run finds nothing to do', async () => {
  expect(await migrate(db)).toContain('001-initial.sql');
  expect(await migrate(db)).toEqual([]);
  expect(await db.selectFrom('subjects').selectAll().execute()).toEqual([]);
});

test('of four processes that start at once, one applies each migration', async () => {
  const others = [1, 2, 3].map(() => connectDatabase(database.connectionString));
  const applied = await Promise.all([db, ...others].map((each) => migrate(each)));
  await Promise.all(others.map(closeDatabase));
  expect(applied.flat()).toEqual([...new Set(applied.flat())]);
  expect(applied.flat()).toContain('001-initial.sql');
});

test('a migration that was changed after it was applied is an error, not a guess', async () => {
  await writeFile(join(directory, '001-first.sql'), 'create table first (id integer)');
  await migrate(db, directory);
  await writeFile(join(directory, '001-first.sql'), 'create table first (id bigint)');
  await expect(migrate(db, directory)).rejects.toThrow(/001-first.sql was changed/);
});

test('a database that is ahead of the program is left alone', async () => {
  await writeFile(join(directory, '001-first.sql'), 'create table first (id integer)');
  await writeFile(join(directory, '002-second.sql'), 'create table second (id integer)');
  await migrate(db, directory);
  await rm(join(directory, '002-second.sql'));
  await expect(migrate(db, directory)).rejects.toThrow(/002-second.sql, which this version does not know/);
});

test('a migration that fails leaves nothing of itself behind', async () => {
  await writeFile(join(directory, '001-broken.sql'), 'create table half (id integer); select no_such_function()');
  await expect(migrate(db, directory)).rejects.toThrow(/no_such_function/);
  await writeFile(join(directory, '001-broken.sql'), 'create table half (id integer)');
  expect(await migrate(db, directory)).toEqual(['001-broken.sql']);
});

test('a gap in the numbers is an error', async () => {
  await copyFile(join(migrationsDirectory(), '001-initial.sql'), join(directory, '002-initial.sql'));
  await expect(migrate(db, directory)).rejects.toThrow(/Expected migration number 1/);
});
