import {
  calibrateFromMarkers,
  DEFAULT_MARKER_SIDE_MM,
  declaredCalibration,
  type NoCalibration,
  type PlaneCalibration,
  uncalibrated,
} from '../geometry/calibrate.ts';
import { findMarkers, type Marker } from '../geometry/markers.ts';
import { loadOpenCv } from '../geometry/opencv.ts';
import type { DecodedPhoto } from '../imaging/decode.ts';
import { Refusal } from '../refusal.ts';

interface ScaleRequest {
  readonly declaredMmPerPixel?: number | undefined;
  readonly markerSideMm?: number | undefined;
}

export interface FoundScale {
  readonly plane: PlaneCalibration | NoCalibration;
  readonly notes: readonly string[];
  /** Markers in the photo, whether or not a scale came of them. */
  readonly markers: readonly Marker[];
}

/** Curvature is not corrected: on a limb the interval of the area does not hold the true surface. */
const PLANE_NOTE =
  "Areas are those seen on the marker's plane; skin that curves away from it, as at the rim of a limb, is larger than its area here.";

/** A declared scale further than this from the measured one, as a ratio, is worth a sentence. */
const WORTH_SAYING = 1.1;

/**
 * The scale of a photo: measured on a marker, else declared, else none. A marker that cannot be trusted takes the scale
 * away but not the photo: shares of skin need none.
 */
export async function findScale(photo: DecodedPhoto, request: ScaleRequest): Promise<FoundScale> {
  const { declaredMmPerPixel, markerSideMm = DEFAULT_MARKER_SIDE_MM } = request;
  const scaleToUpload = photo.width / photo.image.width;
  const markers = findMarkers(await loadOpenCv(), photo.image);
  if (markers.length > 0) {
    const { focalLength35mm } = photo.capture;
    const camera = { ...photo.image, ...(focalLength35mm !== null && { focalLength35mm }) };
    const plane = unlessRefused(() => calibrateFromMarkers(markers, markerSideMm, camera, scaleToUpload));
    const notes = disagreement(plane, declaredMmPerPixel);
    return { plane, notes: plane.calibration.kind === 'marker' ? [PLANE_NOTE, ...notes] : notes, markers };
  }
  if (declaredMmPerPixel !== undefined)
    return { plane: declaredCalibration(declaredMmPerPixel, scaleToUpload), notes: [], markers };
  return {
    plane: uncalibrated('No marker was found and no scale was declared, so there are no cm².'),
    notes: [],
    markers,
  };
}

function unlessRefused(calibrate: () => PlaneCalibration): PlaneCalibration | NoCalibration {
  try {
    return calibrate();
  } catch (error) {
    if (error instanceof Refusal) return uncalibrated(error.message);
    throw error;
  }
}

function disagreement({ calibration }: FoundScale['plane'], declaredMmPerPixel: number | undefined): readonly string[] {
  if (declaredMmPerPixel === undefined || calibration.mm_per_pixel === null) return [];
  const ratio = declaredMmPerPixel / calibration.mm_per_pixel;
  if (Math.max(ratio, 1 / ratio) <= WORTH_SAYING) return [];
  return [
    `The declared scale (${declaredMmPerPixel} mm per pixel) differs from the marker's (${calibration.mm_per_pixel.toFixed(4)}); the marker's was used.`,
  ];
}
