import type { FourFold } from './contingency.ts';
import { chiSquareAbove, Z_95 } from './distributions.ts';
import { notComputable } from './refuse.ts';
import type { Estimate, TestResult } from './test-result.ts';

const TEST = 'Cochran–Mantel–Haenszel test';
const YATES = 0.5;

/**
 * Whether two proportions differ within strata, and the odds ratio common to these. Strata of fewer than two people say nothing and are
 * left out. With `corrected` half a count is taken from the distance where it is at least that large (as R).
 * @throws Refusal `not_computable` where no stratum has people in both rows and both columns
 * @source MantelHaenszel1959 (J Natl Cancer Inst 22:719); interval of Robins1986 (Biometrics 42:311)
 */
export function mantelHaenszel(
  strata: readonly FourFold[],
  { corrected }: { readonly corrected: boolean },
): TestResult {
  let [distance, variance] = [0, 0];
  for (const [[a, b], [c, d]] of strata) {
    const n = a + b + c + d;
    if (n < 2) continue;
    distance += a - ((a + b) * (a + c)) / n;
    variance += ((a + b) * (c + d) * (a + c) * (b + d)) / (n ** 2 * (n - 1));
  }
  if (variance === 0) notComputable(TEST, 'no stratum has people in both groups, with and without the event.');
  const off = Math.abs(distance);
  const taken = corrected && off >= YATES ? YATES : 0;
  const value = (off - taken) ** 2 / variance;
  const estimate = commonOddsRatio(strata);
  return {
    test: TEST,
    variant: corrected ? 'with continuity correction' : 'without continuity correction',
    statistic: { name: 'X²', value },
    df: 1,
    p_value: chiSquareAbove(value, 1),
    estimate,
    remarks: estimate ? [] : ['No common odds ratio: it would be nought or infinite.'],
  };
}

/** Null where it would be nought or infinite. */
function commonOddsRatio(strata: readonly FourFold[]): Estimate | null {
  let [r, s, pr, psqr, qs] = [0, 0, 0, 0, 0];
  for (const [[a, b], [c, d]] of strata) {
    const n = a + b + c + d;
    if (n === 0) continue;
    const [ri, si, p, q] = [(a * d) / n, (b * c) / n, (a + d) / n, (b + c) / n];
    r += ri;
    s += si;
    pr += p * ri;
    psqr += p * si + q * ri;
    qs += q * si;
  }
  if (r === 0 || s === 0) return null;
  const half = Z_95 * Math.sqrt(pr / (2 * r ** 2) + psqr / (2 * r * s) + qs / (2 * s ** 2));
  const log = Math.log(r / s);
  return {
    name: 'Mantel–Haenszel common odds ratio',
    value: Math.exp(log),
    interval: [Math.exp(log - half), Math.exp(log + half)],
    method: 'Robins, Breslow and Greenland',
  };
}
