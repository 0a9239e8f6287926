import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { modulePath, nodeArguments, PACKAGE_ROOT } from '../services/package-root.ts';
import { until } from '../test/worker-bench.ts';
import { LOOPBACK } from './runtime/free-port.ts';
import { isAlive } from './runtime/processes.ts';

/** Whole stacks are started again and again here; a busy machine takes its time for each. */
const TIME_LIMIT_MS = 180_000;

interface Started {
  readonly process: ChildProcess;
  /** Everything printed so far, on both streams. */
  output(): string;
  /** Resolves when a line matches. */
  says(pattern: RegExp): Promise<RegExpExecArray>;
}

function start(env: Readonly<Record<string, string>>): Started {
  const child = spawn(process.execPath, [...nodeArguments(), modulePath('cli/main'), 'start'], {
    cwd: PACKAGE_ROOT,
    env: { PATH: process.env.PATH, DERMETRY_WORKERS: '1', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk) => {
      output += String(chunk);
    });
  }
  const says = (pattern: RegExp) =>
    until(async () => {
      const match = pattern.exec(output);
      if (match === null && child.exitCode !== null)
        throw new Error(`start ended without saying ${pattern}:\n${output}`);
      return match ?? undefined;
    });
  return { process: child, output: () => output, says };
}

function parentOf(pid: string): number {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]);
  } catch {
    return 0; // ended in the meantime
  }
}

/** Empty for a process that has ended in the meantime. */
function commandLine(pid: string): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8');
  } catch {
    return '';
  }
}

/** Command lines of the processes that this one has started, by process id. */
function childrenOf(pid: number | undefined): ReadonlyMap<number, string> {
  const children = readdirSync('/proc').filter((name) => /^\d+$/.test(name) && parentOf(name) === pid);
  return new Map(children.map((child) => [Number(child), commandLine(child)]));
}

function childNamed(pid: number | undefined, part: string): number | undefined {
  return [...childrenOf(pid)].find(([, line]) => line.includes(part))?.[0];
}

const isReady = (url: string): Promise<boolean> =>
  fetch(`${url}/health/ready`).then(
    ({ ok }) => ok,
    () => false,
  );

// Finding child processes reads /proc.
describe.skipIf(process.platform !== 'linux')('dermetry start', { timeout: TIME_LIMIT_MS, sequential: true }, () => {
  const taken = createServer();
  let dataDir: string;
  let env: Readonly<Record<string, string>>;
  let stack: Started;
  let url: string;

  beforeAll(async () => {
    dataDir = await mkdtemp(join(tmpdir(), 'dermetry start '));
    await chmod(dataDir, 0o711);
    taken.listen(0, LOOPBACK);
    await once(taken, 'listening');
    const address = taken.address();
    const port = address !== null && typeof address === 'object' ? address.port : 0;
    env = { DERMETRY_DATA_DIR: dataDir, DERMETRY_PORT: String(port) };
    stack = start(env);
  });
  afterAll(async () => {
    stack.process.kill('SIGKILL');
    taken.close();
    await until(async () => !isAlive(stack.process.pid ?? 0));
    await rm(dataDir, { recursive: true, force: true });
  });

  const startAgain = async (): Promise<void> => {
    stack = start(env);
    [, url] = await stack.says(/^API\s+(\S+)$/m);
  };

  /** Kills a child by force and waits until another has taken its place and the API answers. */
  const killAndWait = async (part: string): Promise<void> => {
    const killed = childNamed(stack.process.pid, part);
    if (killed === undefined) throw new Error(`No child runs ${part}.`);
    process.kill(killed, 'SIGKILL');
    await until(async () => !isAlive(killed));
    await until(async () => childNamed(stack.process.pid, part));
    await until(() => isReady(url));
  };

  test('starts in a directory with spaces in its name and beside a taken port, and says where everything is', async () => {
    [, url] = await stack.says(/^API\s+(\S+)$/m);
    expect(stack.output()).toContain(`Port ${env.DERMETRY_PORT} is taken; the API listens on`);
    expect(stack.output()).toContain(`Data            ${dataDir}`);
    expect(await isReady(url)).toBe(true);
    const { status } = await fetch(`${url}/v1/subjects`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ code: 'KEPT-001' }),
    });
    expect(status).toBe(201);
  });

  test('a second start on the same data is refused and names the first', async () => {
    const second = start(env);
    const [code] = await once(second.process, 'close');
    expect(code).toBe(1);
    expect(second.output().trim()).toMatch(
      /^Dermetry is already running at http:\S+ on .* \(process \d+\)\. Stop it first/,
    );
  });

  test.each(['api/main', 'workers/main', 'postgres'])('goes on after kill -9 of %s', async (part) => {
    await killAndWait(part);
    expect(stack.process.exitCode).toBeNull();
  });

  test('kill -9 of the command itself leaves no process behind', async () => {
    // What was killed before may answer again a moment before all of its processes are up.
    const children = await until(async () => {
      const running = [...childrenOf(stack.process.pid).keys()];
      return running.length >= 4 && running;
    });
    stack.process.kill('SIGKILL');
    await until(async () => !children.some(isAlive));
  });

  test('the next start finds the data again', async () => {
    await startAgain();
    const answer = await fetch(`${url}/v1/subjects`);
    expect(JSON.stringify(await answer.json())).toContain('KEPT-001');
  });

  test('Ctrl-C ends everything that was started, with status 0', async () => {
    const children = [...childrenOf(stack.process.pid).keys()];
    stack.process.kill('SIGINT');
    const [code] = await once(stack.process, 'close');
    expect(code).toBe(0);
    expect(children.filter(isAlive)).toEqual([]);
  });
});
