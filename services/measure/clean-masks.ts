import type { Mask } from '../domain/raster.ts';
import { clearLesserComponents, clearSmallComponents, fillSmallGaps } from '../geometry/components.ts';
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
  const cleaned = { ...skin, data: skin.data.slice() };
  clearLesserComponents(cleaned, LEAST_PIECE_SHARE);
  fillSmallGaps(cleaned, skin.data.length * LARGEST_SKIN_HOLE_SHARE);
  return cleaned;
}

/** Lesion within skin, without grain. */
export function cleanLesion(lesion: Mask, skin: Mask): Mask {
  const smooth = majorityOf3x3(lesion);
  clearOutside(smooth, skin);
  clearSmallComponents(smooth, LEAST_LESION_PIXELS);
  return smooth;
}
