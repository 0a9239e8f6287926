import type { Mask } from '../domain/raster.ts';
import { runsOf } from './runs.ts';

/** Pixels inside the mask. */
export function countPixels(mask: Mask): number {
  return runsOf(mask).reduce((pixels, { start, end }) => pixels + end - start + 1, 0);
}
