import { type SqlBool, sql } from 'kysely';
import type { BsaFormula, Patient } from '../domain/patient.ts';
import { sha256Hex } from '../sha256.ts';
import { MEASURING_ACTOR, recorded } from './audit.ts';
import { studyOfPhoto } from './belongings.ts';
import { type Database, inTransaction } from './database.ts';
import type { PhotoState } from './photo-state.ts';
import { type Photo, type PhotoRequest, photoFromRow, rowFromGreyCard } from './photos.ts';

/** A photo with what its measurement needs to know about the patient. */
export interface PhotoForMeasurement extends Photo {
  /** Null where neither height and weight nor age are known. */
  readonly patient: Patient | null;
  /** sha256 of everything that is asked for and can change the result. */
  readonly requestSha256: string;
}

/** Cards and chart only where they are said, so that a request without them hashes as it did before there were any. */
function requestSha256(photo: Photo, patient: Patient | null) {
  const { condition, bodyRegion, view, declaredMmPerPixel, markerSideMm, cardScaleMm, colourChart, greyCard } = photo;
  const laidBeside = {
    ...(cardScaleMm !== null && { cardScaleMm }),
    ...(colourChart && { colourChart }),
    ...(greyCard !== null && { greyCard }),
  };
  const request = [
    ...[condition, bodyRegion, view, declaredMmPerPixel, markerSideMm, patient],
    ...(Object.keys(laidBeside).length === 0 ? [] : [laidBeside]),
  ];
  return sha256Hex(JSON.stringify(request));
}

/** Only what is known and used, so that a request without age and formula hashes as it did before there were any. */
function patientOf(row: {
  readonly height_cm: number | null;
  readonly weight_kg: number | null;
  readonly bsa_formula: BsaFormula | null;
  readonly age_years: number | null;
}): Patient | null {
  const { height_cm: heightCm, weight_kg: weightKg, bsa_formula: bsaFormula, age_years: ageYears } = row;
  const patient: Patient = {
    ...(heightCm !== null && weightKg !== null && { heightCm, weightKg, ...(bsaFormula !== null && { bsaFormula }) }),
    ...(ageYears !== null && { ageYears }),
  };
  return Object.keys(patient).length === 0 ? null : patient;
}

export async function findPhotoForMeasurement(db: Database, photoId: string): Promise<PhotoForMeasurement | undefined> {
  const row = await db
    .selectFrom('photos')
    .leftJoin('visits', 'visits.id', 'photos.visit_id')
    .leftJoin('subjects', 'subjects.id', 'visits.subject_id')
    .selectAll('photos')
    .select(['subjects.height_cm', 'subjects.weight_kg', 'subjects.bsa_formula', 'visits.age_years'])
    .where('photos.id', '=', photoId)
    .executeTakeFirst();
  if (row === undefined) return undefined;
  const patient = patientOf(row);
  const photo = photoFromRow(row);
  return { ...photo, patient, requestSha256: requestSha256(photo, patient) };
}

export type RequestChanges = Partial<Omit<PhotoRequest, 'condition'>>;

/** Corrects what is asked of a photo and lets it wait for a new measurement; undefined while one is under way. */
export async function requestMeasurement(
  db: Database,
  photoId: string,
  changes: RequestChanges,
): Promise<Photo | undefined> {
  const { bodyRegion, view, illumination, declaredMmPerPixel, markerSideMm, cardScaleMm, colourChart, greyCard } =
    changes;
  const row = await db
    .updateTable('photos')
    .set({
      ...(bodyRegion !== undefined && { body_region: bodyRegion }),
      ...(view !== undefined && { view }),
      ...(illumination !== undefined && { illumination }),
      ...(declaredMmPerPixel !== undefined && { declared_mm_per_pixel: declaredMmPerPixel }),
      ...(markerSideMm !== undefined && { marker_side_mm: markerSideMm }),
      ...(cardScaleMm !== undefined && { card_scale_mm: cardScaleMm }),
      ...(colourChart !== undefined && { colour_chart: colourChart }),
      ...(greyCard !== undefined && rowFromGreyCard(greyCard)),
      state: 'queued',
      refusal_code: null,
      refusal_message: null,
      state_changed_at: sql`now()`,
    })
    .where('id', '=', photoId)
    .where('state', 'in', ['measured', 'refused', 'failed'])
    .returningAll()
    .executeTakeFirst();
  return row && photoFromRow(row);
}

/**
 * Sets the state and forgets an earlier refusal.
 * @throws Refusal `study_locked`, but not for `failed`
 */
export async function setPhotoState(
  db: Database,
  photoId: string,
  state: Exclude<PhotoState, 'refused'>,
): Promise<void> {
  await inTransaction(db, (transaction) =>
    transaction
      .updateTable('photos')
      .set({ state, refusal_code: null, refusal_message: null, state_changed_at: sql`now()` })
      .where('id', '=', photoId)
      .execute(),
  );
}

export async function recordRefusal(db: Database, photoId: string, code: string, message: string): Promise<void> {
  await recorded(db, MEASURING_ACTOR, async (transaction, record) => {
    await transaction
      .updateTable('photos')
      .set({ state: 'refused', refusal_code: code, refusal_message: message, state_changed_at: sql`now()` })
      .where('id', '=', photoId)
      .execute();
    const studyId = await studyOfPhoto(transaction, photoId);
    record({ action: 'photo.refuse', entity: 'photo', entityId: photoId, studyId, after: { code, message } });
  });
}

/**
 * Photos that wait or were being measured and have not moved for so long: their job was never added (a crash between
 * row and job) or was lost with the queue. Adding the job again is harmless, because its id is the same.
 */
export async function listPhotosToQueue(
  db: Database,
  olderThanSeconds: number,
  limit = 1000,
): Promise<readonly string[]> {
  const rows = await db
    .selectFrom('photos')
    .select('id')
    .where('state', 'in', ['queued', 'measuring'])
    .where(sql<SqlBool>`state_changed_at <= now() - make_interval(secs => ${olderThanSeconds})`)
    .orderBy('state_changed_at')
    .limit(limit)
    .execute();
  return rows.map((row) => row.id);
}

/** How many photos stand in each state. */
export async function countPhotosByState(db: Database): Promise<Readonly<Partial<Record<PhotoState, number>>>> {
  const rows = await db
    .selectFrom('photos')
    .select(['state', (select) => select.fn.countAll<number>().as('count')])
    .groupBy('state')
    .execute();
  return Object.fromEntries(rows.map((row) => [row.state, row.count]));
}
