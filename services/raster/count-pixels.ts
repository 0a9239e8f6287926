import type { Mask } from '../domain/raster.ts';

/** Pixels inside the mask. */
export function countPixels({ data }: Mask): number {
  let pixels = 0;
  for (let i = 0; i < data.length; i++) pixels += data[i];
  return pixels;
}
