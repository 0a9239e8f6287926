import { median } from '../agreement/order-statistics.ts';
import type { Mask, RgbImage } from '../domain/raster.ts';
import { itaDegrees, labFromSrgb, type ToneClass, toneClass } from './lab.ts';

/** Every so many pixels along both axes are enough for a median. */
const STEP = 4;

export interface SkinTone {
  readonly itaDeg: number;
  readonly toneClass: ToneClass;
}

/**
 * Tone of healthy skin as the photo shows it: ITA of the median L* and the median b* over the mask. It follows exposure and white
 * balance, so that it is a tone of the photo, not a measurement of the person.
 * @returns undefined where the mask shows no skin
 * @throws RangeError when mask and image differ in size
 */
export function skinTone(image: RgbImage, healthy: Mask): SkinTone | undefined {
  if (image.width !== healthy.width || image.height !== healthy.height) {
    throw new RangeError(
      `Expected a mask of ${image.width}x${image.height} but received ${healthy.width}x${healthy.height}`,
    );
  }
  const lightness: number[] = [];
  const yellowness: number[] = [];
  for (let y = 0; y < image.height; y += STEP) {
    for (let x = 0; x < image.width; x += STEP) {
      const i = y * image.width + x;
      if (!healthy.data[i]) continue;
      const { l, b } = labFromSrgb(image.data[3 * i], image.data[3 * i + 1], image.data[3 * i + 2]);
      lightness.push(l);
      yellowness.push(b);
    }
  }
  if (lightness.length === 0) return undefined;
  const itaDeg = itaDegrees({ l: median(lightness), b: median(yellowness) });
  return { itaDeg, toneClass: toneClass(itaDeg) };
}
