import { machineScoreOfPhoto, machineScoreOfVisit } from '../scores/machine-score.ts';
import type { VisitPhoto } from '../scores/visit-vasi.ts';
import type { ReadPlan } from '../study/protocol.ts';
import type { Database } from './database.ts';
import { findLatestMeasurement } from './measurements.ts';
import { findPhoto, listPhotosOfVisit, type Photo } from './photos.ts';

/** A photo that waits for a new measurement still has its old one, which no longer answers what is asked. */
export async function asVisitPhoto(db: Database, photo: Photo): Promise<VisitPhoto> {
  const measurement = photo.state === 'measured' ? await findLatestMeasurement(db, photo.id) : undefined;
  return {
    id: photo.id,
    region: photo.bodyRegion,
    view: photo.view,
    illumination: photo.illumination,
    measurement: measurement?.result ?? null,
  };
}

/** The machine's value for what is read, as it is now, in the units of the score; null where it has none. */
export async function findMachineValue(
  db: Database,
  { definition, unit }: Pick<ReadPlan, 'definition' | 'unit'>,
  unitId: string,
): Promise<number | null> {
  if (unit === 'photo') {
    const photo = await findPhoto(db, unitId);
    return photo === undefined ? null : machineScoreOfPhoto(definition, await asVisitPhoto(db, photo));
  }
  const photos = await listPhotosOfVisit(db, unitId);
  return machineScoreOfVisit(definition, await Promise.all(photos.map((photo) => asVisitPhoto(db, photo))));
}
