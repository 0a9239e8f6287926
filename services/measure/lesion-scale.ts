import type { Mask } from '../domain/raster.ts';
import type { NoCalibration, PlaneCalibration } from '../geometry/calibrate.ts';
import { countPixels } from '../raster/count-pixels.ts';
import { areaInterval, BORDER_SD_PX, borderLengthPx } from './area-interval.ts';

const MM2_PER_CM2 = 100;

export interface LesionScale {
  readonly areaCm2: number;
  /** 95 % interval. */
  readonly areaCm2Interval: readonly [number, number];
  patchAreaCm2(patch: { readonly pixels: number }): number;
}

/** Area of the lesion on the calibrated plane; null without a scale. */
export function lesionScale(plane: PlaneCalibration | NoCalibration, lesion: Mask): LesionScale | null {
  const areaMm2 = plane.areaMm2(lesion);
  if (areaMm2 === null) return null;
  const areaCm2 = areaMm2 / MM2_PER_CM2;
  const pixels = countPixels(lesion);
  if (pixels === 0) return { areaCm2, areaCm2Interval: [0, 0], patchAreaCm2: () => 0 };
  const borderRelativeSd = (borderLengthPx(lesion) * BORDER_SD_PX) / pixels;
  return {
    areaCm2,
    areaCm2Interval: areaInterval(areaCm2, plane.relativeSdOf(lesion) ?? 0, borderRelativeSd),
    patchAreaCm2: (patch) => (areaCm2 * patch.pixels) / pixels,
  };
}
