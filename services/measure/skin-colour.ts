import { hasSkinChroma } from '../colour/skin-chroma.ts';
import type { Mask, RgbImage } from '../domain/raster.ts';

/** Every so many pixels along both axes are enough for a share. */
const STEP = 4;

/** Share of what was found to be skin that has the colour of skin, in [0, 1]; 0 where no skin was found. */
export function shareOfSkinColour({ width, height, data }: RgbImage, skin: Mask): number {
  let found = 0;
  let coloured = 0;
  for (let y = 0; y < height; y += STEP) {
    for (let x = 0; x < width; x += STEP) {
      const i = y * width + x;
      if (!skin.data[i]) continue;
      found++;
      if (hasSkinChroma(data[3 * i], data[3 * i + 1], data[3 * i + 2])) coloured++;
    }
  }
  return found === 0 ? 0 : coloured / found;
}
