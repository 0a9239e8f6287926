import { applyBorder } from '../colour/apply-border.ts';
import { borderBand } from '../colour/border-band.ts';
import { type BorderNoise, fitLocalBorder, type GuideStatistics, guideStatistics } from '../colour/local-border.ts';
import { opticalDensities } from '../colour/optical-density.ts';
import type { Mask, RgbImage, ScalarMap } from '../domain/raster.ts';
import { resampleMap } from '../raster/resample-map.ts';
import { resizeAreaPlanar } from '../raster/resize-area.ts';
import { clearOutside } from '../raster/runs.ts';
import { lesionLevel, stretchedTo } from './lesion-level.ts';

/** Long side of the grid on which the border is fitted: the network's own resolution (its stride is two). */
export const BORDER_GRID_LONG_SIDE = 256;
/** Half width of the fitting window, in cells of that grid: some 7 % of the photo's long side across. */
export const BORDER_WINDOW_RADIUS = 8;

/**
 * What optical density varies by without meaning, as variances. Sensor: 0.02 is the grain of pores and JPEG at q 90
 * averaged over a cell. Shading: 0.1 is a tenth of a stop over a window.
 */
const SKIN_NOISE: BorderNoise = { sensor: 0.02 ** 2, shading: 0 };
const LESION_NOISE: BorderNoise = { sensor: 0.02 ** 2, shading: 0.1 ** 2 };

/** Optical density and probabilities on the coarse grid on which borders and contrasts are computed. */
export interface ColourGrid {
  readonly width: number;
  readonly height: number;
  /** Three planes: red, green, blue. */
  readonly opticalDensity: Float32Array;
  readonly skin: Float32Array;
  /** Stretched so that this photo's `level` is one half. */
  readonly lesion: Float32Array;
  readonly level: number;
}

export function colourGrid(image: RgbImage, segmentation: { skin: ScalarMap; lesion: ScalarMap }): ColourGrid {
  const scale = Math.min(1, BORDER_GRID_LONG_SIDE / Math.max(image.width, image.height));
  const width = Math.max(1, Math.round(image.width * scale));
  const height = Math.max(1, Math.round(image.height * scale));
  const skin = resampleMap(segmentation.skin, width, height).data;
  const probability = resampleMap(segmentation.lesion, width, height).data;
  const level = lesionLevel(probability, skin);
  return {
    width,
    height,
    opticalDensity: opticalDensities(resizeAreaPlanar(image, width, height)),
    skin,
    lesion: stretchedTo(level, probability),
    level,
  };
}

/** Moves the borders of skin and lesion to where the colour of this photo changes, at the image's own resolution. */
export function refineMasks(image: RgbImage, grid: ColourGrid): { readonly skin: Mask; readonly lesion: Mask } {
  const refine = (probability: Float32Array, guide: GuideStatistics, noise: BorderNoise): Mask =>
    applyBorder(image, fitLocalBorder(guide, probability, noise), borderBand(probability, grid.width, grid.height));
  const everywhere = guideStatistics(grid.opticalDensity, grid, BORDER_WINDOW_RADIUS);
  const skin = refine(grid.skin, everywhere, SKIN_NOISE);
  // Within skin only: what lies behind the patient must not pull the lesion's border.
  const onSkin = guideStatistics(grid.opticalDensity, grid, BORDER_WINDOW_RADIUS, grid.skin);
  const lesion = refine(grid.lesion, onSkin, LESION_NOISE);
  clearOutside(lesion, skin);
  return { skin, lesion };
}
