import { dirname, join } from 'node:path';
import { type Config, readConfig, requireDatabaseUrl, requireImagesDir } from '../services/config.ts';
import { closeQueues, openQueues } from '../services/queue/queues.ts';
import { stopWhenAsked } from '../services/shutdown.ts';
import { closeDatabase, connectDatabase } from '../services/store/database.ts';
import { openImageDirectory } from '../services/store/images.ts';
import { migrate } from '../services/store/migrate.ts';
import { discardAbandonedUploads } from '../services/store/uploads.ts';
import { buildApp } from './app.ts';

/** The API as a process. Returns its address and the function that ends it in order: requests in hand, then connections. */
async function startApi(config: Config): Promise<{ address: string; stop: () => Promise<void> }> {
  const db = connectDatabase(requireDatabaseUrl(config), (error) => console.error(`database: ${error.message}`));
  await migrate(db);
  const imageDirectory = requireImagesDir(config);
  // Beside the images, not in the system's temporary directory: an upload still carries its metadata.
  const uploadDirectory = join(dirname(imageDirectory), 'uploads');
  await discardAbandonedUploads(uploadDirectory);
  const queues = await openQueues(config);
  const app = await buildApp({
    db,
    queues,
    images: openImageDirectory(imageDirectory),
    uploadDirectory,
    maxUploadBytes: config.maxUploadBytes,
    host: config.host,
    oidc: config.oidc,
    logger: { level: config.logLevel },
  });
  // Large, and loaded where it is asked for: who asks a server for a report as a file does not wait for it.
  await import('../services/export/report/report-pdf.ts');
  const address = await app.listen({ host: config.host, port: config.port });
  return {
    address,
    stop: async () => {
      await app.close();
      await Promise.all([closeQueues(queues), closeDatabase(db)]);
    },
  };
}

const { address, stop } = await startApi(readConfig());
stopWhenAsked(stop);
console.log(`The API is ready at ${address}.`);
