import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { modulePath, nodeArguments, PACKAGE_ROOT } from '../services/package-root.ts';
import { closeQueues, openQueues, type Queues } from '../services/queue/queues.ts';
import { closeDatabase, connectDatabase, type Database } from '../services/store/database.ts';
import { type ImageStore, openImageDirectory } from '../services/store/images.ts';
import { migrate } from '../services/store/migrate.ts';
import { insertPhoto, type NewPhoto } from '../services/store/photos.ts';
import { createTestDatabase } from './database.ts';
import type { StandInPhoto } from './stand-in-thread.ts';

/** Database, image store, queue and worker processes for a test: all real but the measuring itself. */
export interface WorkerBench {
  readonly db: Database;
  readonly queues: Queues;
  readonly images: ImageStore;
  readonly journal: string;
  /** Stores a stand-in photo without adding its job; its id. */
  addPhoto(photo?: StandInPhoto, asked?: Partial<NewPhoto>): Promise<string>;
  /** Process ids that have begun a photo with `journal`, in order. */
  begun(): Promise<readonly number[]>;
  startWorker(): Promise<ChildProcess>;
  close(): Promise<void>;
}

/** A test asks until the answer is there; it fails by vitest's time limit when it never comes. */
export async function until<Answer>(ask: () => Promise<Answer | undefined | false>): Promise<Answer> {
  for (;;) {
    const answer = await ask();
    if (answer !== undefined && answer !== false) return answer;
    await sleep(50);
  }
}

function newPhoto(storedSha256: string) {
  return {
    visitId: null,
    uploadSha256: storedSha256,
    storedSha256,
    format: 'jpeg',
    width: 2,
    height: 1,
    condition: 'vitiligo',
    bodyRegion: 'hand',
    view: 'close_up',
    illumination: 'visible',
    declaredMmPerPixel: null,
    markerSideMm: null,
    cardScaleMm: null,
    colourChart: false,
    greyCard: null,
    capture: {
      capturedAt: null,
      focalLengthMm: null,
      focalLength35mm: null,
      exposureTimeS: null,
      fNumber: null,
      iso: null,
    },
  } as const;
}

async function startWorkerChild(env: Readonly<Record<string, string>>): Promise<ChildProcess> {
  const child = spawn(process.execPath, [...nodeArguments(), modulePath('test/stand-in-worker')], {
    cwd: PACKAGE_ROOT,
    env: { PATH: process.env.PATH, ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  for await (const chunk of child.stdout ?? []) {
    if (String(chunk).includes('ready')) break;
  }
  if (child.exitCode !== null) throw new Error(`The worker ended with code ${child.exitCode}.`);
  return child;
}

export async function openWorkerBench(redisUrl?: string): Promise<WorkerBench> {
  const database = await createTestDatabase();
  const dataDir = await mkdtemp(join(tmpdir(), 'dermetry-bench-'));
  const db = connectDatabase(database.connectionString);
  await migrate(db);
  const queues = await openQueues({ databaseUrl: database.connectionString, redisUrl, modelName: undefined });
  const images = openImageDirectory(join(dataDir, 'images'));
  const journal = join(dataDir, 'journal');
  const children: ChildProcess[] = [];
  const env = {
    DATABASE_URL: database.connectionString,
    DERMETRY_DATA_DIR: dataDir,
    ...(redisUrl !== undefined && { REDIS_URL: redisUrl }),
  };
  let photos = 0;
  return {
    db,
    queues,
    images,
    journal,
    async addPhoto(photo = {}, asked = {}) {
      photos += 1;
      const storedSha256 = await images.write(Buffer.from(JSON.stringify({ ...photo, number: photos })));
      return (await insertPhoto(db, { ...newPhoto(storedSha256), ...asked })).photo.id;
    },
    async begun() {
      const lines = await readFile(journal, 'utf8').catch(() => '');
      return lines.split('\n').filter(Boolean).map(Number);
    },
    async startWorker() {
      const child = await startWorkerChild(env);
      children.push(child);
      return child;
    },
    async close() {
      for (const child of children.filter(({ exitCode, signalCode }) => exitCode === null && signalCode === null)) {
        child.kill('SIGKILL');
        await once(child, 'exit');
      }
      await closeQueues(queues);
      await closeDatabase(db);
      await database.drop();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}
