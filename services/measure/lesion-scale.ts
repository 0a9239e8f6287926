import type { Mask } from '../domain/raster.ts';
import type { NoCalibration, PlaneCalibration } from '../geometry/calibrate.ts';
import { countPixels } from '../raster/count-pixels.ts';
import { areaInterval } from './area-interval.ts';

const MM2_PER_CM2 = 100;

export interface LesionScale {
  readonly areaCm2: number;
  /** 95 % interval; null where nothing says how far the outline may be wrong. */
  readonly areaCm2Interval: readonly [number, number] | null;
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

/**
 * Area of the lesion on the calibrated plane; null without a scale.
 * @param errors null for an outline that a person drew
 * @param areaFactor area of the outline over that of `lesion`, where the outline is finer than the measuring grid
 */
export function lesionScale(
  plane: PlaneCalibration | NoCalibration,
  lesion: Mask,
  errors: OutlineErrors | null,
  areaFactor = 1,
): LesionScale | null {
  const areaMm2 = plane.areaMm2(lesion);
  const { mm_per_pixel: mmPerPixel } = plane.calibration;
  if (areaMm2 === null || mmPerPixel === null) return null;
  const areaCm2 = (areaFactor * areaMm2) / MM2_PER_CM2;
  const pixels = countPixels(lesion);
  const relativeSd = plane.relativeSdOf(lesion) ?? 0;
  if (pixels === 0) {
    const mostMissedCm2 = errors && (errors.mostMissedPx * mmPerPixel ** 2) / MM2_PER_CM2;
    const areaCm2Interval = mostMissedCm2 === null ? null : ([0, mostMissedCm2] as const);
    return { areaCm2, areaCm2Interval, relativeSd, patchAreaCm2: () => 0 };
  }
  return {
    areaCm2,
    areaCm2Interval:
      errors && areaInterval(areaCm2, relativeSd, errors.borderRelativeSd, errors.segmentationRelativeSd),
    relativeSd,
    patchAreaCm2: (patch) => (areaCm2 * patch.pixels) / pixels,
  };
}
