import { createServer } from 'node:net';

export const LOOPBACK = '127.0.0.1';

function tryPort(port: number, host: string): Promise<number | undefined> {
  return new Promise((resolve) => {
    const server = createServer();
    server.unref();
    server.on('error', () => resolve(undefined));
    server.listen({ port, host, exclusive: true }, () => {
      const address = server.address();
      const bound = address !== null && typeof address === 'object' ? address.port : undefined;
      server.close(() => resolve(bound));
    });
  });
}

/** A port of this host that nobody listens on at this moment, chosen by the system. */
export async function anyFreePort(host: string): Promise<number> {
  const port = await tryPort(0, host);
  if (port === undefined) throw new Error(`No port can be opened on ${host}.`);
  return port;
}

/** Ports looked at, one after another, before the system chooses. */
const PORTS_TO_TRY = 20;
const LAST_PORT = 65_535;

/** The wanted port, or the next free one above it. */
export async function freePortFrom(wanted: number, host: string): Promise<number> {
  if (wanted === 0) return anyFreePort(host);
  for (let port = wanted; port < Math.min(wanted + PORTS_TO_TRY, LAST_PORT); port++) {
    if ((await tryPort(port, host)) !== undefined) return port;
  }
  return anyFreePort(host);
}
