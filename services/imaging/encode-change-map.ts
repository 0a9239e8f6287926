import type { RgbImage } from '../domain/raster.ts';
import { CHANGE, type ChangeMap } from '../measure/compare-masks.ts';
import { fromRgb } from './libvips.ts';

type Rgb = readonly [red: number, green: number, blue: number];

/** Green for pigment gained, magenta for pigment lost, cyan for lesion that stayed: told apart by colour-blind readers too. */
const TINTS: ReadonlyMap<number, Rgb> = new Map<number, Rgb>([
  [CHANGE.unchanged, [0, 200, 255]],
  [CHANGE.repigmented, [0, 160, 60]],
  [CHANGE.newLesion, [230, 0, 120]],
]);
const TINT_OPACITY = 0.45;
/** What only one photo shows is darkened, so that nobody looks for a change there. */
const NOT_SHARED_BRIGHTNESS = 0.45;
const JPEG_QUALITY = 88;

/** The baseline photo with the change of each pixel tinted, as JPEG. */
export async function encodeChangeMap(image: RgbImage, change: ChangeMap): Promise<Buffer> {
  if (image.width !== change.width || image.height !== change.height) {
    throw new RangeError(
      `Expected a change map of ${image.width}x${image.height} but received ${change.width}x${change.height}`,
    );
  }
  const data = Uint8Array.from(image.data, (value, i) => tinted(value, change.data[Math.floor(i / 3)], i % 3));
  return fromRgb({ ...image, data })
    .jpeg({ quality: JPEG_QUALITY, chromaSubsampling: '4:4:4' })
    .toBuffer();
}

function tinted(value: number, change: number, channel: number): number {
  if (change === CHANGE.notShared) return value * NOT_SHARED_BRIGHTNESS;
  const tint = TINTS.get(change);
  return tint ? value * (1 - TINT_OPACITY) + tint[channel] * TINT_OPACITY : value;
}
