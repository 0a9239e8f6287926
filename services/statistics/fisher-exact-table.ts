import { type Counts, marginsOf } from './contingency.ts';
import { EQUALLY_LIKELY, logFactorial } from './fisher-exact.ts';
import { notComputable } from './refuse.ts';
import type { TestResult } from './test-result.ts';

const TEST = 'Fisher–Freeman–Halton exact test';
/** Columns filled before the test is given up: about two seconds. */
const MOST_STEPS = 5_000_000;
/** Logarithms of probabilities that agree to this are of tables that are permutations of one another. */
const SAME_LOG = 1e9;

/**
 * Fisher's exact test of a table of any size: the probability of all tables with these margins that are at most as likely as the one seen.
 * Every table counts; where that would be too much work it is refused, not sampled.
 * @throws Refusal `not_computable` with an empty row or column, and where there are too many tables
 * @source FreemanHalton1951 (Biometrika 38:141); tables with the same rest are taken together as in MehtaPatel1983
 */
export function fisherExactTable(counts: Counts, mostSteps = MOST_STEPS): TestResult {
  const { rows, columns, total } = marginsOf(TEST, counts);
  const seen = counts.flat().reduce((sum, n) => sum - logFactorial(n), 0);
  // Filled column by column, the small ones first, along the longer margin: fewer rests to keep.
  const [shorter, longer] = rows.length <= columns.length ? [rows, columns] : [columns, rows];
  const ascending = longer.toSorted((a, b) => a - b);
  const search = new TableSearch(
    Array.from({ length: total + 1 }, (_, n) => logFactorial(n)),
    mostSteps,
  );
  const limit = seen + Math.log1p(EQUALLY_LIKELY);
  // P(table) = Π rows! Π columns! / (total! Π cells!)
  const ofMargins = [...rows, ...columns].reduce((sum, n) => sum + logFactorial(n), -logFactorial(total));
  return {
    test: TEST,
    variant: 'two-sided, tables at most as likely',
    statistic: null,
    df: null,
    p_value: Math.min(1, search.sumBelow(shorter, ascending, limit, ofMargins)),
    estimate: null,
    remarks: [],
  };
}

/** How often a product of 1 / cells! has come about, by its logarithm. */
type Pasts = Map<number, { readonly log: number; readonly ways: number }>;
interface Rest {
  /** What each row still has to give. */
  readonly left: readonly number[];
  readonly pasts: Pasts;
}

class TableSearch {
  #steps = 0;
  readonly #logFactorials: readonly number[];
  readonly #mostSteps: number;

  constructor(logFactorials: readonly number[], mostSteps: number) {
    this.#logFactorials = logFactorials;
    this.#mostSteps = mostSteps;
  }

  /** Probability of the tables of which Π 1 / cells! has a logarithm of at most `limit`. */
  sumBelow(rows: readonly number[], columns: readonly number[], limit: number, logScale: number): number {
    let rests = new Map<string, Rest>([['', { left: rows, pasts: new Map([[0, { log: 0, ways: 1 }]]) }]]);
    for (const column of columns.slice(0, -2)) rests = this.#afterColumn(rests, column);
    let sum = 0;
    const column = columns[columns.length - 2];
    for (const rest of rests.values()) sum += this.#lastTwoColumns(rest, column, limit, logScale);
    return sum;
  }

  /** The rests after one more column, equal up to the order of rows taken together. */
  #afterColumn(rests: ReadonlyMap<string, Rest>, column: number): Map<string, Rest> {
    const next = new Map<string, Rest>();
    for (const { left, pasts } of rests.values()) {
      this.#fill(left, column, (after, log) => {
        const sorted = after.toSorted((a, b) => a - b);
        const key = sorted.join(' ');
        const rest = next.get(key) ?? { left: sorted, pasts: new Map() };
        next.set(key, rest);
        this.#count(pasts.size);
        for (const past of pasts.values()) addPast(rest.pasts, past.log + log, past.ways);
      });
    }
    return next;
  }

  /** The last column is given by the one before it. */
  #lastTwoColumns({ left, pasts }: Rest, column: number, limit: number, logScale: number): number {
    const logs: number[] = [];
    this.#fill(left, column, (after, log) => {
      logs.push(after.reduce((sum, n) => sum - this.#logFactorials[n], log));
    });
    const sorted = Float64Array.from(logs).sort();
    const upTo = new Float64Array(sorted.length + 1);
    for (let i = 0; i < sorted.length; i++) upTo[i + 1] = upTo[i] + Math.exp(sorted[i] - sorted[sorted.length - 1]);
    const largest = sorted[sorted.length - 1];
    let sum = 0;
    for (const { log, ways } of pasts.values()) {
      const below = upTo[countUpTo(sorted, limit - log)];
      if (below > 0) sum += ways * below * Math.exp(largest + log + logScale);
    }
    return sum;
  }

  /** Every way of filling a column of this total. */
  #fill(left: readonly number[], total: number, visit: (after: readonly number[], log: number) => void): void {
    const after = [...left];
    const roomFrom = left.map((_, row) => left.slice(row).reduce((sum, n) => sum + n, 0));
    const place = (row: number, need: number, log: number): void => {
      if (row === left.length) {
        this.#count(1);
        visit(after, log);
        return;
      }
      const roomBelow = roomFrom[row + 1] ?? 0;
      for (let n = Math.max(0, need - roomBelow); n <= Math.min(need, left[row]); n++) {
        after[row] = left[row] - n;
        place(row + 1, need - n, log - this.#logFactorials[n]);
      }
    };
    place(0, total, 0);
  }

  #count(steps: number): void {
    this.#steps += steps;
    if (this.#steps > this.#mostSteps) {
      notComputable(TEST, 'there are too many tables with these margins to visit them all; use the chi-square test.');
    }
  }
}

function addPast(pasts: Pasts, log: number, ways: number): void {
  const key = Math.round(log * SAME_LOG);
  const known = pasts.get(key);
  pasts.set(key, { log: known?.log ?? log, ways: ways + (known?.ways ?? 0) });
}

/** How many of the sorted values are at most this. */
function countUpTo(sorted: Float64Array, value: number): number {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (sorted[middle] <= value) low = middle + 1;
    else high = middle;
  }
  return low;
}
