import { createHash } from 'node:crypto';
import { sql } from 'kysely';
import type { Measurement } from '../domain/measurement.ts';
import type { Database } from './database.ts';
import type { MeasurementRow } from './measurement.table.ts';
import { findPhotoForMeasurement } from './photo-work.ts';

export interface StoredMeasurement {
  readonly id: string;
  readonly photoId: string;
  /** The measurement that this one replaces. */
  readonly supersedes: string | null;
  readonly measuredAt: Date;
  readonly result: Measurement;
  readonly maskSha256: string | null;
  readonly overlaySha256: string | null;
}

export interface NewMeasurement {
  readonly photoId: string;
  readonly result: Measurement;
  readonly maskSha256: string | null;
  readonly overlaySha256: string | null;
}

function measurementFromRow(row: MeasurementRow): StoredMeasurement {
  return {
    id: row.id,
    photoId: row.photo_id,
    supersedes: row.supersedes,
    measuredAt: row.measured_at,
    result: row.result,
    maskSha256: row.mask_sha256,
    overlaySha256: row.overlay_sha256,
  };
}

/** The figures of a measurement as columns, tidy for queries and exports. */
function figures({ calibration, lesion, quality, skin }: Measurement) {
  return {
    accepted: quality.accepted,
    calibration_kind: calibration.kind,
    mm_per_pixel: calibration.mm_per_pixel,
    tilt_deg: calibration.tilt_deg,
    skin_pixels: skin.pixels,
    lesion_pixels: lesion.pixels,
    lesion_count: lesion.count,
    percent_of_skin: lesion.percent_of_skin,
    area_cm2: lesion.area_cm2,
    bsa_percent: lesion.bsa_percent,
    bsa_method: lesion.bsa_method,
    mean_depigmentation_percent: lesion.mean_depigmentation_percent,
  };
}

/** sha256 of everything that was asked for and can change the result. */
async function requestSha256(db: Database, photoId: string): Promise<string> {
  const photo = await findPhotoForMeasurement(db, photoId);
  if (photo === undefined) throw new RangeError(`Expected the id of a stored photo but received ${photoId}`);
  const { condition, bodyRegion, view, declaredMmPerPixel, markerSideMm, patient } = photo;
  const wishes = [condition, bodyRegion, view, declaredMmPerPixel, markerSideMm, patient];
  return createHash('sha256').update(JSON.stringify(wishes)).digest('hex');
}

/**
 * Adds a measurement that supersedes the photo's latest one and sets the photo to `measured`, both or neither. The
 * same work done twice (same photo, model, pipeline version and wishes) is one row: the second call returns the first's id.
 */
export async function insertMeasurement(
  db: Database,
  measurement: NewMeasurement,
): Promise<{ readonly id: string; readonly created: boolean }> {
  const { photoId, result } = measurement;
  return await db.transaction().execute(async (transaction) => {
    // One at a time per photo, so that each new row finds the head of the chain.
    await sql`select 1 from photos where id = ${photoId} for update`.execute(transaction);
    const request_sha256 = await requestSha256(transaction, photoId);
    const identity = {
      photo_id: photoId,
      model_name: result.provenance.model,
      model_version: result.provenance.model_version,
      model_sha256: result.provenance.model_sha256,
      pipeline_version: result.provenance.pipeline_version,
      request_sha256,
    };
    const existing = await findIdentical(transaction, identity);
    const id = existing ?? (await insertHead(transaction, identity, measurement));
    await transaction
      .updateTable('photos')
      .set({ state: 'measured', refusal_code: null, refusal_message: null, state_changed_at: sql`now()` })
      .where('id', '=', photoId)
      .execute();
    return { id, created: existing === undefined };
  });
}

type Identity = Pick<
  MeasurementRow,
  'photo_id' | 'model_name' | 'model_version' | 'model_sha256' | 'pipeline_version' | 'request_sha256'
>;

async function findIdentical(db: Database, identity: Identity): Promise<string | undefined> {
  const row = await db
    .selectFrom('measurements')
    .select('id')
    .where('photo_id', '=', identity.photo_id)
    .where('model_name', '=', identity.model_name)
    .where('model_version', '=', identity.model_version)
    .where('model_sha256', 'is not distinct from', identity.model_sha256)
    .where('pipeline_version', '=', identity.pipeline_version)
    .where('request_sha256', '=', identity.request_sha256)
    .executeTakeFirst();
  return row?.id;
}

async function insertHead(db: Database, identity: Identity, measurement: NewMeasurement): Promise<string> {
  const latest = await findLatestMeasurement(db, identity.photo_id);
  const { id } = await db
    .insertInto('measurements')
    .values({
      ...identity,
      ...figures(measurement.result),
      supersedes: latest?.id ?? null,
      result: JSON.stringify(measurement.result),
      mask_sha256: measurement.maskSha256,
      overlay_sha256: measurement.overlaySha256,
    })
    .returning('id')
    .executeTakeFirstOrThrow();
  return id;
}

/** The one that no other supersedes. */
export async function findLatestMeasurement(db: Database, photoId: string): Promise<StoredMeasurement | undefined> {
  return (await listMeasurements(db, photoId))[0];
}

/** Newest first: along the chain of what superseded what. */
export async function listMeasurements(db: Database, photoId: string): Promise<readonly StoredMeasurement[]> {
  const rows = await db.selectFrom('measurements').selectAll().where('photo_id', '=', photoId).execute();
  const bySuperseded = new Map(rows.map((row) => [row.supersedes, row]));
  const chain: StoredMeasurement[] = [];
  for (let row = bySuperseded.get(null); row !== undefined; row = bySuperseded.get(row.id)) {
    chain.unshift(measurementFromRow(row));
  }
  return chain;
}

export async function findMeasurement(db: Database, id: string): Promise<StoredMeasurement | undefined> {
  const row = await db.selectFrom('measurements').selectAll().where('id', '=', id).executeTakeFirst();
  return row && measurementFromRow(row);
}

export async function countMeasurements(db: Database): Promise<number> {
  const { count } = await db
    .selectFrom('measurements')
    .select((select) => select.fn.countAll<number>().as('count'))
    .executeTakeFirstOrThrow();
  return count;
}
