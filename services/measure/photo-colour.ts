import { type GuideStatistics, guideStatistics } from '../colour/local-border.ts';
import { opticalDensities } from '../colour/optical-density.ts';
import type { RgbImage } from '../domain/raster.ts';
import { resizeAreaPlanar } from '../raster/resize-area.ts';

/** Long side of the grid on which the border is fitted: the network's own resolution (its stride is two). */
export const BORDER_GRID_LONG_SIDE = 256;
/** Half width of the fitting window, in cells of that grid: some 7 % of the photo's long side across. */
export const BORDER_WINDOW_RADIUS = 8;

/** The colour of a photo on the coarse grid on which borders and contrasts are computed, whatever a network says of it. */
export interface PhotoColour {
  readonly width: number;
  readonly height: number;
  /** Three planes: red, green, blue. */
  readonly opticalDensity: Float32Array;
  /** Of the whole photo, in every fitting window. */
  readonly statistics: GuideStatistics;
}

/** Does not need the segmentation, so that it can be computed while a network is at work. */
export function photoColour(image: RgbImage): PhotoColour {
  const scale = Math.min(1, BORDER_GRID_LONG_SIDE / Math.max(image.width, image.height));
  const width = Math.max(1, Math.round(image.width * scale));
  const height = Math.max(1, Math.round(image.height * scale));
  const opticalDensity = opticalDensities(resizeAreaPlanar(image, width, height));
  const statistics = guideStatistics(opticalDensity, { width, height }, BORDER_WINDOW_RADIUS);
  return { width, height, opticalDensity, statistics };
}
