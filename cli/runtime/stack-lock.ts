import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ConfigError } from '../../services/config.ts';
import { isAlive, startTimeOf } from './processes.ts';

/** Says which process has a data directory in hand, and where what it runs can be reached. */
export interface RunningStack {
  readonly pid: number;
  /** Tells the process from a later one of the same number. */
  readonly startTime: string;
  readonly databaseUrl?: string;
  readonly apiUrl?: string;
}

export interface StackLock {
  /** Adds addresses, once they are known, for other commands to find. */
  publish(addresses: Pick<RunningStack, 'databaseUrl' | 'apiUrl'>): Promise<void>;
  release(): Promise<void>;
}

/** It holds the database's password. */
const OWNER_ONLY = 0o600;

function lockFileOf(dataDir: string): string {
  return join(dataDir, 'running.json');
}

/** The process that has this data directory in hand; undefined when there is none, or it was killed and left its file. */
export async function findRunningStack(dataDir: string): Promise<RunningStack | undefined> {
  const content = await readFile(lockFileOf(dataDir), 'utf8').catch(() => '');
  if (content === '') return undefined;
  const stack = JSON.parse(content) as RunningStack;
  return isAlive(stack.pid) && (await startTimeOf(stack.pid)) === stack.startTime ? stack : undefined;
}

/** Takes the data directory for this process, or says who has it. */
export async function lockDataDir(dataDir: string): Promise<StackLock> {
  const other = await findRunningStack(dataDir);
  if (other !== undefined) {
    const where = other.apiUrl === undefined ? '' : ` at ${other.apiUrl}`;
    throw new ConfigError(
      `Dermetry is already running${where} on ${dataDir} (process ${other.pid}). Stop it first, or set DERMETRY_DATA_DIR to another directory.`,
    );
  }
  const file = lockFileOf(dataDir);
  await rm(file, { force: true });
  const mine = { pid: process.pid, startTime: await startTimeOf(process.pid) };
  await writeFile(file, JSON.stringify(mine), { flag: 'wx', mode: OWNER_ONLY });
  return {
    publish: (addresses) => writeFile(file, JSON.stringify({ ...mine, ...addresses }), { mode: OWNER_ONLY }),
    release: () => rm(file, { force: true }),
  };
}
