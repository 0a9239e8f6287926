import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { afterAll, expect, test, vi } from 'vitest';
import { modulePath, nodeArguments } from '../services/package-root.ts';
import { findApiKey } from '../services/store/api-keys.ts';
import { openTestStore } from '../test/store.ts';

const { db, connectionString, close } = await openTestStore();
afterAll(close);

// Each call is a process of its own.
vi.setConfig({ testTimeout: 180_000 });

const run = promisify(execFile);
async function keys(...args: readonly string[]): Promise<string> {
  const env = { PATH: process.env.PATH, DATABASE_URL: connectionString };
  const { stdout } = await run(process.execPath, [...nodeArguments(), modulePath('cli/main'), 'keys', ...args], {
    env,
  });
  return stdout.trim();
}

test('a key is printed alone and once, listed without its secret, and opens nothing once revoked', async () => {
  const key = await keys('create', 'ward 3');
  expect((await findApiKey(db, key))?.name).toBe('ward 3');
  const list = await keys('list');
  expect(list).toContain('ward 3');
  expect(list).not.toContain(key);
  await keys('revoke', list.split(' ')[0]);
  expect(await findApiKey(db, key)).toBeUndefined();
  expect(await keys('list')).toContain('revoked');
});

test('an unknown key is told in a sentence, with status 1', async () => {
  await expect(keys('revoke', 'dm_nobody')).rejects.toMatchObject({
    code: 1,
    stderr: expect.stringContaining('keys list'),
  });
});
