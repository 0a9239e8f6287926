import { randomUUID } from 'node:crypto';
import type { KyselyPlugin } from 'kysely';
import type { Measurement } from '../services/domain/measurement.ts';
import { grantApplicationRights } from '../services/store/application-role.ts';
import { closeDatabase, connectDatabase, type Database, pingDatabase } from '../services/store/database.ts';
import { migrate } from '../services/store/migrate.ts';
import type { NewPhoto } from '../services/store/photos.ts';
import { TEST_APPLICATION } from './application.ts';
import { createTestDatabase } from './database.ts';

export interface TestStore {
  /** Connected as the application's own user. */
  readonly db: Database;
  /** As that user too. */
  readonly connectionString: string;
  /** As the owner of the tables, for what the application may not do. */
  readonly owner: Database;
  close(): Promise<void>;
}

/** A migrated database of its own for one test file. */
export async function openTestStore(): Promise<TestStore> {
  const database = await createTestDatabase();
  const owner = connectDatabase(database.connectionString);
  await migrate(owner);
  await grantApplicationRights(owner, TEST_APPLICATION.user);
  const url = new URL(database.connectionString);
  url.username = TEST_APPLICATION.user;
  url.password = TEST_APPLICATION.password;
  const db = connectDatabase(url.href);
  // The first query opens the pool, which a test may want to close.
  await pingDatabase(db);
  return {
    db,
    connectionString: url.href,
    owner,
    close: async () => {
      await Promise.all([closeDatabase(db), closeDatabase(owner)]);
      await database.drop();
    },
  };
}

/** The same database, and how many queries went through it. */
export function countingQueries(db: Database): { readonly db: Database; count(): number } {
  let queries = 0;
  const counter: KyselyPlugin = {
    transformQuery({ node }) {
      queries += 1;
      return node;
    },
    transformResult: async ({ result }) => result,
  };
  return { db: db.withPlugin(counter), count: () => queries };
}

const someSha256 = () => (randomUUID() + randomUUID()).replaceAll('-', '');

export function somePhoto(changes: Partial<NewPhoto> = {}): NewPhoto {
  return {
    visitId: null,
    uploadSha256: someSha256(),
    storedSha256: someSha256(),
    format: 'jpeg',
    width: 1600,
    height: 1200,
    condition: 'vitiligo',
    bodyRegion: 'hand',
    view: 'close_up',
    illumination: 'visible',
    declaredMmPerPixel: null,
    markerSideMm: 20,
    cardScaleMm: null,
    colourChart: false,
    greyCard: null,
    capture: {
      capturedAt: '2025-03-30T02:30:00',
      focalLengthMm: 50,
      focalLength35mm: null,
      exposureTimeS: 0.005,
      fNumber: 8,
      iso: 200,
    },
    ...changes,
  };
}

export function someMeasurement(changes: { pipelineVersion?: string; lesionPixels?: number } = {}): Measurement {
  return {
    condition: 'vitiligo',
    quality: { accepted: true, flags: [] },
    calibration: { kind: 'marker', mm_per_pixel: 0.083, tilt_deg: 4.1 },
    skin: { pixels: 1_203_381 },
    lesion: {
      pixels: changes.lesionPixels ?? 52_011,
      count: 1,
      percent_of_skin: 4.32,
      area_cm2: 3.61,
      area_cm2_interval: [3.48, 3.75],
      bsa_percent: 0.02,
      bsa_method: 'absolute_mosteller',
      mean_depigmentation_percent: 91,
      patches: [
        {
          pixels: changes.lesionPixels ?? 52_011,
          centroid_px: [800, 600],
          area_cm2: 3.61,
          mean_contrast: 0.4,
          mean_depigmentation_percent: 91,
          vasi_level_percent: 90,
          colour: { lesion: null, healthy: null, delta_e_2000: null },
        },
      ],
    },
    colour: { reference: 'camera', lesion: null, healthy: null, delta_e_2000: null, note: null, chart: null },
    notes: [],
    provenance: {
      model: 'test-model',
      model_version: '1',
      model_sha256: null,
      pipeline_version: changes.pipelineVersion ?? '0.1.0',
      measured_at_px: [1600, 1200],
      thresholds: { contrast: 0.2 },
    },
  };
}
