import { applyBorder } from '../colour/apply-border.ts';
import { borderBand } from '../colour/border-band.ts';
import { type BorderNoise, fitLocalBorder, type GuideStatistics, guideStatistics } from '../colour/local-border.ts';
import type { Mask, RgbImage, ScalarMap } from '../domain/raster.ts';
import { resampleMap } from '../raster/resample-map.ts';
import { clearOutside } from '../raster/runs.ts';
import { lesionLevel, stretchedTo } from './lesion-level.ts';
import { BORDER_WINDOW_RADIUS, type PhotoColour } from './photo-colour.ts';

/**
 * What optical density varies by without meaning, as variances. Sensor: 0.02 is the grain of pores and JPEG at q 90
 * averaged over a cell. Shading: 0.1 is a tenth of a stop over a window.
 */
const SKIN_NOISE: BorderNoise = { sensor: 0.02 ** 2, shading: 0 };
const LESION_NOISE: BorderNoise = { sensor: 0.02 ** 2, shading: 0.1 ** 2 };

/** Colour and probabilities on the coarse grid on which borders and contrasts are computed. */
export interface ColourGrid extends PhotoColour {
  readonly skin: Float32Array;
  /** Stretched so that this photo's `level` is one half. */
  readonly lesion: Float32Array;
  readonly level: number;
}

export function colourGrid(colour: PhotoColour, segmentation: { skin: ScalarMap; lesion: ScalarMap }): ColourGrid {
  const { width, height } = colour;
  const skin = resampleMap(segmentation.skin, width, height).data;
  const probability = resampleMap(segmentation.lesion, width, height).data;
  const level = lesionLevel(probability, skin);
  return { ...colour, skin, lesion: stretchedTo(level, probability), level };
}

/** Moves the borders of skin and lesion to where the colour of this photo changes, at the image's own resolution. */
export function refineMasks(image: RgbImage, grid: ColourGrid): { readonly skin: Mask; readonly lesion: Mask } {
  const refine = (probability: Float32Array, guide: GuideStatistics, noise: BorderNoise): Mask =>
    applyBorder(image, fitLocalBorder(guide, probability, noise), borderBand(probability, grid.width, grid.height));
  const skin = refine(grid.skin, grid.statistics, SKIN_NOISE);
  // Within skin only: what lies behind the patient must not pull the lesion's border.
  const onSkin = guideStatistics(grid.opticalDensity, grid, BORDER_WINDOW_RADIUS, grid.skin);
  const lesion = refine(grid.lesion, onSkin, LESION_NOISE);
  clearOutside(lesion, skin);
  return { skin, lesion };
}
