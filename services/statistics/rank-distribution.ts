/** Number of ways, or any multiple of it, for each sum; a whole midrank is two steps, so that halves are whole. */
export type SumCounts = Float64Array;

const doubled = (ranks: readonly number[]): readonly number[] => ranks.map((rank) => Math.round(2 * rank));
const total = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0);

/** In how many of the 2ⁿ ways of signing the ranks the positive ones have each sum (index: twice the sum). */
export function signedRankCounts(ranks: readonly number[]): SumCounts {
  const steps = doubled(ranks);
  const counts = new Float64Array(total(steps) + 1);
  counts[0] = 1;
  let reached = 0;
  for (const step of steps) {
    reached += step;
    for (let sum = reached; sum >= step; sum--) counts[sum] += counts[sum - step];
  }
  return counts;
}

/** In how many of the ways of choosing `size` of the ranks these have each sum (index: twice the sum). */
export function rankSumCounts(ranks: readonly number[], size: number): SumCounts {
  const steps = doubled(ranks).toSorted((a, b) => a - b);
  const most = total(steps.slice(steps.length - size));
  const bySize = Array.from({ length: size + 1 }, () => new Float64Array(most + 1));
  bySize[0][0] = 1;
  steps.forEach((step, i) => {
    for (let chosen = Math.min(size, i + 1); chosen >= 1; chosen--) {
      const [from, to] = [bySize[chosen - 1], bySize[chosen]];
      for (let sum = most; sum >= step; sum--) to[sum] += from[sum - step];
    }
  });
  return bySize[size];
}

export interface Tails {
  readonly atMost: number;
  readonly atLeast: number;
}

/** Probability of a sum as small, and as large, as this one. */
export function tailsAt(counts: SumCounts, sum: number): Tails {
  const at = Math.round(2 * sum);
  let [all, below, above] = [0, 0, 0];
  counts.forEach((count, i) => {
    all += count;
    if (i <= at) below += count;
    if (i >= at) above += count;
  });
  return { atMost: below / all, atLeast: above / all };
}

/** The least sum, in whole ranks from `least` on, that is reached or fallen short of with at least this probability. */
export function quantileOfCounts(counts: SumCounts, probability: number): number {
  const all = counts.reduce((sum, count) => sum + count, 0);
  let below = 0;
  for (let i = 0; i < counts.length; i++) {
    below += counts[i];
    if (below / all >= probability) return i / 2;
  }
  return (counts.length - 1) / 2;
}
