import type { RgbImage } from '../domain/raster.ts';
import { gridStep } from './grid.ts';
import { QUALITY_THRESHOLDS } from './thresholds.ts';

const LEVELS = 256;

export interface Exposure {
  /** Brightness (mean of the channels, green twice) below which 1 %, 95 % and 99 % of the pixels lie, in levels. */
  readonly brightness01: number;
  readonly brightness95: number;
  readonly brightness99: number;
  /** Largest minus smallest channel that 98 % of the pixels stay below, in levels. */
  readonly chroma98: number;
  /** Root mean square distance of red − green and blue − green from their mean at equal brightness, in levels. */
  readonly hueScatter: number;
  /** Share of pixels with two or three channels at the ceiling, %. */
  readonly clippedPercent: number;
}

/** Smallest level that at least `share` of the counted pixels do not exceed. */
function quantile(histogram: Uint32Array, total: number, share: number): number {
  let count = 0;
  for (let level = 0; level < histogram.length; level++) {
    count += histogram[level];
    if (count >= share * total) return level;
  }
  return histogram.length - 1;
}

/** Root mean square of two differences around their means at equal brightness; sums per brightness level, and of all squares. */
function scatter(counts: Uint32Array, sums: readonly Float64Array[], squares: number, total: number): number {
  let explained = 0;
  for (let level = 0; level < LEVELS; level++) {
    if (counts[level] === 0) continue;
    for (const sum of sums) explained += sum[level] ** 2 / counts[level];
  }
  return Math.sqrt(Math.max(0, squares - explained) / total);
}

/** Exposure and colour of a photo, from one pixel of each grid cell. */
export function measureExposure({ width, height, data }: RgbImage): Exposure {
  const step = gridStep({ width, height });
  const brightnesses = new Uint32Array(LEVELS);
  const chromas = new Uint32Array(LEVELS);
  const redGreen = new Float64Array(LEVELS);
  const blueGreen = new Float64Array(LEVELS);
  let squares = 0;
  let clipped = 0;
  for (let y = 0; y < height; y += step) {
    const end = (y + 1) * width * 3;
    for (let i = y * width * 3; i < end; i += 3 * step) {
      const r = data[i];
      const g = data[i + 1];
      const b = data[i + 2];
      const brightness = (r + 2 * g + b) >> 2;
      brightnesses[brightness]++;
      chromas[Math.max(r, g, b) - Math.min(r, g, b)]++;
      redGreen[brightness] += r - g;
      blueGreen[brightness] += b - g;
      squares += (r - g) * (r - g) + (b - g) * (b - g);
      const second = Math.max(Math.min(r, g), Math.min(Math.max(r, g), b));
      if (second >= QUALITY_THRESHOLDS.clippedLevel) clipped++;
    }
  }
  const total = Math.ceil(width / step) * Math.ceil(height / step);
  return {
    brightness01: quantile(brightnesses, total, 0.01),
    brightness95: quantile(brightnesses, total, 0.95),
    brightness99: quantile(brightnesses, total, 0.99),
    chroma98: quantile(chromas, total, 0.98),
    hueScatter: scatter(brightnesses, [redGreen, blueGreen], squares, total),
    clippedPercent: (100 * clipped) / total,
  };
}
