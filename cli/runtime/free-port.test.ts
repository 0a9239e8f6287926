import { once } from 'node:events';
import { createServer } from 'node:net';
import { expect, test } from 'vitest';
import { anyFreePort, freePortFrom, LOOPBACK } from './free-port.ts';

test('a free port is kept, a taken one gives another', async () => {
  const port = await anyFreePort(LOOPBACK);
  expect(await freePortFrom(port, LOOPBACK)).toBe(port);
  const server = createServer().listen(port, LOOPBACK);
  await once(server, 'listening');
  const other = await freePortFrom(port, LOOPBACK);
  server.close();
  expect(other).not.toBe(port);
  expect(other).toBeGreaterThan(0);
});
