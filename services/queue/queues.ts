import type { JobsOptions } from 'bullmq';
import type { Config } from '../config.ts';
import { type JobQueue, openEvents, openQueue } from './connect.ts';
import { type JobPayload, jobIdFor, QUEUE_NAMES, type QueueName, subjectOfJob } from './jobs.ts';

/** What is tried again, and when: a database that restarts is back within some seconds. */
const JOB_OPTIONS: JobsOptions = {
  attempts: 4,
  backoff: { type: 'exponential', delay: 1_000 },
  // The database holds the outcome. A finished job that stayed would keep its id from being used again.
  removeOnComplete: true,
  removeOnFail: true,
};

type QueueConfig = Pick<Config, 'databaseUrl' | 'redisUrl' | 'modelName'>;

export interface Queues {
  readonly config: QueueConfig;
  readonly byName: Readonly<Record<QueueName, JobQueue>>;
}

export interface JobEvent {
  readonly queue: QueueName;
  readonly jobId: string;
  /** The photo (measure-photo) or comparison (compare-visits) that the job is about. */
  readonly subjectId: string;
  readonly kind: 'active' | 'progress' | 'completed' | 'failed';
  /** Share of the work that is done, in percent; only with `progress`. */
  readonly percent?: number;
  /** Only with `failed`. Why for good is in the photo's or comparison's row. */
  readonly reason?: string;
}

/** Opens the queues for adding jobs and asking about them. Fails when the server cannot be reached. */
export async function openQueues(config: QueueConfig): Promise<Queues> {
  const byName = {
    'measure-photo': openQueue(config, 'measure-photo'),
    'compare-visits': openQueue(config, 'compare-visits'),
  };
  await Promise.all(Object.values(byName).map((queue) => queue.waitUntilReady()));
  return { config, byName };
}

export async function closeQueues(queues: Queues): Promise<void> {
  await Promise.all(Object.values(queues.byName).map((queue) => queue.close()));
}

async function enqueue(queues: Queues, name: QueueName, payloads: readonly (readonly [string, JobPayload])[]) {
  const jobs = payloads.map(([subjectId, data]) => ({
    name,
    data,
    opts: { ...JOB_OPTIONS, jobId: jobIdFor(subjectId, queues.config.modelName) },
  }));
  await queues.byName[name].addBulk(jobs);
  return jobs.map(({ opts }) => ({ jobId: opts.jobId }));
}

/** Adds the job; a job of the same photo, model and pipeline version that waits or runs is left as it is. */
export async function enqueueMeasurePhoto(queues: Queues, { photoId }: { readonly photoId: string }) {
  const [added] = await enqueue(queues, 'measure-photo', [[photoId, { photoId }]]);
  return added;
}

export async function enqueueMeasurePhotos(queues: Queues, photoIds: readonly string[]) {
  return await enqueue(
    queues,
    'measure-photo',
    photoIds.map((photoId) => [photoId, { photoId }]),
  );
}

export async function enqueueCompareVisits(queues: Queues, { comparisonId }: { readonly comparisonId: string }) {
  const [added] = await enqueue(queues, 'compare-visits', [[comparisonId, { comparisonId }]]);
  return added;
}

/** Resolves when the queue's server answers. */
export async function pingQueue(queues: Queues): Promise<void> {
  await queues.byName['measure-photo'].getJobCounts('waiting');
}

export type QueueCounts = Readonly<Record<'waiting' | 'active' | 'delayed', number>>;

/** Jobs that wait, run, or wait for another try. Finished ones are counted in the database. */
export async function queueCounts(queues: Queues): Promise<Readonly<Record<QueueName, QueueCounts>>> {
  const count = async (name: QueueName): Promise<QueueCounts> => {
    const {
      waiting = 0,
      active = 0,
      delayed = 0,
    } = await queues.byName[name].getJobCounts('waiting', 'active', 'delayed');
    return { waiting, active, delayed };
  };
  const [measure, compare] = await Promise.all(QUEUE_NAMES.map(count));
  return { 'measure-photo': measure, 'compare-visits': compare };
}

/**
 * Calls `listener` for what happens to any job from now on, whichever process runs it. One subscription serves a whole process.
 * Returns the function that ends it.
 */
export async function subscribeJobEvents(
  queues: Queues,
  listener: (event: JobEvent) => void,
): Promise<() => Promise<void>> {
  const subscriptions = QUEUE_NAMES.map((queue) => {
    const events = openEvents(queues.config, queue);
    const about = (jobId: string) => ({ queue, jobId, subjectId: subjectOfJob(jobId) });
    events.on('active', ({ jobId }) => listener({ ...about(jobId), kind: 'active' }));
    events.on('progress', ({ jobId, data }) => listener({ ...about(jobId), kind: 'progress', percent: Number(data) }));
    events.on('completed', ({ jobId }) => listener({ ...about(jobId), kind: 'completed' }));
    events.on('failed', ({ jobId, failedReason }) =>
      listener({ ...about(jobId), kind: 'failed', reason: failedReason }),
    );
    return events;
  });
  await Promise.all(subscriptions.map((events) => events.waitUntilReady()));
  return async () => {
    await Promise.all(subscriptions.map((events) => events.close()));
  };
}
