import { normalBelow } from '../statistics/distributions.ts';

/** Steps within the narrower of the two widths of the integrand: the rule of equal steps is then exact to a double. */
const STEPS_PER_WIDTH = 6;
/** e^-45 is below the last bit of a sum that is 1. */
const NEGLIGIBLE = -45;
const MOST_STEPS = 200;
const PRECISION = 1e-14;

/**
 * P(T ≤ t) of the non-central t distribution: the mean of Φ(t s - δ) over s = √(χ²/ν). It is integrated over ln s, where the density of
 * s falls off on both sides; unlike the usual series it does not underflow for the large δ of large samples.
 * @param df ν, at least 1
 * @param noncentrality δ
 */
export function nonCentralTCdf(t: number, df: number, noncentrality: number): number {
  if (!(df >= 1)) throw new RangeError(`Expected df of at least 1 but received ${df}`);
  const step = Math.min(1 / Math.sqrt(2 * df), 1 / Math.max(1, Math.abs(t))) / STEPS_PER_WIDTH;
  // ln of the density of u = ln s, up to a constant: it is divided by the sum of the weights.
  const logDensity = (u: number): number => df * (u - Math.expm1(2 * u) / 2);
  let [total, below] = [0, 0];
  for (const direction of [-1, 1]) {
    for (let i = direction === 1 ? 0 : 1; ; i++) {
      const u = direction * i * step;
      const log = logDensity(u);
      if (log < NEGLIGIBLE) break;
      const weight = Math.exp(log);
      total += weight;
      below += weight * normalBelow(t * Math.exp(u) - noncentrality);
    }
  }
  return below / total;
}

/** The t below which lies `probability` of the non-central t distribution, by regula falsi (Illinois). */
export function nonCentralTQuantile(probability: number, df: number, noncentrality: number): number {
  if (!(probability > 0 && probability < 1)) {
    throw new RangeError(`Expected a probability between 0 and 1 but received ${probability}`);
  }
  const excess = (t: number): number => nonCentralTCdf(t, df, noncentrality) - probability;
  let width = Math.sqrt(1 + noncentrality ** 2 / (2 * df));
  let [low, high] = [noncentrality - width, noncentrality + width];
  while (excess(low) > 0) low -= width *= 2;
  while (excess(high) < 0) high += width *= 2;
  let [atLow, atHigh] = [excess(low), excess(high)];
  for (let i = 0, side = 0; i < MOST_STEPS && high - low > PRECISION * Math.max(1, Math.abs(high)); i++) {
    const middle = (low * atHigh - high * atLow) / (atHigh - atLow);
    const at = excess(middle);
    if (Math.abs(at) < PRECISION) return middle;
    if (at < 0) {
      [low, atLow] = [middle, at];
      if (side === -1) atHigh /= 2;
      side = -1;
    } else {
      [high, atHigh] = [middle, at];
      if (side === 1) atLow /= 2;
      side = 1;
    }
  }
  return (low + high) / 2;
}
