import { type ChildProcess, spawn } from 'node:child_process';
import { mkdir, open, readFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { modulePath, nodeArguments } from '../../services/package-root.ts';
import { STOP_LIMIT_MS } from '../../services/shutdown.ts';
import { waitForEnd } from './processes.ts';

export interface KeptProcessOptions {
  readonly name: string;
  /** Named as for `modulePath`. */
  readonly module: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly logFile: string;
  /** One line for people. */
  readonly say: (line: string) => void;
}

/** A child process that is started again whenever it ends, until it is stopped. */
export interface KeptProcess {
  readonly name: string;
  pid(): number | undefined;
  /** Times it has ended since it last ran for a while. */
  failures(): number;
  /** The last lines of its log. */
  logTail(): Promise<string>;
  stop(): Promise<void>;
}

const FIRST_DELAY_MS = 500;
const LONGEST_DELAY_MS = 30_000;
/** A process that ran so long is healthy: the next end counts as the first. */
const HEALTHY_AFTER_MS = 60_000;
const KILL_AFTER_MS = STOP_LIMIT_MS + 1_000;
const LOG_TAIL_LINES = 15;

async function spawnModule({ module, env, logFile }: KeptProcessOptions): Promise<ChildProcess> {
  await mkdir(dirname(logFile), { recursive: true, mode: 0o700 });
  const log = await open(logFile, 'a', 0o600);
  try {
    // The log is a file, so that the child can write when we are gone; the IPC channel tells it that we are.
    // Its own session: Ctrl-C in the terminal reaches us alone, and we stop what we started in order.
    return spawn(process.execPath, [...nodeArguments(), modulePath(module)], {
      env: { ...env },
      stdio: ['ignore', log.fd, log.fd, 'ipc'],
      detached: true,
    });
  } finally {
    await log.close();
  }
}

async function endChild(child: ChildProcess): Promise<void> {
  if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
  child.kill('SIGTERM');
  if (await waitForEnd(child.pid, KILL_AFTER_MS)) return;
  child.kill('SIGKILL');
  await waitForEnd(child.pid, KILL_AFTER_MS);
}

export async function keepRunning(options: KeptProcessOptions): Promise<KeptProcess> {
  let child: ChildProcess | undefined;
  let timer: NodeJS.Timeout | undefined;
  let stopping = false;
  let failures = 0;

  const start = async (): Promise<void> => {
    const started = await spawnModule(options);
    const startedAt = Date.now();
    child = started;
    if (stopping) return endChild(started);
    const onEnd = (reason: string): void => {
      if (stopping || child !== started) return;
      child = undefined;
      failures = Date.now() - startedAt > HEALTHY_AFTER_MS ? 1 : failures + 1;
      const delay = Math.min(FIRST_DELAY_MS * 2 ** (failures - 1), LONGEST_DELAY_MS);
      options.say(`${options.name} ended (${reason}); it is started again. Its log: ${options.logFile}`);
      timer = setTimeout(() => start().catch((error: Error) => onEnd(error.message)), delay);
    };
    started.once('error', (error) => onEnd(error.message));
    started.once('exit', (code, signal) => onEnd(signal ?? `code ${code}`));
  };

  await start();
  return {
    name: options.name,
    pid: () => child?.pid,
    failures: () => failures,
    async logTail() {
      const lines = (await readFile(options.logFile, 'utf8').catch(() => '')).trimEnd().split('\n');
      return lines.slice(-LOG_TAIL_LINES).join('\n');
    },
    async stop() {
      stopping = true;
      clearTimeout(timer);
      if (child !== undefined) await endChild(child);
    },
  };
}
