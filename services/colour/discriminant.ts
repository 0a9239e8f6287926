import { invertMatrix } from '../geometry/linear.ts';
import { sumOf, weightedProductSum, weightedSum } from '../raster/sums.ts';
import { CHANNEL_PAIRS } from './channel-pairs.ts';

/** Variance of optical density within a cell that no photo is without: that of 1 % noise. */
const LEAST_VARIANCE = 1e-4;

/** How far each cell is an example of lesion and of healthy skin. */
export interface ClassWeights {
  readonly lesion: Float32Array;
  readonly healthy: Float32Array;
}

/** A linear function of the three planes. */
export interface Discriminant {
  /** d': distance of the two means in units of the spread within. */
  readonly separation: number;
  readonly direction: readonly number[];
  /** Its value halfway between the means. */
  readonly middle: number;
  readonly lesionMean: readonly number[];
  /** Inverse of the covariance within a class. */
  readonly precision: readonly (readonly number[])[];
}

/**
 * Linear discriminant of two classes of equal covariance.
 * @param contrast optical density of each cell, three planes
 * @source Fisher1936
 */
export function fitDiscriminant(contrast: readonly Float32Array[], { lesion, healthy }: ClassWeights): Discriminant {
  const [inLesion, inHealthy] = [momentsOf(contrast, lesion), momentsOf(contrast, healthy)];
  const within = inLesion.covariance.map((row, r) =>
    row.map((value, c) => (value + inHealthy.covariance[r][c]) / 2 + (r === c ? LEAST_VARIANCE : 0)),
  );
  const step = inLesion.mean.map((value, c) => value - inHealthy.mean[c]);
  const precision = invertMatrix(within);
  const direction = precision.map((row) => row.reduce((sum, value, c) => sum + value * step[c], 0));
  const along = (point: readonly number[]): number => direction.reduce((sum, value, c) => sum + value * point[c], 0);
  return {
    separation: Math.sqrt(along(step)),
    direction,
    middle: (along(inLesion.mean) + along(inHealthy.mean)) / 2,
    lesionMean: inLesion.mean,
    precision,
  };
}

/** Logarithm of how much likelier the colour of each cell is in lesion than in healthy skin. */
export function logOdds(
  [red, green, blue]: readonly Float32Array[],
  { direction, middle }: Discriminant,
): Float32Array {
  const [r, g, b] = direction;
  const result = new Float32Array(red.length);
  for (let i = 0; i < result.length; i++) result[i] = r * red[i] + g * green[i] + b * blue[i] - middle;
  return result;
}

/** Squared distance of each cell's colour from the mean of the lesion, in variances within a class. @source Mahalanobis1936 */
export function distanceFromLesion(
  [red, green, blue]: readonly Float32Array[],
  { lesionMean, precision }: Discriminant,
): Float32Array {
  const [meanR, meanG, meanB] = lesionMean;
  const [[rr, rg, rb], [, gg, gb], [, , bb]] = precision;
  const result = new Float32Array(red.length);
  for (let i = 0; i < result.length; i++) {
    const r = red[i] - meanR;
    const g = green[i] - meanG;
    const b = blue[i] - meanB;
    result[i] = rr * r * r + gg * g * g + bb * b * b + 2 * (rg * r * g + rb * r * b + gb * g * b);
  }
  return result;
}

interface Moments {
  readonly mean: readonly number[];
  readonly covariance: readonly (readonly number[])[];
}

/** Weighted mean and covariance. Contrasts are near 0, so that the difference of squares keeps its digits. */
function momentsOf(planes: readonly Float32Array[], weight: Float32Array): Moments {
  const examples = cellsWithWeight(weight);
  const weights = valuesAt(weight, examples);
  const samples = planes.map((plane) => valuesAt(plane, examples));
  const total = sumOf(weights);
  const mean = samples.map((values) => weightedSum(weights, values) / total);
  const [rr, rg, rb, gg, gb, bb] = CHANNEL_PAIRS.map(
    ([a, b]) => weightedProductSum(weights, samples[a], samples[b]) / total - mean[a] * mean[b],
  );
  return {
    mean,
    covariance: [
      [rr, rg, rb],
      [rg, gg, gb],
      [rb, gb, bb],
    ],
  };
}

/** Most cells are no example of a class, and none of its sums need ask for them. */
function cellsWithWeight(weight: Float32Array): Uint32Array {
  const cells = new Uint32Array(weight.length);
  let count = 0;
  for (let i = 0; i < weight.length; i++) if (weight[i] > 0) cells[count++] = i;
  return cells.subarray(0, count);
}

function valuesAt(values: Float32Array, cells: Uint32Array): Float32Array {
  const result = new Float32Array(cells.length);
  for (let i = 0; i < result.length; i++) result[i] = values[cells[i]];
  return result;
}
