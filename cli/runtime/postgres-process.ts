import { type ChildProcess, spawn } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { commandLineOf, isAlive, waitForEnd } from './processes.ts';
import { asUser, type OsUser, POSTGRES_ENVIRONMENT } from './run-command.ts';

/** A fast stop writes a checkpoint first: seconds where the disk is slow. */
const STOP_LIMIT_MS = 5_000;
const POLL_MS = 30;
/** Recovery after a crash replays the log: up to some gigabytes, at tens of megabytes a second. */
const READY_LIMIT_MS = 60_000;
/** Line of postmaster.pid that holds the status, counted from 0 (LOCK_FILE_LINE_PM_STATUS, read by pg_ctl in the same way). */
const STATUS_LINE = 7;

async function readPidFile(clusterDir: string): Promise<readonly string[]> {
  const content = await readFile(join(clusterDir, 'postmaster.pid'), 'utf8').catch(() => '');
  return content.split('\n').map((line) => line.trim());
}

export async function endProcess(pid: number): Promise<void> {
  // PostgreSQL: SIGINT = stop after ending the sessions, SIGQUIT = stop at once and recover at the next start.
  for (const signal of ['SIGINT', 'SIGQUIT', 'SIGKILL'] as const) {
    if (!isAlive(pid)) return;
    try {
      process.kill(pid, signal);
    } catch (error) {
      if (isAlive(pid)) throw error; // not ours to stop; otherwise it ended at this moment
    }
    if (await waitForEnd(pid, STOP_LIMIT_MS)) return;
  }
}

/**
 * A shell that stops the server when this process is gone, killed by force included: then the shell's input ends. Returns the
 * function that ends it when the server has been stopped otherwise.
 */
export function stopServerWithUs(pid: number | undefined, user: OsUser | undefined): () => void {
  const guard = spawn('/bin/sh', ['-c', 'read -r _; kill -INT "$0"', String(pid)], {
    ...asUser(user),
    cwd: '/',
    env: POSTGRES_ENVIRONMENT,
    stdio: ['pipe', 'ignore', 'ignore'],
    detached: true,
  });
  guard.on('error', () => undefined);
  guard.stdin?.on('error', () => undefined);
  return () => {
    guard.kill('SIGKILL');
  };
}

/** Stops the server that a supervisor killed by force has left behind. */
export async function stopLeftOver(clusterDir: string): Promise<void> {
  const pid = Number((await readPidFile(clusterDir))[0]);
  if (!Number.isInteger(pid) || pid <= 0 || !isAlive(pid)) return;
  if ((await commandLineOf(pid)).includes(clusterDir)) await endProcess(pid);
}

export async function waitUntilReady(server: ChildProcess, clusterDir: string): Promise<boolean> {
  const end = Date.now() + READY_LIMIT_MS;
  while (server.exitCode === null && server.signalCode === null && Date.now() < end) {
    const lines = await readPidFile(clusterDir);
    if (lines[0] === String(server.pid) && lines[STATUS_LINE] === 'ready') return true;
    await sleep(POLL_MS);
  }
  return false;
}
