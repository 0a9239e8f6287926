import type { Mask } from '../domain/raster.ts';
import { runsOf } from '../raster/runs.ts';
import type { Homography } from './homography.ts';
import { determinant } from './homography.ts';

/** At a pixel: area of a surface over its area on the plane. */
export type SurfaceFactor = (x: number, y: number) => number;

/**
 * Area of a mask on a plane, in the plane's units squared: each pixel counts with the Jacobian determinant of the map
 * photo px → plane at its centre, which is det H / w³.
 * @param factorAt how many times its area on the plane the surface at a pixel has; 1 when left out
 */
export function maskAreaOnPlane(mask: Mask, toPlane: Homography, factorAt?: SurfaceFactor): number {
  let sum = 0;
  for (const { y, start, end } of runsOf(mask)) {
    const wOfRow = toPlane[7] * y + toPlane[8];
    for (let x = start; x <= end; x++) {
      const w = toPlane[6] * x + wOfRow;
      sum += (factorAt ? factorAt(x, y) : 1) / (w * w * w);
    }
  }
  return Math.abs(determinant(toPlane) * sum);
}

/** The sum of the factors over the mask, pixels where there are none. */
export function weightedPixels(mask: Mask, factorAt: SurfaceFactor): number {
  let sum = 0;
  for (const { y, start, end } of runsOf(mask)) for (let x = start; x <= end; x++) sum += factorAt(x, y);
  return sum;
}
