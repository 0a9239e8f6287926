import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { startEmbeddedPostgres } from '../cli/runtime/embedded-postgres.ts';
import { ensureApplicationUser } from '../services/store/application-role.ts';
import { closeDatabase, connectDatabase } from '../services/store/database.ts';
import { TEST_APPLICATION } from './application.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** Connection string of the PostgreSQL server of this test run; `createTestDatabase` makes databases on it. */
    readonly testServerUrl: string;
  }
}

/** Nothing of a test run has to survive a power cut. */
const FASTER_SETTINGS = { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off' };
/** As root, PostgreSQL's user must pass through. */
const PASS_THROUGH_MODE = 0o711;

/** One real PostgreSQL for the whole test run. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const dataDir = await mkdtemp(join(tmpdir(), 'dermetry-test-'));
  await chmod(dataDir, PASS_THROUGH_MODE);
  const server = await startEmbeddedPostgres({ dataDir, settings: FASTER_SETTINGS });
  const owner = connectDatabase(server.connectionString);
  await ensureApplicationUser(owner, TEST_APPLICATION);
  await closeDatabase(owner);
  project.provide('testServerUrl', server.connectionString);
  return async () => {
    await server.stop();
    await rm(dataDir, { recursive: true, force: true });
  };
}
