/** Terms after which the continued fraction has long converged for any argument that occurs. */
const MOST_TERMS = 500;
const PRECISION = 1e-15;
/** Halvings that take an interval down to the last bit of a double. */
const HALVINGS = 200;

/** Lanczos coefficients, g = 7, n = 9. @source Press2007 (Numerical Recipes 3, section 6.1) */
const LANCZOS = [
  0.99999999999980993, 676.5203681218851, -1259.1392167224028, 771.32342877765313, -176.61502916214059,
  12.507343278686905, -0.13857109526572012, 9.9843695780195716e-6, 1.5056327351493116e-7,
];

/** ln Γ(x) for x > 0.5. */
function logGamma(x: number): number {
  const z = x - 1;
  const base = z + 7.5;
  const sum = LANCZOS.slice(1).reduce((total, c, i) => total + c / (z + i + 1), LANCZOS[0]);
  return 0.5 * Math.log(2 * Math.PI) + (z + 0.5) * Math.log(base) - base + Math.log(sum);
}

/** Continued fraction of the incomplete beta function by Lentz's method. @source Press2007, section 6.4 */
function betaFraction(x: number, a: number, b: number): number {
  const tiny = 1e-300;
  const away = (value: number): number => (Math.abs(value) < tiny ? tiny : value);
  let c = 1;
  let d = 1 / away(1 - ((a + b) * x) / (a + 1));
  let h = d;
  for (let m = 1; m <= MOST_TERMS; m++) {
    const even = (m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m));
    const odd = (-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1));
    let step = 1;
    for (const term of [even, odd]) {
      d = 1 / away(1 + term * d);
      c = away(1 + term / c);
      step = d * c;
      h *= step;
    }
    if (Math.abs(step - 1) < PRECISION) break;
  }
  return h;
}

/** Regularised incomplete beta function I_x(a, b). */
function incompleteBeta(x: number, a: number, b: number): number {
  if (x <= 0) return 0;
  if (x >= 1) return 1;
  const front = Math.exp(logGamma(a + b) - logGamma(a) - logGamma(b) + a * Math.log(x) + b * Math.log1p(-x));
  return x < (a + 1) / (a + b + 2) ? (front * betaFraction(x, a, b)) / a : 1 - (front * betaFraction(1 - x, b, a)) / b;
}

/** The t above which lies `tail` (0 to one half) of Student's distribution with `df` degrees of freedom. */
export function studentT(tail: number, df: number): number {
  if (!(tail > 0 && tail < 0.5 && df >= 1)) {
    throw new RangeError(`Expected a tail between 0 and 0.5 and df of at least 1 but received ${tail} and ${df}`);
  }
  // Both tails together are I_x(df / 2, 1 / 2) with x = df / (df + t²).
  let [low, high] = [0, 1];
  for (let i = 0; i < HALVINGS; i++) {
    const x = (low + high) / 2;
    if (incompleteBeta(x, df / 2, 0.5) < 2 * tail) low = x;
    else high = x;
  }
  const x = (low + high) / 2;
  return Math.sqrt((df * (1 - x)) / x);
}
