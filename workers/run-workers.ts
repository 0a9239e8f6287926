import { type Job, UnrecoverableError } from 'bullmq';
import type { Config } from '../services/config.ts';
import { type JobWorker, openWorker } from '../services/queue/connect.ts';
import type { CompareVisitsPayload, JobPayload, MeasurePhotoPayload, QueueName } from '../services/queue/jobs.ts';
import { Refusal } from '../services/refusal.ts';
import { compareVisitsJob, giveUpComparison } from './compare-visits.ts';
import { giveUpPhoto, type JobDeps, measurePhotoJob, type ReportProgress } from './measure-photo.ts';

interface JobKind<Payload extends JobPayload> {
  run(payload: Payload, deps: JobDeps, report: ReportProgress): Promise<void>;
  /** Called when no further try will be made and the job was not refused. */
  giveUp(payload: Payload, deps: Pick<JobDeps, 'db'>): Promise<void>;
}

const measurePhoto: JobKind<MeasurePhotoPayload> = { run: measurePhotoJob, giveUp: giveUpPhoto };
const compareVisits: JobKind<CompareVisitsPayload> = { run: compareVisitsJob, giveUp: giveUpComparison };

/** A refusal is final: no retry can mend it. Everything else is tried again. */
async function runOnce<Payload extends JobPayload>(kind: JobKind<Payload>, job: Job, deps: JobDeps): Promise<void> {
  try {
    await kind.run(job.data as Payload, deps, (percent) => job.updateProgress(percent));
  } catch (error) {
    if (error instanceof Refusal) throw new UnrecoverableError(error.message);
    throw error;
  }
}

function isFinal(job: Job, error: Error): boolean {
  return error.name === 'UnrecoverableError' || job.attemptsMade >= (job.opts.attempts ?? 1);
}

function startWorker<Payload extends JobPayload>(
  config: Config,
  name: QueueName,
  kind: JobKind<Payload>,
  deps: JobDeps,
): JobWorker {
  const worker = openWorker(config, name, (job) => runOnce(kind, job, deps));
  worker.on('failed', async (job, error) => {
    if (job === undefined) return;
    console.error(`${name} ${job.id}:`, error);
    if (!isFinal(job, error)) return;
    await kind
      .giveUp(job.data as Payload, deps)
      .catch((cause: Error) => console.error(`${name} ${job.id}: ${cause.message}`));
  });
  return worker;
}

/** Runs jobs until the returned function is called; that one waits for the jobs in hand. */
export async function runWorkers(config: Config, deps: JobDeps): Promise<() => Promise<void>> {
  const workers = [
    startWorker(config, 'measure-photo', measurePhoto, deps),
    startWorker(config, 'compare-visits', compareVisits, deps),
  ];
  await Promise.all(workers.map((worker) => worker.waitUntilReady()));
  for (const worker of workers) worker.run().catch((error: Error) => console.error(error));
  return async () => {
    await Promise.all(workers.map((worker) => worker.close()));
  };
}
