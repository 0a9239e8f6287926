import { type Counts, marginsOf } from './contingency.ts';
import { EQUALLY_LIKELY, logFactorial } from './fisher-exact.ts';
import { notComputable } from './refuse.ts';
import type { TestResult } from './test-result.ts';

const TEST = 'Fisher–Freeman–Halton exact test';
/** Cells tried before the test is given up: about two seconds. */
const MOST_STEPS = 20_000_000;

/**
 * Fisher's exact test of a table of any size: the probability of all tables with these margins that are at most as likely as the one seen.
 * Every table is visited; where that would be too many it is refused, not sampled.
 * @throws Refusal `not_computable` with an empty row or column, and where there are too many tables
 * @source FreemanHalton1951 (Biometrika 38:141)
 */
export function fisherExactTable(counts: Counts, mostSteps = MOST_STEPS): TestResult {
  const { rows, columns, total } = marginsOf(TEST, counts);
  // P(table) = Π rows! Π columns! / (total! Π cells!)
  const logFactorials = Array.from({ length: total + 1 }, (_, n) => logFactorial(n));
  const ofMargins = [...rows, ...columns].reduce((sum, n) => sum + logFactorials[n], -logFactorials[total]);
  const seen = counts.flat().reduce((sum, n) => sum - logFactorials[n], ofMargins);
  // The longer margin as columns: each is a level of the search, and the last one is given by the others.
  const [shorter, longer] = rows.length <= columns.length ? [rows, columns] : [columns, rows];
  const search = new TableSearch(longer, logFactorials, seen + Math.log1p(EQUALLY_LIKELY), mostSteps);
  const p = search.below([...shorter], ofMargins);
  return {
    test: TEST,
    variant: 'two-sided, tables at most as likely',
    statistic: null,
    df: null,
    p_value: Math.min(1, p),
    estimate: null,
    remarks: [],
  };
}

class TableSearch {
  #steps = 0;
  readonly #columns: readonly number[];
  readonly #logFactorials: readonly number[];
  readonly #limit: number;
  readonly #mostSteps: number;

  constructor(columns: readonly number[], logFactorials: readonly number[], limit: number, mostSteps: number) {
    this.#columns = columns;
    this.#logFactorials = logFactorials;
    this.#limit = limit;
    this.#mostSteps = mostSteps;
  }

  /** Probability of the tables at most as likely as the limit. @param left what each row still has to give */
  below(left: number[], logProbability: number): number {
    return this.#cell(left, { column: 0, row: 0, need: this.#columns[0] }, logProbability);
  }

  #cell(left: number[], at: { column: number; row: number; need: number }, logProbability: number): number {
    this.#steps += 1;
    if (this.#steps > this.#mostSteps) {
      notComputable(TEST, 'there are too many tables with these margins to visit them all; use the chi-square test.');
    }
    const { column, row, need } = at;
    if (column === this.#columns.length - 1) return this.#lastColumn(left, logProbability);
    if (row === left.length - 1) {
      if (need > left[row]) return 0;
      return this.#place(left, at, need, logProbability);
    }
    let sum = 0;
    for (let n = Math.min(need, left[row]); n >= 0; n--) sum += this.#place(left, at, n, logProbability);
    return sum;
  }

  #place(left: number[], at: { column: number; row: number; need: number }, n: number, logProbability: number) {
    const { column, row, need } = at;
    left[row] -= n;
    const next =
      row === left.length - 1
        ? { column: column + 1, row: 0, need: this.#columns[column + 1] }
        : { column, row: row + 1, need: need - n };
    const sum = this.#cell(left, next, logProbability - this.#logFactorials[n]);
    left[row] += n;
    return sum;
  }

  #lastColumn(left: readonly number[], logProbability: number): number {
    const log = left.reduce((sum, n) => sum - this.#logFactorials[n], logProbability);
    return log <= this.#limit ? Math.exp(log) : 0;
  }
}
