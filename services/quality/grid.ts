import type { RgbImage } from '../domain/raster.ts';
import { QUALITY_THRESHOLDS } from './thresholds.ts';

/** Brightness on a regular grid, mean of the green-weighted channels over each cell, in levels (0–255). */
export interface BrightnessGrid {
  readonly width: number;
  readonly height: number;
  readonly levels: Float32Array;
}

/** Whole pixels per grid cell side, so that the grid's long side is near `gridLongSidePx`. */
export function gridStep(image: RgbImage): number {
  return Math.max(1, Math.round(Math.max(image.width, image.height) / QUALITY_THRESHOLDS.gridLongSidePx));
}

/** (R + 2 G + B) / 4 in code values: cheap, monotone, near enough to luma to compare edges and exposure. */
export function brightnessGrid(image: RgbImage): BrightnessGrid {
  const step = gridStep(image);
  const width = Math.floor(image.width / step);
  const height = Math.floor(image.height / step);
  const levels = new Float32Array(width * height);
  const perSample = 1 / (4 * step * step);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      let sum = 0;
      for (let dy = 0; dy < step; dy++) {
        let i = ((y * step + dy) * image.width + x * step) * 3;
        for (let dx = 0; dx < step; dx++, i += 3) sum += image.data[i] + 2 * image.data[i + 1] + image.data[i + 2];
      }
      levels[y * width + x] = sum * perSample;
    }
  }
  return { width, height, levels };
}

/** The grid at half size, each cell the mean of four. */
export function halve({ width, height, levels }: BrightnessGrid): BrightnessGrid {
  const half = { width: width >> 1, height: height >> 1 };
  const out = new Float32Array(half.width * half.height);
  for (let y = 0; y < half.height; y++) {
    for (let x = 0; x < half.width; x++) {
      const at = 2 * y * width + 2 * x;
      out[y * half.width + x] = (levels[at] + levels[at + 1] + levels[at + width] + levels[at + width + 1]) / 4;
    }
  }
  return { ...half, levels: out };
}
