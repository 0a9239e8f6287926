import type { Mask } from '../domain/raster.ts';
import type { NoCalibration, PlaneCalibration } from '../geometry/calibrate.ts';
import { countPixels } from '../raster/count-pixels.ts';
import { areaInterval } from './area-interval.ts';

const MM2_PER_CM2 = 100;

export interface LesionScale {
  readonly areaCm2: number;
  /** 95 % interval. */
  readonly areaCm2Interval: readonly [number, number];
  /** 1-sigma of the scale at the lesion as a share of an area, tilt included. */
  readonly relativeSd: number;
  patchAreaCm2(patch: { readonly pixels: number }): number;
}

/** Errors of what is called a lesion, whatever the scale. */
export interface OutlineErrors {
  readonly borderRelativeSd: number;
  readonly segmentationRelativeSd: number;
  /** Lesion that may have been missed where none was found, in pixels of the upload. */
  readonly mostMissedPx: number;
}

/** Area of the lesion on the calibrated plane; null without a scale. */
export function lesionScale(
  plane: PlaneCalibration | NoCalibration,
  lesion: Mask,
  errors: OutlineErrors,
): LesionScale | null {
  const areaMm2 = plane.areaMm2(lesion);
  const { mm_per_pixel: mmPerPixel } = plane.calibration;
  if (areaMm2 === null || mmPerPixel === null) return null;
  const areaCm2 = areaMm2 / MM2_PER_CM2;
  const pixels = countPixels(lesion);
  const relativeSd = plane.relativeSdOf(lesion) ?? 0;
  if (pixels === 0) {
    const mostMissedCm2 = (errors.mostMissedPx * mmPerPixel ** 2) / MM2_PER_CM2;
    return { areaCm2, areaCm2Interval: [0, mostMissedCm2], relativeSd, patchAreaCm2: () => 0 };
  }
  return {
    areaCm2,
    areaCm2Interval: areaInterval(areaCm2, relativeSd, errors.borderRelativeSd, errors.segmentationRelativeSd),
    relativeSd,
    patchAreaCm2: (patch) => (areaCm2 * patch.pixels) / pixels,
  };
}
