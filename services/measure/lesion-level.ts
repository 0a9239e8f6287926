import { otsuBin } from '../raster/otsu.ts';

/** Where a network trained on rendered skin puts its cut. */
const USUAL_LEVEL = 0.5;
/** A network that sees a look it was not trained on answers with the right shape and too little certainty; below this it has no answer. */
const LOWEST_LEVEL = 0.15;
/** The two heaps must lie this far apart, so that noise is not split. */
const LEAST_SEPARATION = 0.2;
const BINS = 100;

/**
 * The probability at which this photo's skin falls into lesion and healthy: one half, or lower where the network's answer has two
 * clear heaps that one half does not part (Otsu's threshold). Never higher.
 * @param lesion probability of lesion of each cell
 * @param skin probability of skin of each cell; cells of one half and more count
 */
export function lesionLevel(lesion: Float32Array, skin: Float32Array): number {
  const histogram = new Uint32Array(BINS);
  for (let i = 0; i < lesion.length; i++) {
    if (skin[i] >= 0.5) histogram[Math.min(BINS - 1, Math.floor(lesion[i] * BINS))]++;
  }
  const bin = otsuBin(histogram);
  const level = (bin + 1) / BINS;
  const separation = meanBin(histogram, bin + 1, BINS) - meanBin(histogram, 0, bin + 1);
  if (separation / BINS < LEAST_SEPARATION) return USUAL_LEVEL;
  return Math.min(USUAL_LEVEL, Math.max(LOWEST_LEVEL, level));
}

function meanBin(histogram: Uint32Array, from: number, to: number): number {
  let count = 0;
  let sum = 0;
  for (let bin = from; bin < to; bin++) {
    count += histogram[bin];
    sum += bin * histogram[bin];
  }
  return count === 0 ? 0 : sum / count;
}

/** Stretches probabilities so that `level` becomes one half and 0 and 1 stay. */
export function stretchedTo(level: number, lesion: Float32Array): Float32Array {
  return lesion.map((p) => (p < level ? (0.5 * p) / level : 0.5 + (0.5 * (p - level)) / (1 - level)));
}
