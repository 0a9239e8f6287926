import { type SumCounts, signedRankCounts } from './rank-distribution.ts';
import {
  type Approximation,
  approximateP,
  deviate,
  exactP,
  hasEstimate,
  hodgesLehmann,
  MOST_EXACT,
  type RankForm,
  type RankOptions,
  tieRemark,
  variantOf,
} from './rank-test.ts';
import { inSteps, midranks, tieStep, tieSum } from './ranks.ts';
import { expectFinite, notComputable } from './refuse.ts';
import type { Estimate, TestResult } from './test-result.ts';

const TEST = 'Wilcoxon signed-rank test';

/**
 * Whether the differences x - y are symmetric about nought. V is the sum of the ranks of the positive ones; zeros are left out, as
 * Wilcoxon and R do it. The estimate is the median of the Walsh averages of the differences that are not nought.
 * @throws RangeError when the lists differ in length
 * @throws Refusal `not_computable` without a difference that is not nought, and for `exact` above 50 of them
 * @source Wilcoxon1945 (Biometrics Bull 1:80); R's wilcox.test
 */
export function wilcoxonSignedRank(
  x: readonly number[],
  y: readonly number[],
  { form = 'auto', alternative = 'two_sided', tieDigits }: RankOptions = {},
): TestResult {
  if (x.length !== y.length) throw new RangeError(`Expected pairs but received ${x.length} and ${y.length} values`);
  for (const values of [x, y]) expectFinite(TEST, values);
  const step = tieStep([...x, ...y], tieDigits);
  const all = x.map((value, i) => value - y[i]);
  const differences = all.filter((difference) => Math.round(difference / step) !== 0);
  const zeros = all.length - differences.length;
  const n = differences.length;
  if (n === 0) notComputable(TEST, `none of ${all.length} differences is other than nought.`);
  const { ranks, ties, positive } = signedRanks(differences, step);
  const tied = ties.length > 0;
  const chosen = chooseForm(form, { n, exactIsDue: !tied && zeros === 0 });
  const counts = chosen === 'exact' ? signedRankCounts(ranks) : undefined;
  const how = { step, corrected: chosen === 'approximate', alternative };
  const estimate = estimateOf(differences, {
    counts: tied ? undefined : counts,
    how: { step, corrected: chosen !== 'approximate_uncorrected', alternative: 'two_sided' },
  });
  return {
    test: TEST,
    variant: variantOf(chosen, tied, alternative),
    statistic: { name: 'V', value: positive },
    df: null,
    p_value: counts ? exactP(counts, positive, alternative) : approximateP(deviateOf(differences, how), alternative),
    estimate,
    remarks: [
      ...(zeros > 0 ? [`${zeros} of ${all.length} differences are nought and left out.`] : []),
      ...(tied || zeros > 0 ? [tieRemark(step)] : []),
      ...(estimate === null ? ['No estimate: there are too many pairs of differences.'] : []),
    ],
  };
}

function chooseForm(form: RankForm, { n, exactIsDue }: { readonly n: number; readonly exactIsDue: boolean }) {
  if (form === 'auto') return exactIsDue && n <= MOST_EXACT ? 'exact' : 'approximate';
  if (form === 'exact' && n > MOST_EXACT) {
    notComputable(TEST, `the exact distribution is counted up to ${MOST_EXACT} differences, but there are ${n}.`);
  }
  return form;
}

function estimateOf(
  differences: readonly number[],
  { counts, how }: { readonly counts: SumCounts | undefined; readonly how: Approximation },
): Estimate | null {
  const n = differences.length;
  if (!hasEstimate((n * (n + 1)) / 2)) return null;
  return hodgesLehmann({
    name: 'Hodges–Lehmann pseudomedian of the differences',
    points: walshAverages(differences),
    counts,
    leastSum: 0,
    deviateAt: (d) =>
      deviateOf(
        differences.map((each) => each - d),
        how,
      ),
  });
}

function signedRanks(differences: readonly number[], step: number) {
  const { ranks, ties } = midranks(
    inSteps(
      differences.map((each) => Math.abs(each)),
      step,
    ),
  );
  const positive = ranks.reduce((sum, rank, i) => (differences[i] > 0 ? sum + rank : sum), 0);
  return { ranks, ties, positive };
}

function deviateOf(shifted: readonly number[], { step, corrected, alternative }: Approximation): number {
  const { ties, positive } = signedRanks(shifted, step);
  const n = shifted.length;
  const sd = Math.sqrt((n * (n + 1) * (2 * n + 1)) / 24 - tieSum(ties) / 48);
  return deviate(positive - (n * (n + 1)) / 4, sd, corrected, alternative);
}

/** Means of all pairs of differences, each with itself too, sorted. */
function walshAverages(differences: readonly number[]): Float64Array {
  const n = differences.length;
  const averages = new Float64Array((n * (n + 1)) / 2);
  let at = 0;
  for (let i = 0; i < n; i++) {
    for (let j = i; j < n; j++) averages[at++] = (differences[i] + differences[j]) / 2;
  }
  return averages.sort();
}
