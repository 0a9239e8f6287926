import type { RgbImage } from '../domain/raster.ts';
import { halfOf } from '../raster/halve.ts';
import { QUALITY_THRESHOLDS } from './thresholds.ts';

/** Brightness on a regular grid, mean of the green-weighted channels over each cell, in levels (0–255). */
export interface BrightnessGrid {
  readonly width: number;
  readonly height: number;
  readonly levels: Float32Array;
}

/** Whole pixels per grid cell side, so that the grid's long side is near `gridLongSidePx`. */
export function gridStep({ width, height }: { width: number; height: number }): number {
  return Math.max(1, Math.round(Math.max(width, height) / QUALITY_THRESHOLDS.gridLongSidePx));
}

/** (R + 2 G + B) / 4 in code values: cheap, monotone, near enough to luma to compare edges and exposure. */
export function brightnessGrid(image: RgbImage): BrightnessGrid {
  const step = gridStep(image);
  return step === 2 ? meanOfCells(halfOf(image), 1) : meanOfCells(image, step);
}

function meanOfCells(image: RgbImage, step: number): BrightnessGrid {
  const width = Math.floor(image.width / step);
  const height = Math.floor(image.height / step);
  const levels = new Float32Array(width * height);
  const perSample = 1 / (4 * step * step);
  const sums = new Uint32Array(width);
  for (let y = 0; y < height; y++) {
    sums.fill(0);
    for (let row = y * step; row < (y + 1) * step; row++) addRow(image.data, row * image.width * 3, step, sums);
    for (let x = 0; x < width; x++) levels[y * width + x] = sums[x] * perSample;
  }
  return { width, height, levels };
}

/** Row by row in the order of memory. */
function addRow(data: Uint8Array, start: number, step: number, sums: Uint32Array): void {
  for (let x = 0, i = start; x < sums.length; x++) {
    let sum = 0;
    for (let dx = 0; dx < step; dx++, i += 3) sum += data[i] + 2 * data[i + 1] + data[i + 2];
    sums[x] += sum;
  }
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
