import { lesionStain, splitByOtsu } from '../../models/threshold-segmenter.ts';
import type { Mask } from '../../services/domain/raster.ts';
import type { SkinPicture } from './skin-picture.ts';

const asMask = ({ width, height }: Mask, values: Float32Array): Mask => ({
  width,
  height,
  data: Uint8Array.from(values),
});

/** Otsu's threshold on L* over the skin; the lesion is the lighter part in vitiligo, else the darker one. @source Otsu1979 */
export function otsuOnLightness({ skin, lab, condition }: SkinPicture): Mask {
  const sign = condition === 'vitiligo' ? 1 : -1;
  const values = lab.subarray(0, skin.data.length).map((lightness) => sign * lightness);
  return asMask(skin, splitByOtsu(values, skin.data));
}

/** Otsu's threshold on the stain that the condition changes: the shipped model `threshold`, on the machine's skin. */
export function otsuOnStain({ image, skin, condition }: SkinPicture): Mask {
  const values = new Float32Array(skin.data.length);
  for (let i = 0; i < values.length; i++) {
    values[i] = lesionStain(condition, image.data[3 * i], image.data[3 * i + 1], image.data[3 * i + 2]);
  }
  return asMask(skin, splitByOtsu(values, skin.data));
}
