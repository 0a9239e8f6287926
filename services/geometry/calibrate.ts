import type { Calibration } from '../domain/calibration.ts';
import type { Mask } from '../domain/raster.ts';
import { countPixels } from '../raster/count-pixels.ts';
import { Refusal } from '../refusal.ts';
import { areaFactor, centroid, type Point } from './homography.ts';
import { rootMeanSquare } from './linear.ts';
import { refuseDisagreement } from './marker-agreement.ts';
import type { Marker } from './markers.ts';
import { maskAreaOnPlane, type SurfaceFactor, weightedPixels } from './plane-area.ts';
import { type CameraGuess, fitPlane, type PlanePose } from './plane-pose.ts';
import { areaScaleSd, samplePoints } from './scale-uncertainty.ts';

/** A scale, and the area of anything drawn on the plane it was measured on. */
export interface PlaneCalibration {
  readonly calibration: Calibration;
  /** True area in mm² of a mask on the measuring grid, with tilt and perspective undone; of a surface over the plane with `factorAt`. */
  areaMm2(mask: Mask, factorAt?: SurfaceFactor): number;
  /** 1-sigma of the area scale relative to itself, averaged over the frame. */
  readonly relativeSd: number;
  /** 1-sigma of the area scale for this mask: larger far from the marker. */
  relativeSdOf(mask: Mask): number;
}

/** No scale, with the reason. Areas are absent, not zero. */
export interface NoCalibration {
  readonly calibration: Calibration;
  areaMm2(mask: Mask, factorAt?: SurfaceFactor): null;
  readonly relativeSd: null;
  relativeSdOf(mask: Mask): null;
}

/** Side of the printed marker when nobody says otherwise. */
export const DEFAULT_MARKER_SIDE_MM = 20;
/** Above this tilt the far side of a photo is out of focus and skin is no plane any more. @source clinical literature: %BSA is refused beyond 30° */
export const MAX_TILT_DEG = 30;
/** 1-sigma of a printed side: an office printer's scale, and paper. */
const PRINTED_SIDE_SD_MM = 0.05;
/** Declared scales come from a ruler read by eye. */
const DECLARED_LENGTH_RELATIVE_SD = 0.01;

/** Scale and tilt from one marker; see `calibrateFromMarkers`. */
export function calibrateFromMarker(
  marker: Marker,
  sideMm: number,
  image: CameraGuess,
  scaleToUpload: number,
): PlaneCalibration {
  return calibrateFromMarkers([marker], sideMm, image, scaleToUpload);
}

/**
 * Scale and tilt from all markers of a photo, each of side `sideMm`, taken to lie on one plane with the skin.
 * `image` is the picture in whose pixels the corners are given, `scaleToUpload` how many upload pixels one of its pixels
 * is wide. `mm_per_pixel` is the square root of the area that a pixel at the (first) marker covers.
 */
export function calibrateFromMarkers(
  markers: readonly Marker[],
  sideMm: number,
  image: CameraGuess,
  scaleToUpload: number,
): PlaneCalibration {
  requirePositive('a marker side in mm', sideMm);
  requirePositive('a scale to the upload', scaleToUpload);
  if (markers.length === 0) throw new RangeError('Expected at least one marker but received none');
  const pose = fitPlane(markers, sideMm, image);
  refuseTilt(pose);
  refuseDisagreement(markers, sideMm, image);
  const printSd = (2 * PRINTED_SIDE_SD_MM) / sideMm;
  return planeCalibration(pose, { image, at: centroid(markers[0].corners), scaleToUpload, printSd }, (mmPerPixel) => ({
    kind: 'marker',
    mm_per_pixel: mmPerPixel,
    tilt_deg: pose.tiltDeg,
    marker_id: markers[0].id,
    marker_side_mm: sideMm,
    ...(markers.length > 1 ? { note: `Scale from ${markers.length} markers on one plane.` } : {}),
  }));
}

interface PlaneSetting {
  readonly image: CameraGuess;
  /** Where `mm_per_pixel` holds. */
  readonly at: Point;
  readonly scaleToUpload: number;
  /** 1-sigma of the printed area relative to itself. */
  readonly printSd: number;
}

/** What a pose makes of areas, and of its own uncertainty. */
export function planeCalibration(
  pose: PlanePose,
  { image, at, scaleToUpload, printSd }: PlaneSetting,
  describe: (mmPerPixel: number) => Calibration,
): PlaneCalibration {
  const sdAt = (points: readonly Point[]) => Math.hypot(printSd, areaScaleSd(pose, points));
  return {
    calibration: describe(Math.sqrt(areaFactor(pose.toPlane, at)) / scaleToUpload),
    areaMm2: (mask, factorAt) => maskAreaOnPlane(mask, pose.toPlane, factorAt),
    // Not found for every photo: it takes as long as the pose itself.
    get relativeSd() {
      return rootMeanSquare(gridOver(image).map((point) => sdAt([point])));
    },
    relativeSdOf: (mask) => {
      const points = samplePoints(mask);
      return sdAt(points.length > 0 ? points : [at]);
    },
  };
}

/** A scale that somebody declared, in mm per pixel of the upload, for a camera held perpendicular. */
export function declaredCalibration(mmPerPixel: number, scaleToUpload: number): PlaneCalibration {
  requirePositive('mm per pixel', mmPerPixel);
  requirePositive('a scale to the upload', scaleToUpload);
  const pixelMm2 = (mmPerPixel * scaleToUpload) ** 2;
  const relativeSd = 2 * DECLARED_LENGTH_RELATIVE_SD;
  return {
    calibration: { kind: 'declared', mm_per_pixel: mmPerPixel, tilt_deg: null },
    areaMm2: (mask, factorAt) => pixelMm2 * (factorAt ? weightedPixels(mask, factorAt) : countPixels(mask)),
    relativeSd,
    relativeSdOf: () => relativeSd,
  };
}

/** No scale: cm² stay absent and the reason goes along. */
export function uncalibrated(reason: string): NoCalibration {
  return {
    calibration: { kind: 'uncalibrated', mm_per_pixel: null, tilt_deg: null, note: reason },
    areaMm2: () => null,
    relativeSd: null,
    relativeSdOf: () => null,
  };
}

export function requirePositive(what: string, value: number): void {
  if (!(value > 0 && Number.isFinite(value))) {
    throw new RangeError(`Expected ${what} above 0 but received ${value}`);
  }
}

export function refuseTilt({ tiltDeg }: PlanePose): void {
  if (tiltDeg <= MAX_TILT_DEG) return;
  throw new Refusal(
    'marker_too_tilted',
    `The marker is tilted by ${tiltDeg.toFixed(0)}°, more than the ${MAX_TILT_DEG}° up to which areas can be trusted. ` +
      'Hold the camera square to the skin, with the marker flat beside the lesion, and take the photo again.',
  );
}

/** Nine places at the thirds of the frame. */
function gridOver({ width, height }: CameraGuess): Point[] {
  const parts = [1 / 6, 1 / 2, 5 / 6];
  return parts.flatMap((y) => parts.map((x): Point => [x * (width - 1), y * (height - 1)]));
}
