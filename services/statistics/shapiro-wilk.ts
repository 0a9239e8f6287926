import { normalAbove, normalQuantile } from './distributions.ts';
import { notComputable } from './refuse.ts';
import { expectAtLeast } from './sample.ts';
import type { TestResult } from './test-result.ts';

const TEST = 'Shapiro–Wilk test of normality';
/** Sizes for which Royston fitted his coefficients. */
const LEAST = 3;
const MOST = 5000;
/** From this size on the two outermost weights have their own correction. */
const TWO_CORRECTED_FROM = 6;
/** Up to this size the p-value comes from a three-parameter log-normal, above from a log-normal. */
const SMALL_SAMPLE = 11;

// Royston's coefficients, each the polynomial from its constant on. @source Royston1995 (AS R94)
const C1 = [0, 0.221157, -0.147981, -2.07119, 4.434685, -2.706056];
const C2 = [0, 0.042981, -0.293762, -1.752461, 5.682633, -3.582633];
const C3 = [0.544, -0.39978, 0.025054, -6.714e-4];
const C4 = [1.3822, -0.77857, 0.062767, -0.0020322];
const C5 = [-1.5861, -0.31082, -0.083751, 0.0038915];
const C6 = [-0.4803, -0.082676, 0.0030302];
const G = [-2.273, 0.459];

const polynomial = (c: readonly number[], x: number): number => c.reduceRight((sum, each) => sum * x + each, 0);

/**
 * W and its p-value by Royston's approximation, as R's `shapiro.test` and SPSS print them.
 * @throws Refusal `not_computable` below 3 or above 5000 values, and where all are the same
 * @source Royston1995 (Appl Stat 44:547, algorithm AS R94)
 */
export function shapiroWilk(values: readonly number[]): TestResult {
  expectAtLeast(TEST, LEAST, values);
  const n = values.length;
  if (n > MOST) notComputable(TEST, `is defined up to ${MOST} values, but there are ${n}.`);
  const sorted = Float64Array.from(values).sort();
  const range = sorted[n - 1] - sorted[0];
  if (range === 0) notComputable(TEST, `all ${n} values are ${sorted[0]}.`);
  const oneMinusW = departure(sorted, range);
  return {
    test: TEST,
    variant: 'Royston 1995 (AS R94)',
    statistic: { name: 'W', value: 1 - oneMinusW },
    df: null,
    p_value: pValue(oneMinusW, n),
    estimate: null,
    remarks: [],
  };
}

/** Weights of the upper half, outermost first; those of the lower half are their negatives. */
function weights(n: number): readonly number[] {
  if (n === LEAST) return [Math.SQRT1_2];
  const half = Math.floor(n / 2);
  const m = Array.from({ length: half }, (_, i) => -normalQuantile((i + 1 - 0.375) / (n + 0.25)));
  const sumSquares = 2 * m.reduce((sum, each) => sum + each ** 2, 0);
  const root = Math.sqrt(sumSquares);
  const u = 1 / Math.sqrt(n);
  const first = polynomial(C1, u) + m[0] / root;
  const corrected = n < TWO_CORRECTED_FROM ? [first] : [first, polynomial(C2, u) + m[1] / root];
  const replaced = corrected.reduce((sum, _, i) => sum + 2 * m[i] ** 2, 0);
  const taken = corrected.reduce((sum, each) => sum + 2 * each ** 2, 0);
  const scale = Math.sqrt((sumSquares - replaced) / (1 - taken));
  return m.map((each, i) => corrected[i] ?? each / scale);
}

/** 1 - W, formed without the loss of digits of 1 minus something near 1. */
function departure(sorted: Float64Array, range: number): number {
  const n = sorted.length;
  const upper = weights(n);
  const a = Array.from(sorted, (_, i) => {
    if (i < upper.length) return -upper[i];
    const fromTop = n - 1 - i;
    return fromTop < upper.length ? upper[fromTop] : 0;
  });
  const scaled = Array.from(sorted, (value) => value / range);
  const centre = scaled.reduce((sum, value) => sum + value, 0) / n;
  let [ssa, ssx, sax] = [0, 0, 0];
  for (let i = 0; i < n; i++) {
    const x = scaled[i] - centre;
    ssa += a[i] ** 2;
    ssx += x ** 2;
    sax += a[i] * x;
  }
  const both = Math.sqrt(ssa * ssx);
  return Math.max(0, ((both - sax) * (both + sax)) / (ssa * ssx));
}

function pValue(oneMinusW: number, n: number): number {
  if (n === LEAST) {
    // Exact: W of three values is at least 3/4.
    const p = (6 / Math.PI) * (Math.asin(Math.sqrt(1 - oneMinusW)) - Math.asin(Math.sqrt(0.75)));
    return Math.min(1, Math.max(0, p));
  }
  const y = Math.log(oneMinusW);
  const logN = Math.log(n);
  if (n > SMALL_SAMPLE) return normalAbove((y - polynomial(C5, logN)) / Math.exp(polynomial(C6, logN)));
  const gamma = polynomial(G, n);
  if (y >= gamma) return 0;
  return normalAbove((-Math.log(gamma - y) - polynomial(C3, n)) / Math.exp(polynomial(C4, n)));
}
