import type { Mask } from '../domain/raster.ts';
import { largestComponentPixels, withoutSmallComponents } from '../geometry/components.ts';

/** Pieces of skin smaller than this share of the largest piece are cloth or wood of skin colour, not another part of the body. */
const LEAST_PIECE_SHARE = 0.05;

/** Skin without the pieces that are too small to be part of the same body. */
export function withoutSmallPieces(skin: Mask): Mask {
  return withoutSmallComponents(skin, LEAST_PIECE_SHARE * largestComponentPixels(skin));
}
