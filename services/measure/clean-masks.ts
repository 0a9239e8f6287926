import type { Mask } from '../domain/raster.ts';
import { withoutLesserComponents, withoutSmallComponents, withoutSmallGaps } from '../geometry/components.ts';
import { majorityOf3x3 } from '../raster/majority.ts';
import { clearOutside } from '../raster/runs.ts';

/** Pieces of skin smaller than this share of the largest piece are cloth or wood of skin colour, not another part of the body. */
const LEAST_PIECE_SHARE = 0.05;
/** Holes in skin smaller than this share of the frame are hair, gloss or a mole, not cloth. */
const LARGEST_SKIN_HOLE_SHARE = 0.001;
/** Lesions of fewer pixels of the measuring grid are not told from grain. */
export const LEAST_LESION_PIXELS = 20;

/** Skin without specks and pinholes. */
export function cleanSkin(skin: Mask): Mask {
  return withoutSmallGaps(withoutLesserComponents(skin, LEAST_PIECE_SHARE), skin.data.length * LARGEST_SKIN_HOLE_SHARE);
}

/** Lesion within skin, without grain. */
export function cleanLesion(lesion: Mask, skin: Mask): Mask {
  const smooth = majorityOf3x3(lesion);
  clearOutside(smooth, skin);
  return withoutSmallComponents(smooth, LEAST_LESION_PIXELS);
}
