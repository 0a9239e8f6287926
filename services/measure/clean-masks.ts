import type { Mask } from '../domain/raster.ts';
import { withoutSmallComponents } from '../geometry/components.ts';
import { majorityOf3x3 } from '../raster/majority.ts';
import { withoutSmallPieces } from './skin-pieces.ts';

/** Holes in skin smaller than this share of the frame are hair, gloss or a mole, not cloth. */
const LARGEST_SKIN_HOLE_SHARE = 0.001;
/** Lesions of fewer pixels of the measuring grid are not told from grain. */
export const LEAST_LESION_PIXELS = 20;

/** Skin without specks and pinholes. */
export function cleanSkin(skin: Mask): Mask {
  const islands = withoutSmallPieces(skin);
  const gaps = withoutSmallComponents(invert(islands), islands.data.length * LARGEST_SKIN_HOLE_SHARE);
  return invert(gaps);
}

/** Lesion within skin, without grain. */
export function cleanLesion(lesion: Mask, skin: Mask): Mask {
  const smooth = majorityOf3x3(lesion);
  for (let i = 0; i < smooth.data.length; i++) smooth.data[i] &= skin.data[i];
  return withoutSmallComponents(smooth, LEAST_LESION_PIXELS);
}

function invert({ width, height, data }: Mask): Mask {
  const inverted = new Uint8Array(data.length);
  for (let i = 0; i < data.length; i++) inverted[i] = 1 - data[i];
  return { width, height, data: inverted };
}
