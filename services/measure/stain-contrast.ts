import { unmix } from '../colour/skin-stains.ts';
import { boxMean } from '../raster/box-mean.ts';
import type { ColourGrid } from './refine-masks.ts';

/**
 * Melanin and haemoglobin of each cell against the patient's own healthy skin near by. A contrast is a difference of
 * stain amounts (units: services/colour/skin-stains.ts), free of shading; 0 is healthy skin.
 */
export interface StainContrast {
  readonly width: number;
  readonly height: number;
  readonly melanin: Float32Array;
  readonly haemoglobin: Float32Array;
  /** Share of healthy skin in the neighbourhood of each cell, in [0, 1]: how well the reference is founded. */
  readonly healthyShare: Float32Array;
}

/** Neighbourhood of the healthy reference: a square of half this share of the grid's long side, both ways. */
const NEIGHBOURHOOD = 0.2;

/** A cell counts as healthy reference by its probability to be skin and not lesion; below a half not at all. */
const healthyWeight = (skin: number, lesion: number): number => Math.max(0, skin * (1 - lesion) - 0.5);

export function stainContrast(grid: ColourGrid): StainContrast {
  const { width, height, opticalDensity } = grid;
  const cells = width * height;
  const melanin = new Float32Array(cells);
  const haemoglobin = new Float32Array(cells);
  const weight = new Float32Array(cells);
  for (let i = 0; i < cells; i++) {
    const stains = unmix(opticalDensity[i], opticalDensity[cells + i], opticalDensity[2 * cells + i]);
    melanin[i] = stains.melanin;
    haemoglobin[i] = stains.haemoglobin;
    weight[i] = healthyWeight(grid.skin[i], grid.lesion[i]);
  }
  const radius = Math.round(NEIGHBOURHOOD * Math.max(width, height));
  const mean = (values: Float32Array): Float32Array => boxMean(values, width, height, radius);
  const healthyShare = mean(weight);
  const againstHealthy = (stain: Float32Array): Float32Array => {
    const reference = mean(stain.map((value, i) => value * weight[i]));
    return stain.map((value, i) => value - reference[i] / Math.max(1e-6, healthyShare[i]));
  };
  return {
    width,
    height,
    melanin: againstHealthy(melanin),
    haemoglobin: againstHealthy(haemoglobin),
    healthyShare,
  };
}
