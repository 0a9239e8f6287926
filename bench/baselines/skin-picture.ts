import type { Segmenter } from '../../models/segmenter.ts';
import { BORDER_LEVEL } from '../../services/colour/apply-border.ts';
import { labFromSrgb } from '../../services/colour/lab.ts';
import type { Condition } from '../../services/domain/condition.ts';
import type { Mask, RgbImage } from '../../services/domain/raster.ts';
import { decodePhoto } from '../../services/imaging/decode.ts';
import { cleanSkin } from '../../services/measure/clean-masks.ts';
import { resampleMap } from '../../services/raster/resample-map.ts';

/** Long side at which the baselines work: the one at which the network does. */
const LONG_SIDE_PX = 512;

/** What every baseline is given: the same small picture, and the same skin. */
export interface SkinPicture {
  readonly image: RgbImage;
  readonly skin: Mask;
  /** CIELAB D65/2°, three planes; 0 outside the skin. */
  readonly lab: Float32Array;
  readonly condition: Condition;
}

/** The skin is the machine's: its probability cut at one half, without specks and pinholes. */
export async function skinPicture(bytes: Uint8Array, condition: Condition, segmenter: Segmenter): Promise<SkinPicture> {
  const { image } = await decodePhoto(bytes, { maxLongSidePx: LONG_SIDE_PX });
  const { width, height } = image;
  const probability = resampleMap((await segmenter.segment(image, condition)).skin, width, height).data;
  const skin = cleanSkin({
    width,
    height,
    data: Uint8Array.from(probability, (value) => (value >= BORDER_LEVEL ? 1 : 0)),
  });
  return { image, skin, lab: labPlanes(image, skin), condition };
}

export function labPlanes({ width, height, data }: RgbImage, skin: Mask): Float32Array {
  const pixels = width * height;
  const planes = new Float32Array(3 * pixels);
  for (let i = skin.data.indexOf(1); i >= 0; i = skin.data.indexOf(1, i + 1)) {
    const { l, a, b } = labFromSrgb(data[3 * i], data[3 * i + 1], data[3 * i + 2]);
    planes[i] = l;
    planes[pixels + i] = a;
    planes[2 * pixels + i] = b;
  }
  return planes;
}
