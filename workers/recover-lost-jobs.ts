import { enqueueCompareVisits, enqueueMeasurePhotos, type Queues } from '../services/queue/queues.ts';
import { listComparisonsToQueue } from '../services/store/comparisons.ts';
import type { Database } from '../services/store/database.ts';
import { listPhotosToQueue } from '../services/store/photo-work.ts';

const INTERVAL_MS = 10_000;
/** Rows younger than this may still get their job from the request that made them. */
const GRACE_SECONDS = 10;

/**
 * Finds what waits without a job (its process died between row and job, or the queue was lost) and adds the job. Where the job is
 * there after all, adding it changes nothing.
 */
export async function recoverLostJobs(
  db: Database,
  queues: Queues,
  graceSeconds: number = GRACE_SECONDS,
): Promise<void> {
  const photoIds = await listPhotosToQueue(db, graceSeconds);
  if (photoIds.length > 0) await enqueueMeasurePhotos(queues, photoIds);
  for (const comparisonId of await listComparisonsToQueue(db, graceSeconds)) {
    await enqueueCompareVisits(queues, { comparisonId });
  }
}

/** Looks now and then every ten seconds. Returns the function that ends it. */
export function startRecovery(db: Database, queues: Queues): () => void {
  let running = false;
  const run = async (): Promise<void> => {
    if (running) return;
    running = true;
    await recoverLostJobs(db, queues).catch((error: Error) => console.error(`recovery: ${error.message}`));
    running = false;
  };
  void run();
  const timer = setInterval(run, INTERVAL_MS);
  return () => clearInterval(timer);
}
