import type { MemberRange, Segmentation } from '../../models/segmenter.ts';
import { applyBorder } from '../colour/apply-border.ts';
import { borderBand, rowsNearBorder } from '../colour/border-band.ts';
import { type BorderNoise, fitLocalBorder, guideStatistics } from '../colour/local-border.ts';
import type { Mask, RgbImage, ScalarMap } from '../domain/raster.ts';
import { resampleMap } from '../raster/resample-map.ts';
import { clearOutside } from '../raster/runs.ts';
import { BORDER_WINDOW_RADIUS, type PhotoColour } from './photo-colour.ts';

/**
 * What optical density varies by without meaning, as variances. Sensor: 0.02 is the grain of pores and JPEG at q 90
 * averaged over a cell. Shading: 0.05 is 5 % of the light over a window.
 */
const SKIN_NOISE: BorderNoise = { sensor: 0.02 ** 2, shading: 0 };
const LESION_NOISE: BorderNoise = { sensor: 0.02 ** 2, shading: 0.05 ** 2 };

/** Colour and probabilities on the coarse grid on which borders and contrasts are computed. */
export interface ColourGrid extends PhotoColour {
  readonly skin: Float32Array;
  readonly lesion: Float32Array;
  /** What the members of a committee say at least and at most; left out of a network that is one, and of what a person drew. */
  readonly members?: { readonly skin: MemberValues; readonly lesion: MemberValues } | undefined;
}

/** The lowest and the highest probability that any member gives, cell by cell. */
export interface MemberValues {
  readonly lowest: Float32Array;
  readonly highest: Float32Array;
}

export function colourGrid(colour: PhotoColour, { skin, lesion, range }: Segmentation): ColourGrid {
  const { width, height } = colour;
  const onGrid = (map: ScalarMap): Float32Array => resampleMap(map, width, height).data;
  const values = ({ lowest, highest }: MemberRange): MemberValues => ({
    lowest: onGrid(lowest),
    highest: onGrid(highest),
  });
  return {
    ...colour,
    skin: onGrid(skin),
    lesion: onGrid(lesion),
    members: range && { skin: values(range.skin), lesion: values(range.lesion) },
  };
}

/** A border holds where all windows around a cell were fitted, and is asked for between two cells, too. */
const FITTED_AROUND = BORDER_WINDOW_RADIUS + 1;

/** Moves the borders of skin and lesion to where the colour of this photo changes, at the image's own resolution. */
export function refineMasks(image: RgbImage, grid: ColourGrid): { readonly skin: Mask; readonly lesion: Mask } {
  const { width, height, statistics } = grid;
  const skinBand = borderBand(grid.skin, width, height);
  const whereSkin = rowsNearBorder(skinBand, width, height, FITTED_AROUND);
  const skinBorder = fitLocalBorder({ ...statistics, where: whereSkin }, grid.skin, SKIN_NOISE);
  const skin = applyBorder(image, skinBorder, skinBand);

  const lesionBand = borderBand(grid.lesion, width, height);
  const where = rowsNearBorder(lesionBand, width, height, FITTED_AROUND);
  // Within skin only: what lies behind the patient must not pull the lesion's border.
  const onSkin = guideStatistics(grid.opticalDensity, { width, height, where }, BORDER_WINDOW_RADIUS, grid.skin);
  const lesion = applyBorder(image, fitLocalBorder(onSkin, grid.lesion, LESION_NOISE), lesionBand);
  clearOutside(lesion, skin);
  return { skin, lesion };
}
