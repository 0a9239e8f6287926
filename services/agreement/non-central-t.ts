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
  return root(excess, low, high);
}

/** Root of a function that rises from below 0 at `low` to above 0 at `high`. @source Illinois: Dowell1971 (doi 10.1007/BF01934364) */
function root(f: (t: number) => number, low: number, high: number): number {
  const kept = { at: low, value: f(low) };
  const last = { at: high, value: f(high) };
  for (let i = 0; i < MOST_STEPS; i++) {
    const at = last.at - (last.value * (last.at - kept.at)) / (last.value - kept.value);
    const value = f(at);
    if (Math.abs(value) < PRECISION || Math.abs(at - last.at) <= PRECISION * Math.abs(at)) return at;
    // The end that stays gives half its weight away, so that it cannot hold up the other.
    if (value * last.value < 0) Object.assign(kept, last);
    else kept.value /= 2;
    Object.assign(last, { at, value });
  }
  return last.at;
}
