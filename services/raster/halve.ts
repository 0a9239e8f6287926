import type { RgbImage } from '../domain/raster.ts';

const halves = new WeakMap<RgbImage, RgbImage>();

/** The half of an image as of `halveRgb`; made once for each, however many ask for it. */
export function halfOf(image: RgbImage): RgbImage {
  const half = halves.get(image) ?? halveRgb(image);
  halves.set(image, half);
  return half;
}

/** Mean of each 2 x 2 block, rounded; an odd last row or column is left out. Quick: what is coarser is made from it. */
export function halveRgb({ width, height, data }: RgbImage): RgbImage {
  const half = { width: width >> 1, height: height >> 1 };
  const out = new Uint8Array(half.width * half.height * 3);
  const row = width * 3;
  for (let y = 0, o = 0; y < half.height; y++) {
    for (let x = 0, i = 2 * y * row; x < half.width; x++, i += 6, o += 3) {
      out[o] = (data[i] + data[i + 3] + data[i + row] + data[i + row + 3] + 2) >> 2;
      out[o + 1] = (data[i + 1] + data[i + 4] + data[i + row + 1] + data[i + row + 4] + 2) >> 2;
      out[o + 2] = (data[i + 2] + data[i + 5] + data[i + row + 2] + data[i + row + 5] + 2) >> 2;
    }
  }
  return { ...half, data: out };
}
