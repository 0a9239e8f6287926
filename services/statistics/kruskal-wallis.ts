import { chiSquareAbove } from './distributions.ts';
import { inSteps, midranks, tieStep, tieSum } from './ranks.ts';
import { notComputable } from './refuse.ts';
import { expectAtLeast } from './sample.ts';
import type { TestResult } from './test-result.ts';

const TEST = 'Kruskal–Wallis test';

/**
 * Whether one of several samples tends to larger values than the others.
 * @throws Refusal `not_computable` below two samples, for an empty one, and where all values are the same
 * @source KruskalWallis1952 (J Am Stat Assoc 47:583)
 */
export function kruskalWallis(samples: readonly (readonly number[])[]): TestResult {
  for (const sample of samples) expectAtLeast(TEST, 1, sample);
  if (samples.length < 2) notComputable(TEST, 'needs at least two groups.');
  const values = samples.flat();
  const n = values.length;
  const { ranks, ties } = midranks(inSteps(values, tieStep(values)));
  if (Math.max(0, ...ties) === n) notComputable(TEST, `all ${n} values are the same.`);
  let [spread, from] = [0, 0];
  for (const { length } of samples) {
    const sum = ranks.slice(from, from + length).reduce((all, rank) => all + rank, 0);
    spread += sum ** 2 / length;
    from += length;
  }
  const value = ((12 * spread) / (n * (n + 1)) - 3 * (n + 1)) / (1 - tieSum(ties) / (n ** 3 - n));
  const df = samples.length - 1;
  return {
    test: TEST,
    variant: 'chi-square approximation with tie correction',
    statistic: { name: 'H', value },
    df,
    p_value: chiSquareAbove(value, df),
    estimate: null,
    remarks: [],
  };
}
