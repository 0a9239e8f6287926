import type { Mask } from '../domain/raster.ts';
import { runsOf } from '../raster/runs.ts';
import type { Homography } from './homography.ts';
import { determinant } from './homography.ts';

/**
 * Area of a mask on a plane, in the plane's units squared: each pixel counts with the Jacobian determinant of the map
 * photo px → plane at its centre, which is det H / w³.
 */
export function maskAreaOnPlane(mask: Mask, toPlane: Homography): number {
  let sum = 0;
  for (const { y, start, end } of runsOf(mask)) {
    const wOfRow = toPlane[7] * y + toPlane[8];
    for (let x = start; x <= end; x++) {
      const w = toPlane[6] * x + wOfRow;
      sum += 1 / (w * w * w);
    }
  }
  return Math.abs(determinant(toPlane) * sum);
}
