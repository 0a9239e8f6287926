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

/** Sums per brightness level, from which the scatter around the mean at equal brightness follows. */
class ChromaByBrightness {
  readonly #count = new Uint32Array(LEVELS);
  readonly #sums = [0, 1].map(() => new Float64Array(LEVELS));
  #squares = 0;

  add(brightness: number, redGreen: number, blueGreen: number): void {
    this.#count[brightness]++;
    this.#sums[0][brightness] += redGreen;
    this.#sums[1][brightness] += blueGreen;
    this.#squares += redGreen * redGreen + blueGreen * blueGreen;
  }

  scatter(total: number): number {
    let explained = 0;
    for (let level = 0; level < LEVELS; level++) {
      if (this.#count[level] === 0) continue;
      for (const sums of this.#sums) explained += sums[level] ** 2 / this.#count[level];
    }
    return Math.sqrt(Math.max(0, this.#squares - explained) / total);
  }
}

/** Exposure and colour of a photo, from one pixel of each grid cell. */
export function measureExposure(image: RgbImage): Exposure {
  const step = gridStep(image);
  const brightnesses = new Uint32Array(LEVELS);
  const chromas = new Uint32Array(LEVELS);
  const hues = new ChromaByBrightness();
  let clipped = 0;
  let total = 0;
  for (let y = 0; y < image.height; y += step) {
    for (let x = 0; x < image.width; x += step) {
      const i = (y * image.width + x) * 3;
      const r = image.data[i];
      const g = image.data[i + 1];
      const b = image.data[i + 2];
      const brightness = (r + 2 * g + b) >> 2;
      brightnesses[brightness]++;
      chromas[Math.max(r, g, b) - Math.min(r, g, b)]++;
      hues.add(brightness, r - g, b - g);
      const atCeiling =
        Number(r >= QUALITY_THRESHOLDS.clippedLevel) +
        Number(g >= QUALITY_THRESHOLDS.clippedLevel) +
        Number(b >= QUALITY_THRESHOLDS.clippedLevel);
      if (atCeiling >= 2) clipped++;
      total++;
    }
  }
  return {
    brightness01: quantile(brightnesses, total, 0.01),
    brightness95: quantile(brightnesses, total, 0.95),
    brightness99: quantile(brightnesses, total, 0.99),
    chroma98: quantile(chromas, total, 0.98),
    hueScatter: hues.scatter(total),
    clippedPercent: (100 * clipped) / total,
  };
}
