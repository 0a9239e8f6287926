import type { Config } from '../../services/config.ts';
import { closeDatabase, connectDatabase, type Database } from '../../services/store/database.ts';
import { migrate } from '../../services/store/migrate.ts';
import { prepareEmbeddedDatabase } from './application-database.ts';
import { prepareDataDir } from './data-dir.ts';
import { startEmbeddedPostgres } from './embedded-postgres.ts';
import { findRunningStack, lockDataDir } from './stack-lock.ts';

async function withConnection<Result>(url: string, use: (db: Database) => Promise<Result>): Promise<Result> {
  const db = connectDatabase(url);
  try {
    await migrate(db);
    return await use(db);
  } finally {
    await closeDatabase(db);
  }
}

/**
 * The database for a command that needs it for a moment: the server of DATABASE_URL, or the embedded one, running already or
 * started just for this. Its tables are up to date.
 */
export async function withDatabase<Result>(config: Config, use: (db: Database) => Promise<Result>): Promise<Result> {
  if (config.databaseUrl !== undefined) return await withConnection(config.databaseUrl, use);
  const dataDir = await prepareDataDir(config);
  const running = await findRunningStack(dataDir);
  if (running?.databaseUrl !== undefined) return await withConnection(running.databaseUrl, use);
  const lock = await lockDataDir(dataDir);
  try {
    const server = await startEmbeddedPostgres({ dataDir });
    try {
      return await withConnection(await prepareEmbeddedDatabase(dataDir, server.connectionString), use);
    } finally {
      await server.stop();
    }
  } finally {
    await lock.release();
  }
}
