import { type Config, requireDatabaseUrl, requireImagesDir } from '../services/config.ts';
import { closeQueues, openQueues } from '../services/queue/queues.ts';
import { closeDatabase, connectDatabase } from '../services/store/database.ts';
import { openImageDirectory } from '../services/store/images.ts';
import { openMeasuringThreads } from './measuring-threads.ts';
import { startRecovery } from './recover-lost-jobs.ts';
import { runWorkers } from './run-workers.ts';

/** Everything one worker process does. Returns the function that ends it in order: no new jobs, those in hand, connections. */
export async function startWorkerProcess(config: Config, threadModule?: string): Promise<() => Promise<void>> {
  const db = connectDatabase(requireDatabaseUrl(config), (error) => console.error(`database: ${error.message}`));
  const images = openImageDirectory(requireImagesDir(config));
  const threads = openMeasuringThreads({
    modelName: config.modelName,
    startNow: config.workerConcurrency,
    ...(threadModule !== undefined && { module: threadModule }),
  });
  const queues = await openQueues(config);
  const stopWorkers = await runWorkers(config, { db, images, threads });
  const stopRecovery = startRecovery(db, queues);
  return async () => {
    stopRecovery();
    await stopWorkers();
    await Promise.all([threads.close(), closeQueues(queues), closeDatabase(db)]);
  };
}
