import { randomUUID } from 'node:crypto';
import type { Measurement } from '../services/domain/measurement.ts';
import { closeDatabase, connectDatabase, type Database } from '../services/store/database.ts';
import { migrate } from '../services/store/migrate.ts';
import type { NewPhoto } from '../services/store/photos.ts';
import { createTestDatabase } from './database.ts';

/** A migrated database of its own for one test file. */
export async function openTestStore(): Promise<{ db: Database; connectionString: string; close: () => Promise<void> }> {
  const database = await createTestDatabase();
  const db = connectDatabase(database.connectionString);
  await migrate(db);
  return {
    db,
    connectionString: database.connectionString,
    close: async () => {
      await closeDatabase(db);
      await database.drop();
    },
  };
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
