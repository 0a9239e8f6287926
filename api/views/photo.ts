import type { Database } from '../../services/store/database.ts';
import { listManualScores, type ManualScore } from '../../services/store/manual-scores.ts';
import { findLatestMeasurement } from '../../services/store/measurements.ts';
import { findReplacedPhotoId, type Photo } from '../../services/store/photos.ts';
import type { PhotoBody } from '../schemas/photo.ts';
import { currentScores, manualScoreView } from './manual-score.ts';
import { measurementView } from './measurement.ts';

async function scoresBeside(db: Database, photo: Photo): Promise<readonly ManualScore[]> {
  const ofPhoto = await listManualScores(db, { photoId: photo.id });
  const ofVisit = photo.visitId === null ? [] : await listManualScores(db, { visitId: photo.visitId });
  return currentScores([...ofPhoto, ...ofVisit]);
}

/** What is said of a photo and asked of its measurement. */
export function requestView(photo: Photo) {
  return {
    condition: photo.condition,
    body_region: photo.bodyRegion,
    view: photo.view,
    illumination: photo.illumination,
    mm_per_pixel: photo.declaredMmPerPixel,
    marker_mm: photo.markerSideMm,
    card_scale_mm: photo.cardScaleMm,
    colour_chart: photo.colourChart,
    grey_card_px: photo.greyCard?.rectPx.join(',') ?? null,
    grey_card_reflectance_percent: photo.greyCard?.reflectancePercent ?? null,
  };
}

/** The photo with its latest measurement and, beside it, what people scored. */
export async function photoView(db: Database, photo: Photo): Promise<PhotoBody> {
  const [measurement, scores, replaces] = await Promise.all([
    findLatestMeasurement(db, photo.id),
    scoresBeside(db, photo),
    findReplacedPhotoId(db, photo.id),
  ]);
  return {
    id: photo.id,
    visit_id: photo.visitId,
    replaces: replaces ?? null,
    replaced_by: photo.replacedBy,
    sha256: photo.uploadSha256,
    format: photo.format,
    width: photo.width,
    height: photo.height,
    ...requestView(photo),
    capture: {
      captured_at: photo.capture.capturedAt,
      focal_length_mm: photo.capture.focalLengthMm,
      focal_length_35mm: photo.capture.focalLength35mm,
      exposure_time_s: photo.capture.exposureTimeS,
      f_number: photo.capture.fNumber,
      iso: photo.capture.iso,
    },
    state: photo.state,
    refusal: photo.refusal,
    created_at: photo.createdAt.toISOString(),
    measurement: measurement === undefined ? null : measurementView(measurement, photo),
    manual_scores: scores.map(manualScoreView),
  };
}
