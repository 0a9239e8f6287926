import { type Counts, expectedCounts, isFourFold, marginsOf } from './contingency.ts';
import { chiSquareAbove } from './distributions.ts';
import type { TestResult } from './test-result.ts';

const TEST = "Pearson's chi-square test";
/** Yates' half, the distance between neighbouring tables. */
const YATES = 0.5;
/** Below this expected count the approximation is in doubt. @source Cochran1954 */
const LEAST_EXPECTED = 5;

/** The smallest expected count of a table. */
export function leastExpected(counts: Counts): number {
  return Math.min(...expectedCounts(marginsOf(TEST, counts)).flat());
}

/** Whether every expected count is at least 5. @source Cochran1954 */
export const chiSquareHolds = (counts: Counts): boolean => leastExpected(counts) >= LEAST_EXPECTED;

/**
 * Whether rows and columns are independent. With `yates` half a count is taken from each distance, at most the whole distance (as R).
 * @throws RangeError for Yates' correction of a table larger than 2 × 2
 * @throws Refusal `not_computable` below two rows or columns, or with an empty one
 * @source Pearson1900; Yates1934 (J R Stat Soc Suppl 1:217)
 */
export function chiSquare(counts: Counts, { yates }: { readonly yates: boolean }): TestResult {
  if (yates && !isFourFold(counts)) throw new RangeError("Expected a 2 × 2 table for Yates' correction");
  const margins = marginsOf(TEST, counts);
  const expected = expectedCounts(margins);
  const distances = counts.flatMap((row, i) => row.map((count, j) => Math.abs(count - expected[i][j])));
  const taken = yates ? Math.min(YATES, ...distances) : 0;
  const value = expected.flat().reduce((sum, each, i) => sum + (distances[i] - taken) ** 2 / each, 0);
  const df = (margins.rows.length - 1) * (margins.columns.length - 1);
  const smallest = Math.min(...expected.flat());
  return {
    test: TEST,
    variant: yates ? "with Yates' continuity correction" : 'without continuity correction',
    statistic: { name: 'X²', value },
    df,
    p_value: chiSquareAbove(value, df),
    estimate: null,
    remarks:
      smallest < LEAST_EXPECTED
        ? [`The smallest expected count is ${smallest.toFixed(2)}: below 5 the approximation may be off.`]
        : [],
  };
}
