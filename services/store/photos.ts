import type { BodyRegion, View } from '../domain/body-region.ts';
import type { Condition, Illumination } from '../domain/condition.ts';
import type { GreyCard } from '../domain/grey-card.ts';
import type { Database } from './database.ts';
import type { PhotoRow } from './photo.table.ts';
import type { PhotoState } from './photo-state.ts';

/** What the camera wrote and what is kept of it. `capturedAt` is local time without a zone. */
export interface PhotoCapture {
  readonly capturedAt: string | null;
  readonly focalLengthMm: number | null;
  readonly focalLength35mm: number | null;
  readonly exposureTimeS: number | null;
  readonly fNumber: number | null;
  readonly iso: number | null;
}

export interface NewPhoto {
  readonly visitId: string | null;
  readonly uploadSha256: string;
  readonly storedSha256: string;
  readonly format: string;
  readonly width: number;
  readonly height: number;
  readonly condition: Condition;
  readonly bodyRegion: BodyRegion;
  readonly view: View;
  readonly illumination: Illumination;
  readonly declaredMmPerPixel: number | null;
  readonly markerSideMm: number | null;
  /** What the 100 mm scale printed on the calibration card really measures, where somebody checked. */
  readonly cardScaleMm: number | null;
  /** A ColorChecker Classic lies in the frame, and the colours are referred to it. */
  readonly colourChart: boolean;
  /** A plain grey card, where somebody said where it lies. */
  readonly greyCard: GreyCard | null;
  readonly capture: PhotoCapture;
}

/** What is said of a photo and asked of its measurement. */
export type PhotoRequest = Pick<
  NewPhoto,
  | 'condition'
  | 'bodyRegion'
  | 'view'
  | 'illumination'
  | 'declaredMmPerPixel'
  | 'markerSideMm'
  | 'cardScaleMm'
  | 'colourChart'
  | 'greyCard'
>;

export interface Photo extends NewPhoto {
  readonly id: string;
  /** The photo that was taken again in its place: this one stays, and counts no longer. */
  readonly replacedBy: string | null;
  readonly state: PhotoState;
  readonly refusal: { readonly code: string; readonly message: string } | null;
  readonly stateChangedAt: Date;
  readonly createdAt: Date;
}

export function photoFromRow(row: PhotoRow): Photo {
  return {
    id: row.id,
    replacedBy: row.replaced_by,
    visitId: row.visit_id,
    uploadSha256: row.upload_sha256,
    storedSha256: row.stored_sha256,
    format: row.format,
    width: row.width,
    height: row.height,
    condition: row.condition,
    bodyRegion: row.body_region,
    view: row.view,
    illumination: row.illumination,
    declaredMmPerPixel: row.declared_mm_per_pixel,
    markerSideMm: row.marker_side_mm,
    cardScaleMm: row.card_scale_mm,
    colourChart: row.colour_chart,
    greyCard: greyCardFromRow(row),
    capture: {
      capturedAt: row.captured_at,
      focalLengthMm: row.focal_length_mm,
      focalLength35mm: row.focal_length_35mm,
      exposureTimeS: row.exposure_time_s,
      fNumber: row.f_number,
      iso: row.iso,
    },
    state: row.state,
    refusal:
      row.refusal_code === null || row.refusal_message === null
        ? null
        : { code: row.refusal_code, message: row.refusal_message },
    stateChangedAt: row.state_changed_at,
    createdAt: row.created_at,
  };
}

function greyCardFromRow(row: PhotoRow): GreyCard | null {
  const { grey_card_px: rect, grey_card_reflectance_percent: reflectancePercent } = row;
  if (rect === null || reflectancePercent === null) return null;
  const [x, y, width, height] = rect;
  return { rectPx: [x, y, width, height], reflectancePercent };
}

export function rowFromGreyCard(greyCard: GreyCard | null) {
  return {
    grey_card_px: greyCard && [...greyCard.rectPx],
    grey_card_reflectance_percent: greyCard?.reflectancePercent ?? null,
  };
}

function rowFromNewPhoto(photo: NewPhoto) {
  return {
    visit_id: photo.visitId,
    upload_sha256: photo.uploadSha256,
    stored_sha256: photo.storedSha256,
    format: photo.format,
    width: photo.width,
    height: photo.height,
    condition: photo.condition,
    body_region: photo.bodyRegion,
    view: photo.view,
    illumination: photo.illumination,
    declared_mm_per_pixel: photo.declaredMmPerPixel,
    marker_side_mm: photo.markerSideMm,
    card_scale_mm: photo.cardScaleMm,
    colour_chart: photo.colourChart,
    ...rowFromGreyCard(photo.greyCard),
    captured_at: photo.capture.capturedAt,
    focal_length_mm: photo.capture.focalLengthMm,
    focal_length_35mm: photo.capture.focalLength35mm,
    exposure_time_s: photo.capture.exposureTimeS,
    f_number: photo.capture.fNumber,
    iso: photo.capture.iso,
  };
}

/** The photo as stored and whether it is new: the same bytes for the same visit and condition are one photo. */
export async function insertPhoto(db: Database, photo: NewPhoto): Promise<{ photo: Photo; created: boolean }> {
  const row = await db
    .insertInto('photos')
    .values(rowFromNewPhoto(photo))
    .onConflict((conflict) => conflict.doNothing())
    .returningAll()
    .executeTakeFirst();
  if (row) return { photo: photoFromRow(row), created: true };
  const existing = await db
    .selectFrom('photos')
    .selectAll()
    .where('visit_id', 'is not distinct from', photo.visitId)
    .where('upload_sha256', '=', photo.uploadSha256)
    .where('condition', '=', photo.condition)
    .executeTakeFirstOrThrow();
  return { photo: photoFromRow(existing), created: false };
}

export async function findPhoto(db: Database, id: string): Promise<Photo | undefined> {
  const row = await db.selectFrom('photos').selectAll().where('id', '=', id).executeTakeFirst();
  return row && photoFromRow(row);
}

/** The photo that this one was taken again for; undefined where there is none. */
export async function findReplacedPhotoId(db: Database, id: string): Promise<string | undefined> {
  return (await db.selectFrom('photos').select('id').where('replaced_by', '=', id).executeTakeFirst())?.id;
}

export async function listPhotosOfVisit(db: Database, visitId: string): Promise<readonly Photo[]> {
  const rows = await db
    .selectFrom('photos')
    .selectAll()
    .where('visit_id', '=', visitId)
    .orderBy('created_at')
    .orderBy('id')
    .execute();
  return rows.map(photoFromRow);
}
