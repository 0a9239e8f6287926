import type { RgbImage } from '../domain/raster.ts';

/** Relative luminance of linear sRGB. @source IEC 61966-2-1 */
const LUMINANCE = [0.2126, 0.7152, 0.0722] as const;

/** Linear light of an 8-bit sRGB value, 0 to 1. @source IEC 61966-2-1 */
export const LINEAR_OF_SRGB: Float32Array = Float32Array.from({ length: 256 }, (_, value) => {
  const encoded = value / 255;
  return encoded <= 0.04045 ? encoded / 12.92 : ((encoded + 0.055) / 1.055) ** 2.4;
});

/** Luminance in linear light (0 to 1) at a place between pixels, bilinear; undefined outside the picture. */
export function luminanceAt(image: RgbImage, x: number, y: number): number | undefined {
  const x0 = Math.floor(x);
  const y0 = Math.floor(y);
  if (x0 < 0 || y0 < 0 || x0 + 1 >= image.width || y0 + 1 >= image.height) return undefined;
  const fx = x - x0;
  const fy = y - y0;
  const i = 3 * (y0 * image.width + x0);
  const below = i + 3 * image.width;
  return (
    (1 - fy) * ((1 - fx) * luminance(image.data, i) + fx * luminance(image.data, i + 3)) +
    fy * ((1 - fx) * luminance(image.data, below) + fx * luminance(image.data, below + 3))
  );
}

function luminance(data: Uint8Array, i: number): number {
  return (
    LUMINANCE[0] * LINEAR_OF_SRGB[data[i]] +
    LUMINANCE[1] * LINEAR_OF_SRGB[data[i + 1]] +
    LUMINANCE[2] * LINEAR_OF_SRGB[data[i + 2]]
  );
}

export interface GreyImage {
  readonly width: number;
  readonly height: number;
  readonly data: Uint8Array;
}

/** Weights in 1/256 for a quick grey value of encoded sRGB. @source ITU-R BT.601 */
const GREY = [77, 150, 29] as const;

/** Grey values of encoded sRGB, averaged over blocks of `block` × `block` pixels; a rest at the right or bottom is dropped. */
export function greyBlocks(image: RgbImage, block: number): GreyImage {
  const width = Math.floor(image.width / block);
  const height = Math.floor(image.height / block);
  const sums = new Uint32Array(width);
  const data = new Uint8Array(width * height);
  const divisor = 256 * block * block;
  for (let y = 0; y < height; y++) {
    sums.fill(0);
    for (let row = 0; row < block; row++) {
      let i = 3 * (y * block + row) * image.width;
      for (let x = 0; x < width; x++) {
        for (let column = 0; column < block; column++, i += 3) {
          sums[x] += GREY[0] * image.data[i] + GREY[1] * image.data[i + 1] + GREY[2] * image.data[i + 2];
        }
      }
    }
    for (let x = 0; x < width; x++) data[y * width + x] = sums[x] / divisor;
  }
  return { width, height, data };
}
