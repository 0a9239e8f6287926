import gammaln from '@stdlib/math-base-special-gammaln';
import { type FourFold, marginsOf } from './contingency.ts';
import { TAIL } from './distributions.ts';
import { findRoot } from './find-root.ts';
import type { Interval, TestResult } from './test-result.ts';

const TEST = "Fisher's exact test";
/** Tables whose probabilities differ by less than this, relatively, are equally likely; what R uses. */
export const EQUALLY_LIKELY = 1e-7;
/** Logarithm of the odds ratio within which it is looked for: 1e±130. */
const LOG_ODDS_BOUND = 300;

export const logFactorial = (n: number): number => gammaln(n + 1);
const logChoose = (n: number, k: number): number => logFactorial(n) - logFactorial(k) - logFactorial(n - k);

/** The first cell of a 2 × 2 table with its margins given: a hypergeometric variable. */
interface FirstCell {
  readonly least: number;
  /** Logarithm of the number of tables for each value from `least` on. */
  readonly logWays: readonly number[];
}

/**
 * Whether two proportions differ, given all margins. Two-sided: every table at most as likely as the one seen. The odds ratio is the
 * conditional maximum-likelihood estimate, not a·d / (b·c); its interval inverts the two one-sided exact tests (as R; unlike R's, it is
 * solved to the last digit).
 * @throws Refusal `not_computable` with an empty row or column
 * @source Fisher1935; Cornfield1956; R's fisher.test
 */
export function fisherExact(counts: FourFold): TestResult {
  const { rows, columns } = marginsOf(TEST, counts);
  const [[seen]] = counts;
  const cell = firstCell(rows[0], rows[1], columns[0]);
  const likely = probabilities(cell, 0);
  const limit = likely[seen - cell.least] * (1 + EQUALLY_LIKELY);
  const p = likely.filter((each) => each <= limit).reduce((sum, each) => sum + each, 0);
  return {
    test: TEST,
    variant: 'two-sided, tables at most as likely',
    statistic: null,
    df: null,
    p_value: Math.min(1, p),
    estimate: {
      name: 'odds ratio, conditional maximum likelihood',
      value: conditionalOddsRatio(cell, seen),
      interval: exactInterval(cell, seen),
      method: 'exact, noncentral hypergeometric',
    },
    remarks: [],
  };
}

function firstCell(m: number, n: number, k: number): FirstCell {
  const least = Math.max(0, k - n);
  const most = Math.min(k, m);
  const logWays = Array.from({ length: most - least + 1 }, (_, i) => {
    const x = least + i;
    return logChoose(m, x) + logChoose(n, k - x);
  });
  return { least, logWays };
}

/** Distribution of the first cell under an odds ratio. */
function probabilities({ least, logWays }: FirstCell, logOdds: number): readonly number[] {
  const logs = logWays.map((ways, i) => ways + logOdds * (least + i));
  const largest = Math.max(...logs);
  const weights = logs.map((each) => Math.exp(each - largest));
  const all = weights.reduce((sum, each) => sum + each, 0);
  return weights.map((each) => each / all);
}

function conditionalOddsRatio(cell: FirstCell, seen: number): number {
  if (seen === cell.least) return 0;
  if (seen === cell.least + cell.logWays.length - 1) return Number.POSITIVE_INFINITY;
  const meanAbove = (logOdds: number): number =>
    probabilities(cell, logOdds).reduce((sum, p, i) => sum + p * (cell.least + i), 0) - seen;
  return Math.exp(findRoot(meanAbove, -LOG_ODDS_BOUND, LOG_ODDS_BOUND));
}

function exactInterval(cell: FirstCell, seen: number): Interval {
  const at = seen - cell.least;
  const share = (logOdds: number, isIn: (i: number) => boolean): number =>
    probabilities(cell, logOdds).reduce((sum, p, i) => (isIn(i) ? sum + p : sum), 0);
  const lower = findRoot((logOdds) => share(logOdds, (i) => i >= at) - TAIL, -LOG_ODDS_BOUND, LOG_ODDS_BOUND);
  const upper = findRoot((logOdds) => TAIL - share(logOdds, (i) => i <= at), -LOG_ODDS_BOUND, LOG_ODDS_BOUND);
  return [at === 0 ? 0 : Math.exp(lower), at === cell.logWays.length - 1 ? Number.POSITIVE_INFINITY : Math.exp(upper)];
}
