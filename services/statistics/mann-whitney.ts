import { rankSumCounts } from './rank-distribution.ts';
import {
  type Approximation,
  approximateP,
  deviate,
  exactP,
  hasEstimate,
  hodgesLehmann,
  MOST_EXACT,
  type RankOptions,
  tieRemark,
  variantOf,
} from './rank-test.ts';
import { inSteps, midranks, tieStep, tieSum } from './ranks.ts';
import { notComputable } from './refuse.ts';
import { expectAtLeast } from './sample.ts';
import type { TestResult } from './test-result.ts';

const TEST = 'Mann–Whitney U test';

/**
 * Whether one of two samples tends to larger values (Wilcoxon's rank sum test). U counts the pairs in which x is the larger, ties as one
 * half; R prints it as W. The estimate is the median of all differences x - y.
 * @throws Refusal `not_computable` for an empty sample, where all values are the same, and for `exact` above 50 in a sample
 * @source MannWhitney1947 (Ann Math Stat 18:50); R's wilcox.test
 */
export function mannWhitney(
  x: readonly number[],
  y: readonly number[],
  { form = 'auto', alternative = 'two_sided', tieDigits }: RankOptions = {},
): TestResult {
  for (const sample of [x, y]) expectAtLeast(TEST, 1, sample);
  const step = tieStep([...x, ...y], tieDigits);
  const { ranks, ties, sum, mostTied } = rankSum(x, y, step);
  if (mostTied === ranks.length) notComputable(TEST, `all ${ranks.length} values are the same.`);
  const tied = ties.length > 0;
  const large = Math.max(x.length, y.length) > MOST_EXACT;
  const chosen = form === 'auto' ? (tied || large ? 'approximate' : 'exact') : form;
  if (chosen === 'exact' && large) {
    notComputable(TEST, `the exact distribution is counted up to ${MOST_EXACT} values in a sample.`);
  }
  const counts = chosen === 'exact' ? rankSumCounts(ranks, x.length) : undefined;
  const corrected = chosen === 'approximate';
  const leastSum = (x.length * (x.length + 1)) / 2;
  const p = counts
    ? exactP(counts, sum, alternative)
    : approximateP(deviateOf(x, y, { step, corrected, alternative }), alternative);
  const estimate = hasEstimate(x.length * y.length)
    ? hodgesLehmann({
        name: 'Hodges–Lehmann shift, median of the differences',
        points: pairDifferences(x, y),
        counts: tied ? undefined : counts,
        leastSum,
        deviateAt: (d) =>
          deviateOf(
            x.map((each) => each - d),
            y,
            { step, corrected: corrected || counts !== undefined, alternative: 'two_sided' },
          ),
      })
    : null;
  return {
    test: TEST,
    variant: variantOf(chosen, tied, alternative),
    statistic: { name: 'U', value: sum - leastSum },
    df: null,
    p_value: p,
    estimate,
    remarks: [
      ...(tied ? [tieRemark(step)] : []),
      ...(estimate === null ? ['No estimate: there are too many pairs of values.'] : []),
    ],
  };
}

function rankSum(x: readonly number[], y: readonly number[], step: number) {
  const { ranks, ties } = midranks(inSteps([...x, ...y], step));
  const sum = ranks.slice(0, x.length).reduce((all, rank) => all + rank, 0);
  return { ranks, ties, sum, mostTied: Math.max(0, ...ties) };
}

function deviateOf(
  x: readonly number[],
  y: readonly number[],
  { step, corrected, alternative }: Approximation,
): number {
  const { ties, sum } = rankSum(x, y, step);
  const [m, n] = [x.length, y.length];
  const all = m + n;
  const sd = Math.sqrt(((m * n) / 12) * (all + 1 - tieSum(ties) / (all * (all - 1))));
  return deviate(sum - (m * (all + 1)) / 2, sd, corrected, alternative);
}

function pairDifferences(x: readonly number[], y: readonly number[]): Float64Array {
  const differences = new Float64Array(x.length * y.length);
  x.forEach((a, i) => {
    for (let j = 0; j < y.length; j++) differences[i * y.length + j] = a - y[j];
  });
  return differences.sort();
}
