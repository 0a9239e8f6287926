import { boxMean, cellsOfWindows, type Rows, wholeRows } from '../raster/box-mean.ts';
import { multiply } from '../raster/multiply.ts';
import { CHANNEL_PAIRS } from './channel-pairs.ts';
import { ridgeFits } from './ridge-fits.ts';

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

/** Mean of `a`, or of the product of `a` and `b`, over the windows around the cells of `where`. */
type WindowMean = (where: Rows, a: Float32Array, b?: Float32Array) => Float32Array;

/** Means and covariances of the guide over each window. */
export interface GuideStatistics {
  readonly width: number;
  readonly height: number;
  /** The cells around which windows lie. */
  readonly where: Rows;
  readonly windowMean: WindowMean;
  readonly channels: readonly Float32Array[];
  readonly means: readonly Float32Array[];
  /** Covariances rr, rg, rb, gg, gb, bb. */
  readonly covariances: readonly Float32Array[];
}

/** Below this mean weight a window holds next to nothing of what the border is about, and its fit is flat. */
const LEAST_WEIGHT = 1e-4;

interface Windows {
  readonly width: number;
  readonly height: number;
  readonly radius: number;
}

function plainWindowMean(windows: Windows): WindowMean {
  const { width, height, radius } = windows;
  const product = new Float32Array(width * height);
  return (where, a, b) => {
    const { from, to } = cellsOfWindows(where, windows);
    return boxMean(b ? multiply(a, b, product, from, to) : a, width, height, radius, where);
  };
}

/** @param centres all cells around which means will be asked for */
function weightedWindowMean(windows: Windows, weights: Float32Array, centres: Rows): WindowMean {
  const { width, height, radius } = windows;
  const total = boxMean(weights, width, height, radius, centres);
  const product = new Float32Array(width * height);
  return (where, a, b) => {
    const { from, to } = cellsOfWindows(where, windows);
    const values = b ? multiply(a, b, product, from, to) : a;
    const sums = boxMean(multiply(values, weights, product, from, to), width, height, radius, where);
    divideByWeight(sums, total, where);
    return sums;
  };
}

function divideByWeight(sums: Float32Array, weights: Float32Array, where: Rows): void {
  for (const { from, to } of where) {
    for (let i = from; i < to; i++) sums[i] /= Math.max(LEAST_WEIGHT, weights[i]);
  }
}

/**
 * @param planes optical density as three planes (red, green, blue) of `width * height`
 * @param grid `where` gives the cells around which windows are wanted; left out, all
 * @param weights how much each cell counts in the fit, in [0, 1]; left out, all count alike
 */
export function guideStatistics(
  planes: Float32Array,
  grid: { readonly width: number; readonly height: number; readonly where?: Rows },
  radius: number,
  weights?: Float32Array,
): GuideStatistics {
  const { width, height, where = wholeRows(width, height) } = grid;
  const cells = width * height;
  const channels = [0, 1, 2].map((index) => planes.subarray(index * cells, (index + 1) * cells));
  const windows = { width, height, radius };
  const windowMean = weights ? weightedWindowMean(windows, weights, where) : plainWindowMean(windows);
  const means = channels.map((values) => windowMean(where, values));
  const variables = channels.map((values, k) => ({ values, mean: means[k] }));
  const covariances = CHANNEL_PAIRS.map(([i, j]) => covariance(variables[i], variables[j], windowMean, where));
  return { width, height, where, windowMean, channels, means, covariances };
}

interface Variable {
  readonly values: Float32Array;
  readonly mean: Float32Array;
}

function covariance(u: Variable, v: Variable, windowMean: WindowMean, where: Rows): Float32Array {
  const result = windowMean(where, u.values, v.values);
  subtractProduct(result, u.mean, v.mean, where);
  return result;
}

function subtractProduct(means: Float32Array, a: Float32Array, b: Float32Array, where: Rows): void {
  for (const { from, to } of where) {
    for (let i = from; i < to; i++) means[i] -= a[i] * b[i];
  }
}

/**
 * A border that holds where all windows around a cell are in the guide's `where`.
 * @param probability of the region on the grid of the guide, in [0, 1]
 */
export function fitLocalBorder(guide: GuideStatistics, probability: Float32Array, noise: BorderNoise): LocalBorder {
  const { width, height, where, windowMean, channels, means } = guide;
  const cells = width * height;
  if (probability.length !== cells) {
    throw new RangeError(`Expected ${cells} probabilities but received ${probability.length}`);
  }
  const target = { values: probability, mean: windowMean(where, probability) };
  const cross = channels.map((values, k) => covariance({ values, mean: means[k] }, target, windowMean, where));
  const fits = [...cross, target.mean];
  ridgeFits(guide, fits, noise);
  const [red, green, blue, offset] = fits.map((fit) => windowMean(where, fit));
  return { width, height, red, green, blue, offset };
}
