import { sql } from 'kysely';
import type { Measurement } from '../domain/measurement.ts';
import { modelVersionOf, PIPELINE_VERSION } from '../domain/version.ts';
import { MEASURING_ACTOR, type NewAuditEvent, type RecordEvent, recorded } from './audit.ts';
import { studyOfPhoto } from './belongings.ts';
import type { Database } from './database.ts';
import type { MeasurementRow } from './measurement.table.ts';
import { findPhotoForMeasurement } from './photo-work.ts';

export interface StoredMeasurement {
  readonly id: string;
  readonly photoId: string;
  /** The measurement that this one replaces. */
  readonly supersedes: string | null;
  /** The outline that a person drew; null where a model did. */
  readonly drawingId: string | null;
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
  /** The outline that a person drew; left out where a model did. */
  readonly drawingId?: string | undefined;
  readonly result: Measurement;
  readonly maskSha256: string | null;
  readonly overlaySha256: string | null;
  readonly uncertaintySha256: string | null;
  /** Writes them, once the row is taken; left out where they are there already. */
  readonly keepPictures?: () => Promise<void>;
}

function measurementFromRow(row: MeasurementRow): StoredMeasurement {
  return {
    id: row.id,
    photoId: row.photo_id,
    supersedes: row.supersedes,
    drawingId: row.drawing_id,
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

interface Inserted {
  readonly id: string;
  readonly created: boolean;
}

/** Adds one measurement of a photo: see `insertMeasurements`. */
export async function insertMeasurement(db: Database, measurement: NewMeasurement): Promise<Inserted> {
  return (await insertMeasurements(db, [measurement]))[0];
}

/**
 * Adds what was measured of one photo, each superseding the one before, and sets the photo to `measured`, all or nothing. The last one
 * counts: what a model measured goes below what was measured by a person's outline. The same work done twice (same photo, model,
 * pipeline version, request and outline) is one row: the second call returns the first's id.
 * Fails when the request was changed while the photo was being measured: the next try measures what is asked now.
 */
export async function insertMeasurements(
  db: Database,
  measurements: readonly [NewMeasurement, ...NewMeasurement[]],
): Promise<readonly Inserted[]> {
  const [{ photoId }] = measurements;
  return await recorded(db, MEASURING_ACTOR, async (transaction, record) => {
    // One at a time per photo, so that each new row finds the head of the chain. Others may point at the photo meanwhile: a round
    // of reads does so with the study locked, for which this one waits (migration 009).
    await sql`select 1 from photos where id = ${photoId} for no key update`.execute(transaction);
    const photo = await findPhotoForMeasurement(transaction, photoId);
    if (measurements.some(({ requestSha256 }) => photo?.requestSha256 !== requestSha256)) {
      throw new Error(`What is asked of photo ${photoId} changed while it was measured.`);
    }
    const inserted: Inserted[] = [];
    for (const [index, measurement] of measurements.entries()) {
      const isLast = index === measurements.length - 1;
      inserted.push(await insertNext(transaction, measurement, { isLast, record }));
    }
    await transaction
      .updateTable('photos')
      .set({ state: 'measured', refusal_code: null, refusal_message: null, state_changed_at: sql`now()` })
      .where('id', '=', photoId)
      .execute();
    return inserted;
  });
}

async function insertNext(
  db: Database,
  measurement: NewMeasurement,
  { isLast, record }: { readonly isLast: boolean; readonly record: RecordEvent },
): Promise<Inserted> {
  const rows = await listRows(db, measurement.photoId);
  const head = rows.at(0);
  const identity = identityOf(measurement);
  // What is to count has to be the head; below it, the same work of the model need not be repeated.
  const before = isLast ? head : rows.find(({ drawing_id }) => drawing_id === null);
  if (before !== undefined && isSameWork(before, identity)) return { id: before.id, created: false };
  const id = await insertHead(db, identity, { measurement, supersedes: head?.id });
  await measurement.keepPictures?.();
  record(eventOf(id, measurement, { head, studyId: await studyOfPhoto(db, measurement.photoId) }));
  return { id, created: true };
}

function eventOf(
  id: string,
  { photoId, result }: NewMeasurement,
  { head, studyId }: { readonly head: MeasurementRow | undefined; readonly studyId: string | null },
): NewAuditEvent {
  const figuresOf = ({ lesion: { percent_of_skin, area_cm2, bsa_percent } }: Measurement) => ({
    ...{ percent_of_skin, area_cm2, bsa_percent },
  });
  const { origin, parent, provenance } = result;
  const { drawing } = provenance;
  return {
    ...{ action: 'measurement.create', entity: 'measurement', entityId: id, studyId },
    // Before there were outlines no event of a measurement had a before; a chain of a model's needs none.
    before: drawing && head && { measurement_id: head.id, ...figuresOf(head.result) },
    after: {
      ...{ photo_id: photoId, supersedes: head?.id ?? null, ...figuresOf(result) },
      ...(drawing && { origin, parent, drawn_by: drawing.drawn_by }),
    },
    reason: drawing?.reason,
    modelVersion: modelVersionOf(provenance),
  };
}

/**
 * Whether the model has to measure a photo: always, unless all that waits is an outline and what the model measured answers what is
 * asked now.
 */
export async function isModelDue(
  db: Database,
  photo: { readonly id: string; readonly requestSha256: string },
  drawing: { readonly id: string } | undefined,
): Promise<boolean> {
  const rows = await listRows(db, photo.id);
  const isNewOutline = drawing !== undefined && rows.every(({ drawing_id }) => drawing_id !== drawing.id);
  const byModel = rows.find(({ drawing_id }) => drawing_id === null);
  const isCurrent = byModel?.request_sha256 === photo.requestSha256 && byModel.pipeline_version === PIPELINE_VERSION;
  return !(isNewOutline && isCurrent);
}

type Identity = Pick<
  MeasurementRow,
  'photo_id' | 'drawing_id' | 'model_name' | 'model_version' | 'model_sha256' | 'pipeline_version' | 'request_sha256'
>;

function identityOf({ photoId, requestSha256, drawingId, result: { provenance } }: NewMeasurement): Identity {
  return {
    photo_id: photoId,
    drawing_id: drawingId ?? null,
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
      // Two of one transaction are in order too.
      measured_at: sql`clock_timestamp()`,
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

/** The one that no other supersedes: it counts, whoever drew its outline. */
export async function findLatestMeasurement(db: Database, photoId: string): Promise<StoredMeasurement | undefined> {
  return (await listMeasurements(db, photoId)).at(0);
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
