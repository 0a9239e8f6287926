import { opticalDensity } from '../services/colour/optical-density.ts';
import { hasSkinChroma } from '../services/colour/skin-chroma.ts';
import { unmix } from '../services/colour/skin-stains.ts';
import type { Condition } from '../services/domain/condition.ts';
import type { RgbImage } from '../services/domain/raster.ts';
import { otsuBin } from '../services/raster/otsu.ts';
import { resizeAreaPlanar } from '../services/raster/resize-area.ts';
import type { Segmentation, Segmenter } from './segmenter.ts';

/**
 * The baseline without weights, so that a network's gain is always measured: skin by fixed chroma bounds, lesion by
 * Otsu's threshold on the stain that the condition changes. Its "probabilities" are 0 or 1.
 */
const LONG_SIDE_PX = 512;
const BINS = 256;

/** The stain that grows where the condition is: less melanin, more haemoglobin, more melanin. */
export function lesionStain(condition: Condition, red: number, green: number, blue: number): number {
  const { melanin, haemoglobin } = unmix(opticalDensity(red), opticalDensity(green), opticalDensity(blue));
  return condition === 'vitiligo' ? -melanin : condition === 'psoriasis' ? haemoglobin : melanin;
}

/** 1 for the values inside that lie above Otsu's threshold of all values inside, else 0. */
export function splitByOtsu(values: Float32Array, inside: ArrayLike<number>): Float32Array {
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  values.forEach((value, i) => {
    if (!inside[i]) return;
    low = Math.min(low, value);
    high = Math.max(high, value);
  });
  const binOf = (value: number): number => Math.min(BINS - 1, Math.floor(((value - low) / (high - low)) * BINS));
  const histogram = new Float64Array(BINS);
  values.forEach((value, i) => {
    if (inside[i] && high > low) histogram[binOf(value)] = histogram[binOf(value)] + 1;
  });
  const threshold = otsuBin(histogram);
  return values.map((value, i) => (inside[i] && high > low && binOf(value) > threshold ? 1 : 0));
}

export const thresholdSegmenter: Segmenter = {
  identity: { name: 'threshold', version: '1.0.0', sha256: null, runtime: null },
  caution:
    'Measured by thresholds without a network, as a baseline for comparison only: they find a lesion in any photo.',

  async segment(image: RgbImage, condition: Condition): Promise<Segmentation> {
    const scale = Math.min(1, LONG_SIDE_PX / Math.max(image.width, image.height));
    const width = Math.max(1, Math.round(image.width * scale));
    const height = Math.max(1, Math.round(image.height * scale));
    const cells = width * height;
    const planes = resizeAreaPlanar(image, width, height);
    const skin = new Float32Array(cells);
    const stain = new Float32Array(cells);
    for (let i = 0; i < cells; i++) {
      const [red, green, blue] = [planes[i], planes[cells + i], planes[2 * cells + i]] as [number, number, number];
      skin[i] = hasSkinChroma(red, green, blue) ? 1 : 0;
      stain[i] = lesionStain(condition, red, green, blue);
    }
    return { skin: { width, height, data: skin }, lesion: { width, height, data: splitByOtsu(stain, skin) } };
  },

  async close(): Promise<void> {},
};
