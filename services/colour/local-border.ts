import { boxMean } from '../raster/box-mean.ts';

/**
 * The border of a region as a local linear function of colour: in every window, the linear function of optical density
 * that fits the network's probability best (ridge regression), averaged over the windows that hold a pixel. Fitted on a
 * coarse grid and evaluated on the fine one, it moves the network's blurred border to where the colour of this skin
 * changes. It is the guided filter with a colour guide (He, Sun & Tang 2013; coarse fit: He & Sun 2015, "Fast Guided
 * Filter"); what is ours is the guide, optical density, and the penalty, which says that light varies without meaning.
 */
export interface BorderNoise {
  /** Variance of optical density per channel that means nothing: sensor, compression, pores. */
  readonly sensor: number;
  /** Variance of optical density common to all channels that means nothing: shading. */
  readonly shading: number;
}

/** Value at a pixel = red * odRed + green * odGreen + blue * odBlue + offset; each plane of `width * height`. */
export interface LocalBorder {
  readonly width: number;
  readonly height: number;
  readonly red: Float32Array;
  readonly green: Float32Array;
  readonly blue: Float32Array;
  readonly offset: Float32Array;
}

type WindowMean = (values: Float32Array) => Float32Array;

/** Means and covariances of the guide over each window. */
export interface GuideStatistics {
  readonly width: number;
  readonly height: number;
  readonly windowMean: WindowMean;
  readonly channels: readonly Float32Array[];
  readonly means: readonly Float32Array[];
  /** Covariances rr, rg, rb, gg, gb, bb. */
  readonly covariances: readonly Float32Array[];
}

/** Below this mean weight a window holds next to nothing of what the border is about, and its fit is flat. */
const LEAST_WEIGHT = 1e-4;

function weightedWindowMean(weights: Float32Array, mean: WindowMean): WindowMean {
  const total = mean(weights);
  const weighted = new Float32Array(weights.length);
  return (values) => {
    for (let i = 0; i < weighted.length; i++) weighted[i] = values[i] * weights[i];
    const sums = mean(weighted);
    for (let i = 0; i < sums.length; i++) sums[i] /= Math.max(LEAST_WEIGHT, total[i]);
    return sums;
  };
}

/**
 * @param planes optical density as three planes (red, green, blue) of `width * height`
 * @param weights how much each cell counts in the fit, in [0, 1]; left out, all count alike
 */
export function guideStatistics(
  planes: Float32Array,
  { width, height }: { readonly width: number; readonly height: number },
  radius: number,
  weights?: Float32Array,
): GuideStatistics {
  const cells = width * height;
  const channels = [0, 1, 2].map((index) => planes.subarray(index * cells, (index + 1) * cells));
  const plainMean: WindowMean = (values) => boxMean(values, width, height, radius);
  const windowMean = weights ? weightedWindowMean(weights, plainMean) : plainMean;
  const means = channels.map(windowMean);
  const covariances = PAIRS.map(([i, j]) =>
    covariance({ values: channels[i], mean: means[i] }, { values: channels[j], mean: means[j] }, windowMean),
  );
  return { width, height, windowMean, channels, means, covariances };
}

const PAIRS = [
  [0, 0],
  [0, 1],
  [0, 2],
  [1, 1],
  [1, 2],
  [2, 2],
] as const;

interface Variable {
  readonly values: Float32Array;
  readonly mean: Float32Array;
}

function covariance(u: Variable, v: Variable, windowMean: WindowMean): Float32Array {
  const product = new Float32Array(u.values.length);
  for (let i = 0; i < product.length; i++) product[i] = u.values[i] * v.values[i];
  const result = windowMean(product);
  for (let i = 0; i < result.length; i++) result[i] -= u.mean[i] * v.mean[i];
  return result;
}

/** @param probability of the region on the grid of the guide, in [0, 1] */
export function fitLocalBorder(guide: GuideStatistics, probability: Float32Array, noise: BorderNoise): LocalBorder {
  const { width, height, windowMean, channels, means, covariances } = guide;
  const cells = width * height;
  if (probability.length !== cells) {
    throw new RangeError(`Expected ${cells} probabilities but received ${probability.length}`);
  }
  const target = { values: probability, mean: windowMean(probability) };
  const cross = channels.map((values, k) => covariance({ values, mean: means[k] }, target, windowMean));
  const [red, green, blue] = [new Float32Array(cells), new Float32Array(cells), new Float32Array(cells)];
  const offset = new Float32Array(cells);
  const [meanRed, meanGreen, meanBlue] = means;
  const slope: [number, number, number] = [0, 0, 0];
  for (let i = 0; i < cells; i++) {
    solveRidge(covariances, cross, i, noise, slope);
    red[i] = slope[0];
    green[i] = slope[1];
    blue[i] = slope[2];
    offset[i] = target.mean[i] - slope[0] * meanRed[i] - slope[1] * meanGreen[i] - slope[2] * meanBlue[i];
  }
  return {
    width,
    height,
    red: windowMean(red),
    green: windowMean(green),
    blue: windowMean(blue),
    offset: windowMean(offset),
  };
}

/** Solves (covariance + sensor * I + shading * 1 1ᵀ) x = cross at cell i by Cramer's rule. */
function solveRidge(
  covariances: readonly Float32Array[],
  cross: readonly Float32Array[],
  i: number,
  { sensor, shading }: BorderNoise,
  solution: [number, number, number],
): void {
  const rr = covariances[0][i] + sensor + shading;
  const rg = covariances[1][i] + shading;
  const rb = covariances[2][i] + shading;
  const gg = covariances[3][i] + sensor + shading;
  const gb = covariances[4][i] + shading;
  const bb = covariances[5][i] + sensor + shading;
  const cofactorRr = gg * bb - gb * gb;
  const cofactorRg = gb * rb - rg * bb;
  const cofactorRb = rg * gb - gg * rb;
  const determinant = rr * cofactorRr + rg * cofactorRg + rb * cofactorRb;
  const r = cross[0][i];
  const g = cross[1][i];
  const b = cross[2][i];
  const cofactorGb = rg * rb - rr * gb;
  solution[0] = (cofactorRr * r + cofactorRg * g + cofactorRb * b) / determinant;
  solution[1] = (cofactorRg * r + (rr * bb - rb * rb) * g + cofactorGb * b) / determinant;
  solution[2] = (cofactorRb * r + cofactorGb * g + (rr * gg - rg * rg) * b) / determinant;
}
