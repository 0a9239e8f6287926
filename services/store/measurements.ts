import { sql } from 'kysely';
import type { Measurement } from '../domain/measurement.ts';
import { MEASURING_ACTOR, modelVersionOf, type NewAuditEvent, recorded } from './audit.ts';
import { studyOfPhoto } from './belongings.ts';
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
  readonly uncertaintySha256: string | null;
}

export interface NewMeasurement {
  readonly photoId: string;
  /** Of the photo as it was read for measuring (`findPhotoForMeasurement`). */
  readonly requestSha256: string;
  readonly result: Measurement;
  readonly maskSha256: string | null;
  readonly overlaySha256: string | null;
  readonly uncertaintySha256: string | null;
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
    uncertaintySha256: row.uncertainty_sha256,
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

/**
 * Adds a measurement that supersedes the photo's latest one and sets the photo to `measured`, both or neither. The
 * same work done twice (same photo, model, pipeline version and request) is one row: the second call returns the first's id.
 * Fails when the request was changed while the photo was being measured: the next try measures what is asked now.
 */
export async function insertMeasurement(
  db: Database,
  measurement: NewMeasurement,
): Promise<{ readonly id: string; readonly created: boolean }> {
  const { photoId } = measurement;
  return await recorded(db, MEASURING_ACTOR, async (transaction, record) => {
    // One at a time per photo, so that each new row finds the head of the chain. Others may point at the photo meanwhile: a round
    // of reads does so with the study locked, for which this one waits (migration 009).
    await sql`select 1 from photos where id = ${photoId} for no key update`.execute(transaction);
    const photo = await findPhotoForMeasurement(transaction, photoId);
    if (photo?.requestSha256 !== measurement.requestSha256) {
      throw new Error(`What is asked of photo ${photoId} changed while it was measured.`);
    }
    const latest = await findLatestRow(transaction, photoId);
    const identity = identityOf(measurement);
    const repeated = latest !== undefined && isSameWork(latest, identity);
    const id = repeated ? latest.id : await insertHead(transaction, identity, { measurement, supersedes: latest?.id });
    if (!repeated)
      record(eventOf(id, measurement, { supersedes: latest?.id, studyId: await studyOfPhoto(transaction, photoId) }));
    await transaction
      .updateTable('photos')
      .set({ state: 'measured', refusal_code: null, refusal_message: null, state_changed_at: sql`now()` })
      .where('id', '=', photoId)
      .execute();
    return { id, created: !repeated };
  });
}

function eventOf(
  id: string,
  { photoId, result }: NewMeasurement,
  { supersedes, studyId }: { readonly supersedes: string | undefined; readonly studyId: string | null },
): NewAuditEvent {
  const { percent_of_skin, area_cm2, bsa_percent } = result.lesion;
  return {
    ...{ action: 'measurement.create', entity: 'measurement', entityId: id, studyId },
    after: { photo_id: photoId, supersedes: supersedes ?? null, percent_of_skin, area_cm2, bsa_percent },
    modelVersion: modelVersionOf(result.provenance),
  };
}

type Identity = Pick<
  MeasurementRow,
  'photo_id' | 'model_name' | 'model_version' | 'model_sha256' | 'pipeline_version' | 'request_sha256'
>;

function identityOf({ photoId, requestSha256, result: { provenance } }: NewMeasurement): Identity {
  return {
    photo_id: photoId,
    model_name: provenance.model,
    model_version: provenance.model_version,
    model_sha256: provenance.model_sha256,
    pipeline_version: provenance.pipeline_version,
    request_sha256: requestSha256,
  };
}

function isSameWork(row: Identity, identity: Identity): boolean {
  const keys = Object.keys(identity) as (keyof Identity)[];
  return keys.every((key) => row[key] === identity[key]);
}

async function insertHead(
  db: Database,
  identity: Identity,
  { measurement, supersedes }: { readonly measurement: NewMeasurement; readonly supersedes: string | undefined },
): Promise<string> {
  const { id } = await db
    .insertInto('measurements')
    .values({
      ...identity,
      ...figures(measurement.result),
      supersedes: supersedes ?? null,
      result: JSON.stringify(measurement.result),
      mask_sha256: measurement.maskSha256,
      overlay_sha256: measurement.overlaySha256,
      uncertainty_sha256: measurement.uncertaintySha256,
    })
    .returning('id')
    .executeTakeFirstOrThrow();
  return id;
}

/** Newest first: along the chain of what superseded what. */
async function listRows(db: Database, photoId: string): Promise<readonly MeasurementRow[]> {
  const rows = await db.selectFrom('measurements').selectAll().where('photo_id', '=', photoId).execute();
  const successors = new Map(rows.map((row) => [row.supersedes, row]));
  const chain: MeasurementRow[] = [];
  for (let row = successors.get(null); row !== undefined; row = successors.get(row.id)) chain.unshift(row);
  return chain;
}

/** The one that no other supersedes. */
async function findLatestRow(db: Database, photoId: string): Promise<MeasurementRow | undefined> {
  return (await listRows(db, photoId))[0];
}

export async function findLatestMeasurement(db: Database, photoId: string): Promise<StoredMeasurement | undefined> {
  const row = await findLatestRow(db, photoId);
  return row && measurementFromRow(row);
}

/** Newest first. */
export async function listMeasurements(db: Database, photoId: string): Promise<readonly StoredMeasurement[]> {
  return (await listRows(db, photoId)).map(measurementFromRow);
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
