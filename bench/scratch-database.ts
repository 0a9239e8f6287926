import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startEmbeddedPostgres } from '../cli/runtime/embedded-postgres.ts';
import { closeDatabase, connectDatabase, type Database } from '../services/store/database.ts';
import { migrate } from '../services/store/migrate.ts';

/** As root, PostgreSQL's user must pass through. */
const PASS_THROUGH_MODE = 0o711;

export interface ScratchDatabase {
  readonly db: Database;
  readonly connectionString: string;
  readonly dataDir: string;
}

/** Runs `work` on an empty database of its own, with all tables; it and its directory are gone afterwards. */
export async function withScratchDatabase(work: (scratch: ScratchDatabase) => Promise<void>): Promise<void> {
  const dataDir = await mkdtemp(join(tmpdir(), 'dermetry-bench-'));
  await chmod(dataDir, PASS_THROUGH_MODE);
  const server = await startEmbeddedPostgres({ dataDir });
  const db = connectDatabase(server.connectionString);
  try {
    await migrate(db);
    await work({ db, connectionString: server.connectionString, dataDir });
  } finally {
    await closeDatabase(db);
    await server.stop();
    await rm(dataDir, { recursive: true, force: true });
  }
}
