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
    multiply(values, weights, weighted);
    const means = mean(weighted);
    divideByWeight(means, total);
    return means;
  };
}

function divideByWeight(sums: Float32Array, weights: Float32Array): void {
  for (let i = 0; i < sums.length; i++) sums[i] /= Math.max(LEAST_WEIGHT, weights[i]);
}

function multiply(a: Float32Array, b: Float32Array, product: Float32Array): void {
  for (let i = 0; i < product.length; i++) product[i] = a[i] * b[i];
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
  multiply(u.values, v.values, product);
  const result = windowMean(product);
  subtractProduct(result, u.mean, v.mean);
  return result;
}

function subtractProduct(from: Float32Array, a: Float32Array, b: Float32Array): void {
  for (let i = 0; i < from.length; i++) from[i] -= a[i] * b[i];
}

/** @param probability of the region on the grid of the guide, in [0, 1] */
export function fitLocalBorder(guide: GuideStatistics, probability: Float32Array, noise: BorderNoise): LocalBorder {
  const { width, height, windowMean, channels, means } = guide;
  const cells = width * height;
  if (probability.length !== cells) {
    throw new RangeError(`Expected ${cells} probabilities but received ${probability.length}`);
  }
  const target = { values: probability, mean: windowMean(probability) };
  const cross = channels.map((values, k) => covariance({ values, mean: means[k] }, target, windowMean));
  const [red, green, blue, offset] = ridgeFits(guide, cross, target.mean, noise).map(windowMean);
  return { width, height, red, green, blue, offset };
}

/** Solves (covariance + sensor * I + shading * 1 1ᵀ) slope = cross in every window by Cramer's rule; then the offset. */
function ridgeFits(
  { covariances, means }: GuideStatistics,
  [crossRed, crossGreen, crossBlue]: readonly Float32Array[],
  targetMean: Float32Array,
  { sensor, shading }: BorderNoise,
): readonly Float32Array[] {
  const [varRr, covRg, covRb, varGg, covGb, varBb] = covariances;
  const [meanRed, meanGreen, meanBlue] = means;
  const planes = [0, 1, 2, 3].map(() => new Float32Array(targetMean.length));
  const [red, green, blue, offset] = planes;
  for (let i = 0; i < offset.length; i++) {
    const rr = varRr[i] + sensor + shading;
    const rg = covRg[i] + shading;
    const rb = covRb[i] + shading;
    const gg = varGg[i] + sensor + shading;
    const gb = covGb[i] + shading;
    const bb = varBb[i] + sensor + shading;
    const cofactorRr = gg * bb - gb * gb;
    const cofactorRg = gb * rb - rg * bb;
    const cofactorRb = rg * gb - gg * rb;
    const cofactorGb = rg * rb - rr * gb;
    const determinant = rr * cofactorRr + rg * cofactorRg + rb * cofactorRb;
    const r = (cofactorRr * crossRed[i] + cofactorRg * crossGreen[i] + cofactorRb * crossBlue[i]) / determinant;
    const g =
      (cofactorRg * crossRed[i] + (rr * bb - rb * rb) * crossGreen[i] + cofactorGb * crossBlue[i]) / determinant;
    const b =
      (cofactorRb * crossRed[i] + cofactorGb * crossGreen[i] + (rr * gg - rg * rg) * crossBlue[i]) / determinant;
    red[i] = r;
    green[i] = g;
    blue[i] = b;
    offset[i] = targetMean[i] - r * meanRed[i] - g * meanGreen[i] - b * meanBlue[i];
  }
  return planes;
}
