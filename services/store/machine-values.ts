import { machineScoreOfPhoto, machineScoreOfVisit } from '../scores/machine-score.ts';
import type { VisitPhoto } from '../scores/visit-vasi.ts';
import type { ReadPlan } from '../study/protocol.ts';
import type { Database } from './database.ts';
import { findLatestByModel, findLatestMeasurement } from './measurements.ts';
import { findPhoto, listPhotosOfVisit, type Photo } from './photos.ts';

/** Whose outlines: those that count, whoever drew them, or the model's alone. */
type Outlines = 'counting' | 'model';

/** A photo that waits for a new measurement still has its old one, which no longer answers what is asked. */
export async function asVisitPhoto(db: Database, photo: Photo, outlines: Outlines = 'counting'): Promise<VisitPhoto> {
  const find = outlines === 'model' ? findLatestByModel : findLatestMeasurement;
  const measurement = photo.state === 'measured' ? await find(db, photo.id) : undefined;
  return {
    id: photo.id,
    region: photo.bodyRegion,
    view: photo.view,
    illumination: photo.illumination,
    isReplaced: photo.replacedBy !== null,
    measurement: measurement?.result ?? null,
  };
}

/**
 * The machine's value for what is read, as it is now, in the units of the score; null where it has none. It is the model's own: an
 * outline that a person corrected is no machine's, and readers are compared with a machine.
 */
export async function findMachineValue(
  db: Database,
  { definition, unit }: Pick<ReadPlan, 'definition' | 'unit'>,
  unitId: string,
): Promise<number | null> {
  if (unit === 'photo') {
    const photo = await findPhoto(db, unitId);
    return photo === undefined ? null : machineScoreOfPhoto(definition, await asVisitPhoto(db, photo, 'model'));
  }
  const photos = await listPhotosOfVisit(db, unitId);
  return machineScoreOfVisit(definition, await Promise.all(photos.map((photo) => asVisitPhoto(db, photo, 'model'))));
}
