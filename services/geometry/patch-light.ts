import type { LinearRgb } from '../colour/lab.ts';
import type { RgbImage } from '../domain/raster.ts';
import { LINEAR_OF_SRGB } from './grey.ts';
import { type Homography, mapPoint, type Point } from './homography.ts';

/** Mean linear light over the middle of a patch. */
export interface PatchLight {
  readonly light: LinearRgb;
  /** A channel reaches its ceiling on some of it: its light is not known. */
  readonly clipped: boolean;
}

/** Half width of what is read of a patch, in pitches: the patch reaches to 0.42, so that a shift by a sixth of the pitch does no harm. */
const REACH = 0.22;
/** Places along each side. */
const SAMPLES = 9;
/** JPEG coding moves a clipped 255 by a level or two. */
const CLIPPED_LEVEL = 253;
/** A patch with more than this share of its places at the ceiling is clipped. */
const CLIPPED_SHARE = 0.05;

/** Light of the patch at a place of a lattice; undefined where it is not wholly within the picture. */
export function patchLight(image: RgbImage, toImage: Homography, [column, row]: Point): PatchLight | undefined {
  let [red, green, blue, ceiling] = [0, 0, 0, 0];
  for (let k = 0; k < SAMPLES ** 2; k++) {
    const offset = (i: number) => REACH * ((2 * i) / (SAMPLES - 1) - 1);
    const [px, py] = mapPoint(toImage, [column + offset(k % SAMPLES), row + offset(Math.floor(k / SAMPLES))]);
    const [x, y] = [Math.round(px), Math.round(py)];
    if (!(x >= 0 && y >= 0 && x < image.width && y < image.height)) return undefined;
    const i = 3 * (y * image.width + x);
    const [r, g, b] = [image.data[i], image.data[i + 1], image.data[i + 2]];
    red += LINEAR_OF_SRGB[r];
    green += LINEAR_OF_SRGB[g];
    blue += LINEAR_OF_SRGB[b];
    if (Math.max(r, g, b) >= CLIPPED_LEVEL) ceiling++;
  }
  const count = SAMPLES ** 2;
  return { light: [red / count, green / count, blue / count], clipped: ceiling > CLIPPED_SHARE * count };
}
