import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { anyFreePort, LOOPBACK } from '../cli/runtime/free-port.ts';

export interface TestRedis {
  readonly url: string;
  stop(): Promise<void>;
}

/** Whether Debian's redis-server (or another) can be run here. */
export const redisIsInstalled = spawnSync('redis-server', ['--version']).status === 0;
if (!redisIsInstalled) console.warn('redis-server is not on PATH: the tests of the queue on Redis are skipped.');

/** A Redis server of its own, on a free port, that writes nothing to disk. */
export async function startTestRedis(): Promise<TestRedis> {
  const port = await anyFreePort(LOOPBACK);
  const server = spawn(
    'redis-server',
    [
      '--port',
      String(port),
      '--bind',
      LOOPBACK,
      '--save',
      '',
      '--appendonly',
      'no',
      '--maxmemory-policy',
      'noeviction',
    ],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  );
  for await (const chunk of server.stdout) {
    if (String(chunk).includes('Ready to accept connections')) break;
  }
  return {
    url: `redis://${LOOPBACK}:${port}`,
    async stop() {
      if (server.exitCode !== null) return;
      server.kill();
      await once(server, 'exit');
    },
  };
}
