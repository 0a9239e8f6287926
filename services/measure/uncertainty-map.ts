import type { ScalarMap } from '../domain/raster.ts';
import type { ColourGrid } from './refine-masks.ts';

/**
 * Where on the skin the photo leaves open what is lesion, cell by cell of the coarse grid: 4 p (1 − p), the variance of a yes or no of
 * probability p as a share of the largest there is. 0 where p is 0 or 1 and off the skin, 1 where p is one half. It knows nothing of
 * what the network is wrongly sure of.
 */
export function uncertaintyMap({
  width,
  height,
  skin,
  lesion,
}: Omit<ColourGrid, 'opticalDensity' | 'statistics'>): ScalarMap {
  const data = new Float32Array(skin.length);
  for (let i = 0; i < data.length; i++) if (skin[i] >= 0.5) data[i] = 4 * lesion[i] * (1 - lesion[i]);
  return { width, height, data };
}
