import { linearFromSrgb } from '../colour/optical-density.ts';
import type { RgbImage } from '../domain/raster.ts';
import { halfOf } from '../raster/halve.ts';

/** Relative luminance of linear sRGB. @source IEC 61966-2-1 */
const LUMINANCE = [0.2126, 0.7152, 0.0722] as const;

/** Linear light of an 8-bit sRGB value, 0 to 1. */
export const LINEAR_OF_SRGB: Float32Array = Float32Array.from({ length: 256 }, (_, value) =>
  linearFromSrgb(value / 255),
);

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

/**
 * The green channel, averaged over blocks of `block` × `block` pixels; a rest at the right or bottom is dropped.
 * Green stands in for grey: it has the least noise, and melanin and haemoglobin show best in it.
 */
export function greenBlocks(image: RgbImage, block: number): GreyImage {
  // Others ask for the half of a photo, too, and it is there.
  if (block === 2) return greenBlocks(halfOf(image), 1);
  const width = Math.floor(image.width / block);
  const height = Math.floor(image.height / block);
  const sums = new Uint32Array(width);
  const data = new Uint8Array(width * height);
  for (let y = 0; y < height; y++) {
    sums.fill(0);
    for (let row = 0; row < block; row++) addRow(image.data, 3 * (y * block + row) * image.width + 1, block, sums);
    for (let x = 0; x < width; x++) data[y * width + x] = sums[x] / block ** 2;
  }
  return { width, height, data };
}

function addRow(data: Uint8Array, start: number, block: number, sums: Uint32Array): void {
  let i = start;
  for (let x = 0; x < sums.length; x++) {
    let sum = 0;
    for (let column = 0; column < block; column++, i += 3) sum += data[i];
    sums[x] += sum;
  }
}
