import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { open, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { anyFreePort, LOOPBACK } from './free-port.ts';
import { type PostgresBinaries, preparePostgresBinaries } from './postgres-binaries.ts';
import { clusterDirOf, databasePassword, initialiseCluster, POSTGRES_SUPERUSER } from './postgres-cluster.ts';
import { endProcess, stopLeftOver, stopServerWithUs, waitUntilReady } from './postgres-process.ts';
import { choosePostgresUser } from './postgres-user.ts';
import { asUser, type OsUser, POSTGRES_ENVIRONMENT } from './run-command.ts';

export interface EmbeddedPostgres {
  readonly connectionString: string;
  readonly port: number;
  readonly pid: number;
  /** Settles when the server's process has ended, for whatever reason. */
  readonly ended: Promise<void>;
  stop(): Promise<void>;
}

export interface EmbeddedPostgresOptions {
  readonly dataDir: string;
  /** Port to listen on, so that those who are connected find it again after a restart; undefined = any free one. */
  readonly port?: number | undefined;
  /** Settings of PostgreSQL beyond our own. */
  readonly settings?: Readonly<Record<string, string>>;
}

/** After a forced end of the server its children need a moment to let go of the shared memory. */
const START_ATTEMPTS = 10;
const RETRY_DELAY_MS = 500;
const LOG_TAIL_LINES = 8;

/** Local sockets are off because their path is limited to 107 bytes, and a data directory may lie deep. */
const SETTINGS: Readonly<Record<string, string>> = {
  listen_addresses: LOOPBACK,
  unix_socket_directories: '',
  max_connections: '200',
  timezone: 'UTC',
  log_timezone: 'UTC',
};

async function logTail(logFile: string): Promise<string> {
  const lines = (await readFile(logFile, 'utf8').catch(() => '')).trimEnd().split('\n');
  return lines.slice(-LOG_TAIL_LINES).join('\n');
}

interface Launch {
  readonly binaries: PostgresBinaries;
  readonly user: OsUser | undefined;
  readonly clusterDir: string;
  readonly logFile: string;
  readonly settings: Readonly<Record<string, string>>;
}

async function launch(
  { binaries, user, clusterDir, logFile, settings }: Launch,
  port: number,
): Promise<ChildProcess | undefined> {
  const all = { ...SETTINGS, ...settings, port: String(port) };
  const args = Object.entries(all).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  const log = await open(logFile, 'a', 0o600);
  try {
    // Its own session: Ctrl-C in the terminal reaches us alone, and we stop the server last.
    const server = spawn(binaries.postgres, ['-D', clusterDir, ...args], {
      ...asUser(user),
      cwd: '/',
      env: POSTGRES_ENVIRONMENT,
      stdio: ['ignore', log.fd, log.fd],
      detached: true,
    });
    await once(server, 'spawn');
    const endGuard = stopServerWithUs(server.pid, user);
    server.once('exit', endGuard);
    if (await waitUntilReady(server, clusterDir)) return server;
    if (server.pid !== undefined) await endProcess(server.pid);
    return undefined;
  } finally {
    await log.close();
  }
}

/** Starts the PostgreSQL that ships with the package on `<dataDir>/postgres`, made on the first start. */
export async function startEmbeddedPostgres(options: EmbeddedPostgresOptions): Promise<EmbeddedPostgres> {
  const { dataDir } = options;
  const clusterDir = clusterDirOf(dataDir);
  const user = await choosePostgresUser(clusterDir);
  const binaries = await preparePostgresBinaries(dataDir, user);
  await stopLeftOver(clusterDir);
  await initialiseCluster(dataDir, binaries, user);
  const password = await databasePassword(dataDir);
  const plan = { binaries, user, clusterDir, logFile: join(dataDir, 'postgres.log'), settings: options.settings ?? {} };
  for (let attempt = 1; attempt <= START_ATTEMPTS; attempt++) {
    const port = options.port ?? (await anyFreePort(LOOPBACK));
    const server = await launch(plan, port);
    if (server?.pid !== undefined) {
      const { pid } = server;
      const ended = new Promise<void>((resolve) => {
        server.once('exit', () => resolve());
        if (server.exitCode !== null || server.signalCode !== null) resolve();
      });
      const connectionString = `postgresql://${POSTGRES_SUPERUSER}:${password}@${LOOPBACK}:${port}/postgres`;
      return { connectionString, port, pid, ended, stop: () => endProcess(pid).then(() => ended) };
    }
    await sleep(RETRY_DELAY_MS);
  }
  throw new Error(`PostgreSQL did not start. The end of ${plan.logFile}:\n${await logTail(plan.logFile)}`);
}
