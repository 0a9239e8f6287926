import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { startTimeOf } from './processes.ts';
import { findRunningStack, lockDataDir } from './stack-lock.ts';

let dataDir: string;
beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'dermetry-lock-'));
});
afterEach(() => rm(dataDir, { recursive: true, force: true }));

test('a data directory in use is refused, with the address and the process that has it', async () => {
  const lock = await lockDataDir(dataDir);
  await lock.publish({ apiUrl: 'http://127.0.0.1:3000' });
  await expect(lockDataDir(dataDir)).rejects.toThrow(
    `Dermetry is already running at http://127.0.0.1:3000 on ${dataDir} (process ${process.pid}).`,
  );
});

test('a released data directory can be taken again', async () => {
  await (await lockDataDir(dataDir)).release();
  await expect(lockDataDir(dataDir)).resolves.toBeDefined();
});

test('the file of a killed process does not count, even when its number belongs to another process now', async () => {
  const pid = process.pid;
  await writeFile(join(dataDir, 'running.json'), JSON.stringify({ pid, startTime: `not ${await startTimeOf(pid)}` }));
  expect(await findRunningStack(dataDir)).toBeUndefined();
  await expect(lockDataDir(dataDir)).resolves.toBeDefined();
});
