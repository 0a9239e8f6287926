import { itaDegrees, labFromLinear } from '../colour/lab.ts';
import { stainMaps } from '../colour/skin-stains.ts';
import { boxMean } from '../raster/box-mean.ts';
import { multiply } from '../raster/multiply.ts';
import { sumOf, weightedSum } from '../raster/sums.ts';
import type { ColourGrid } from './refine-masks.ts';

/**
 * Melanin and haemoglobin of each cell against the patient's own healthy skin near by. A contrast is a difference of
 * stain amounts (units: services/colour/skin-stains.ts), free of shading; 0 is healthy skin. `darkness` is the same of the
 * optical density as it is seen (mean of the three channels), shading included.
 */
export interface StainContrast {
  readonly width: number;
  readonly height: number;
  readonly melanin: Float32Array;
  readonly haemoglobin: Float32Array;
  readonly darkness: Float32Array;
  /** ITA of the mean optical density of all healthy skin, degrees, as the photo shows it; NaN where there is none. */
  readonly healthyItaDeg: number;
  /** How far each cell is healthy reference, 0 to 0.5. */
  readonly healthyWeight: Float32Array;
  /** Share of healthy skin in the neighbourhood of each cell, in [0, 1]: how well the reference is founded. */
  readonly healthyShare: Float32Array;
}

/** Neighbourhood of the healthy reference: a square of half this share of the grid's long side, both ways. */
export const NEIGHBOURHOOD = 0.2;

/** Less healthy skin than this is none. */
const LEAST_SHARE = 1e-6;

export function stainContrast(grid: ColourGrid): StainContrast {
  const { width, height } = grid;
  const radius = Math.round(NEIGHBOURHOOD * Math.max(width, height));
  const weight = healthyWeights(grid.skin, grid.lesion);
  const healthyShare = boxMean(weight, width, height, radius);
  const { melanin, haemoglobin, darkness } = stainMaps(grid.opticalDensity);
  const weighted = new Float32Array(weight.length);
  for (const stain of [melanin, haemoglobin, darkness]) {
    subtractHealthy(stain, boxMean(multiply(stain, weight, weighted), width, height, radius), healthyShare);
  }
  const healthyItaDeg = itaOfMean(grid, weight);
  return { width, height, melanin, haemoglobin, darkness, healthyItaDeg, healthyWeight: weight, healthyShare };
}

/** A cell counts as healthy reference by its probability to be skin and not lesion; below a half not at all. */
function healthyWeights(skin: Float32Array, lesion: Float32Array): Float32Array {
  const weights = new Float32Array(skin.length);
  for (let i = 0; i < weights.length; i++) weights[i] = Math.max(0, skin[i] * (1 - lesion[i]) - 0.5);
  return weights;
}

function itaOfMean({ opticalDensity }: ColourGrid, weight: Float32Array): number {
  const total = sumOf(weight);
  const cells = weight.length;
  const [red, green, blue] = [0, 1, 2].map((channel) =>
    Math.exp(-weightedSum(weight, opticalDensity.subarray(channel * cells, (channel + 1) * cells)) / total),
  );
  return itaDegrees(labFromLinear([red, green, blue]));
}

function subtractHealthy(stain: Float32Array, healthySum: Float32Array, share: Float32Array): void {
  for (let i = 0; i < stain.length; i++) stain[i] -= healthySum[i] / Math.max(LEAST_SHARE, share[i]);
}
