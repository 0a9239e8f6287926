import { dirname, join } from 'node:path';
import { type Config, readConfig, requireDatabaseUrl, requireImagesDir } from '../services/config.ts';
import { closeQueues, openQueues } from '../services/queue/queues.ts';
import { stopWhenAsked } from '../services/shutdown.ts';
import { closeDatabase, connectDatabase } from '../services/store/database.ts';
import { openImageDirectory } from '../services/store/images.ts';
import { migrate } from '../services/store/migrate.ts';
import { discardAbandonedUploads } from '../services/store/uploads.ts';
import { buildApp } from './app.ts';
import { openReportsInThread } from './reports-in-thread.ts';

/** The API as a process. Returns its address and the function that ends it in order: requests in hand, then connections. */
async function startApi(config: Config): Promise<{ address: string; stop: () => Promise<void> }> {
  const databaseUrl = requireDatabaseUrl(config);
  const db = connectDatabase(databaseUrl, (error) => console.error(`database: ${error.message}`));
  await migrate(db);
  const imageDirectory = requireImagesDir(config);
  // Beside the images, not in the system's temporary directory: an upload still carries its metadata.
  const uploadDirectory = join(dirname(imageDirectory), 'uploads');
  await discardAbandonedUploads(uploadDirectory);
  const queues = await openQueues(config);
  const reports = openReportsInThread({ databaseUrl });
  const app = await buildApp({
    db,
    makeReport: reports.makeReport,
    queues,
    images: openImageDirectory(imageDirectory),
    uploadDirectory,
    maxUploadBytes: config.maxUploadBytes,
    host: config.host,
    oidc: config.oidc,
    logger: { level: config.logLevel },
  });
  const address = await app.listen({ host: config.host, port: config.port });
  return {
    address,
    stop: async () => {
      await app.close();
      await Promise.all([reports.close(), closeQueues(queues), closeDatabase(db)]);
    },
  };
}

const { address, stop } = await startApi(readConfig());
stopWhenAsked(stop);
console.log(`The API is ready at ${address}.`);
