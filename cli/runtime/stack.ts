import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Config, environmentWith } from '../../services/config.ts';
import { migrateDatabase, prepareEmbeddedDatabase } from './application-database.ts';
import { prepareDataDir } from './data-dir.ts';
import { freePortFrom } from './free-port.ts';
import { type KeptDatabase, keepDatabase } from './kept-database.ts';
import { type KeptProcess, keepRunning } from './kept-process.ts';
import { lockDataDir } from './stack-lock.ts';

/** Database, API and workers on one machine, under this process. */
export interface Stack {
  readonly dataDir: string;
  /** Where this machine reaches the API, without a slash at the end. */
  readonly apiUrl: string;
  readonly databaseUrl: string;
  /** Ends everything in order: API and workers, then the database. */
  stop(): Promise<void>;
}

export interface StackOptions {
  /** One line for people; the default prints it on stderr. */
  readonly say?: (line: string) => void;
  /** Something that cannot be started again was lost; the stack has been stopped. */
  readonly onLost?: (error: Error) => void;
  /** Gives up starting. */
  readonly signal?: AbortSignal;
}

const POLL_MS = 100;
/** Generous: a busy machine compiles the sources and loads the libraries slowly. */
const READY_LIMIT_MS = 120_000;
/** An API that ends so often before it was ever ready will not become it. */
const MAX_FAILED_STARTS = 3;

function urlFor(host: string, port: number): string {
  const anyAddress = host === '0.0.0.0' || host === '::';
  const reachable = anyAddress ? '127.0.0.1' : host;
  return `http://${reachable.includes(':') ? `[${reachable}]` : reachable}:${port}`;
}

async function waitForApi(api: KeptProcess, apiUrl: string, signal?: AbortSignal): Promise<void> {
  const end = Date.now() + READY_LIMIT_MS;
  while (Date.now() < end && api.failures() < MAX_FAILED_STARTS) {
    signal?.throwIfAborted();
    const response = await fetch(`${apiUrl}/health/ready`).catch(() => undefined);
    await response?.body?.cancel();
    if (response?.ok) return;
    await sleep(POLL_MS);
  }
  throw new Error(`The API did not become ready. The end of its log:\n${await api.logTail()}`);
}

interface Parts {
  readonly config: Config;
  readonly dataDir: string;
  readonly databaseUrl: string;
  readonly say: (line: string) => void;
}

async function startProcesses(
  { config, dataDir, databaseUrl, say }: Parts,
  port: number,
): Promise<readonly KeptProcess[]> {
  const env = environmentWith({
    DATABASE_URL: databaseUrl,
    DERMETRY_DATA_DIR: dataDir,
    DERMETRY_HOST: config.host,
    DERMETRY_PORT: String(port),
  });
  const keep = (name: string, module: string): Promise<KeptProcess> =>
    keepRunning({ name, module, env, say, logFile: join(dataDir, 'logs', `${name}.log`) });
  const workers = Array.from({ length: config.workers }, (_, index) => keep(`worker-${index + 1}`, 'workers/main'));
  return await Promise.all([keep('api', 'api/main'), ...workers]);
}

/** Starts everything and resolves when the API answers. What was started before a failure is stopped again. */
export async function startStack(config: Config, options: StackOptions = {}): Promise<Stack> {
  const say = options.say ?? ((line: string): void => console.error(line));
  const dataDir = await prepareDataDir(config);
  const lock = await lockDataDir(dataDir);
  let database: KeptDatabase | undefined;
  let processes: readonly KeptProcess[] = [];
  let stopped: Promise<void> | undefined;
  const stop = (): Promise<void> => {
    stopped ??= (async () => {
      await Promise.all(processes.map((process) => process.stop()));
      await database?.stop();
      await lock.release();
    })();
    return stopped;
  };
  const onLost = (error: Error): void => {
    void stop().then(() => options.onLost?.(error));
  };
  try {
    if (config.databaseUrl === undefined) database = await keepDatabase({ dataDir, say, onLost });
    const databaseUrl =
      config.databaseUrl ?? (await prepareEmbeddedDatabase(dataDir, database?.connectionString ?? ''));
    if (config.databaseUrl !== undefined) await migrateDatabase(databaseUrl);
    options.signal?.throwIfAborted();
    const port = await freePortFrom(config.port, config.host);
    if (port !== config.port && config.port !== 0) say(`Port ${config.port} is taken; the API listens on ${port}.`);
    const apiUrl = urlFor(config.host, port);
    processes = await startProcesses({ config, dataDir, databaseUrl, say }, port);
    await waitForApi(processes[0], apiUrl, options.signal);
    await lock.publish({ apiUrl, databaseUrl });
    return { dataDir, apiUrl, databaseUrl, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}
