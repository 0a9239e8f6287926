import { readFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { runCommand } from './run-command.ts';

/** How often a process is looked at while its end is awaited, ms. */
const POLL_MS = 50;

export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // EPERM: it is there, but belongs to somebody else.
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/** True when the process is gone within the time given. */
export async function waitForEnd(pid: number, limitMs: number): Promise<boolean> {
  const end = Date.now() + limitMs;
  while (isAlive(pid)) {
    if (Date.now() > end) return false;
    await sleep(POLL_MS);
  }
  return true;
}

/** Command line of a process; empty when it cannot be read. */
export async function commandLineOf(pid: number): Promise<string> {
  const fromProc = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => undefined);
  if (fromProc !== undefined) return fromProc.replaceAll('\0', ' ').trim();
  const { status, output } = await runCommand('ps', ['-o', 'command=', '-p', String(pid)]);
  return status === 0 ? output : '';
}

/**
 * When a process was started, as the system writes it; tells a process from a later one with the same number, as happens after a
 * restart of the machine or in a container, where numbers are small.
 */
export async function startTimeOf(pid: number): Promise<string> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => undefined);
  // proc(5): field 22, counted after the command name, which is in parentheses and may hold spaces.
  if (stat !== undefined) return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? '';
  const { status, output } = await runCommand('ps', ['-o', 'lstart=', '-p', String(pid)]);
  return status === 0 ? output : '';
}
