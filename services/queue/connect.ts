import {
  createPostgresBackend,
  type Processor,
  Queue,
  QueueEvents,
  type QueueEventsOptions,
  type QueueOptions,
  Worker,
  type WorkerOptions,
  withBackend,
} from 'bullmq';
import { type Config, requireDatabaseUrl } from '../config.ts';
import type { JobPayload, QueueName } from './jobs.ts';

/** Whether queues live in PostgreSQL or in Redis is decided here and nowhere else. */

/** Connections per queue or worker: a worker renews locks while it fetches and reports progress. */
const POSTGRES_POOL_SIZE = 3;
const POSTGRES_CONNECT_TIMEOUT_MS = 5_000;
/** A queue that is down is said to be down at once; who waits for it is a worker, not a request. */
const PRODUCER_RETRIES = 1;

/**
 * Times in ms. A killed worker's job is found when its lock has run out (5 s at most) and two checks have seen it (1 s apart, one
 * may be skipped): within about 8 s. Locks are renewed at half their time by a thread that does no heavy work.
 */
export const LOCK_DURATION_MS = 5_000;
export const STALLED_INTERVAL_MS = 1_000;
/** A photo that ends its worker (out of memory, say) is given up after that many workers. */
const MAX_STALLED_COUNT = 3;
/** Pause after a lost connection, instead of BullMQ's 15 s. */
const RECONNECT_DELAY_MS = 1_000;

type Connection = Pick<Config, 'databaseUrl' | 'redisUrl'>;
export type JobQueue = Pick<Queue<JobPayload>, 'add' | 'addBulk' | 'close' | 'getJobCounts' | 'waitUntilReady' | 'on'>;
export type JobEvents = Pick<QueueEvents, 'close' | 'on' | 'waitUntilReady'>;
export type JobWorker = Pick<Worker<JobPayload>, 'close' | 'on' | 'run' | 'waitUntilReady'>;

const postgres = withBackend(createPostgresBackend);

function postgresOptions(config: Connection) {
  return {
    connection: {
      connectionString: requireDatabaseUrl(config),
      migrate: true,
      max: POSTGRES_POOL_SIZE,
      connectionTimeoutMillis: POSTGRES_CONNECT_TIMEOUT_MS,
    },
  };
}

function redisOptions(url: string, maxRetriesPerRequest: number | null) {
  return { connection: { url, maxRetriesPerRequest } };
}

/** Without a listener, an error event of a connection would end the process. BullMQ reconnects by itself. */
function reportErrors<Emitter extends JobQueue | JobEvents | JobWorker>(emitter: Emitter, name: string): Emitter {
  (emitter as Pick<JobQueue, 'on'>).on('error', (error) => console.error(`queue ${name}: ${error.message}`));
  return emitter;
}

export function openQueue(config: Connection, name: QueueName): JobQueue {
  const options: Omit<QueueOptions, 'connection'> = {};
  const queue =
    config.redisUrl === undefined
      ? new postgres.Queue<JobPayload>(name, { ...options, ...postgresOptions(config) })
      : new Queue<JobPayload>(name, { ...options, ...redisOptions(config.redisUrl, PRODUCER_RETRIES) });
  return reportErrors(queue as JobQueue, name);
}

export function openEvents(config: Connection, name: QueueName): JobEvents {
  const options: Omit<QueueEventsOptions, 'connection'> = {};
  const events =
    config.redisUrl === undefined
      ? new postgres.QueueEvents(name, { ...options, ...postgresOptions(config) })
      : new QueueEvents(name, { ...options, ...redisOptions(config.redisUrl, null) });
  return reportErrors(events as JobEvents, name);
}

/** A worker that does not run yet: `waitUntilReady`, then `run`. */
export function openWorker(
  config: Connection & Pick<Config, 'workerConcurrency'>,
  name: QueueName,
  processor: Processor<JobPayload>,
): JobWorker {
  const options: Omit<WorkerOptions, 'connection'> = {
    autorun: false,
    concurrency: config.workerConcurrency,
    lockDuration: LOCK_DURATION_MS,
    stalledInterval: STALLED_INTERVAL_MS,
    maxStalledCount: MAX_STALLED_COUNT,
    runRetryDelay: RECONNECT_DELAY_MS,
  };
  const worker =
    config.redisUrl === undefined
      ? new postgres.Worker<JobPayload>(name, processor, { ...options, ...postgresOptions(config) })
      : new Worker<JobPayload>(name, processor, { ...options, ...redisOptions(config.redisUrl, null) });
  return reportErrors(worker as JobWorker, name);
}
