import type { Mask } from '../domain/raster.ts';
import { connectedComponents } from '../geometry/components.ts';
import { majorityOf3x3 } from '../raster/majority.ts';

/** Islands of skin smaller than this share of all skin are specks on cloth or wood. */
const LEAST_SKIN_ISLAND_SHARE = 0.005;
/** Holes in skin smaller than this share of the frame are hair, gloss or a mole, not cloth. */
const LARGEST_SKIN_HOLE_SHARE = 0.001;
/** Lesions of fewer pixels of the measuring grid are not told from grain. */
export const LEAST_LESION_PIXELS = 20;

/** Skin without specks and pinholes. */
export function cleanSkin(skin: Mask): Mask {
  const smooth = majorityOf3x3(skin);
  const total = smooth.data.reduce((sum, value) => sum + value, 0);
  const islands = keepLarge(smooth, total * LEAST_SKIN_ISLAND_SHARE);
  const gaps = keepLarge(invert(islands), islands.data.length * LARGEST_SKIN_HOLE_SHARE);
  return invert(gaps);
}

/** Lesion within skin, without grain. */
export function cleanLesion(lesion: Mask, skin: Mask): Mask {
  const smooth = majorityOf3x3(lesion);
  const data = smooth.data.map((value, i) => value & skin.data[i]);
  return keepLarge({ ...smooth, data }, LEAST_LESION_PIXELS);
}

function keepLarge(mask: Mask, leastPixels: number): Mask {
  const { labels } = connectedComponents(mask, Math.max(1, Math.ceil(leastPixels)));
  const data = new Uint8Array(mask.data.length);
  for (let i = 0; i < data.length; i++) data[i] = labels[i] > 0 ? 1 : 0;
  return { width: mask.width, height: mask.height, data };
}

function invert(mask: Mask): Mask {
  return { width: mask.width, height: mask.height, data: mask.data.map((value) => 1 - value) };
}
