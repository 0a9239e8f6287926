/** Digits, of the largest value, to which values are compared: 0.3 - 0.2 ties with 0.1, though not in binary fractions. */
export const TIE_DIGITS = 12;

/** Step to which values are rounded before ties are looked for; 1 where all are nought. */
export function tieStep(values: readonly number[], digits = TIE_DIGITS): number {
  const largest = values.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  return largest === 0 ? 1 : 10 ** (Math.floor(Math.log10(largest)) + 1 - digits);
}

/** Values as whole numbers of steps. */
export const inSteps = (values: readonly number[], step: number): readonly number[] =>
  values.map((value) => Math.round(value / step));

export interface Ranks {
  /** From 1; equal values share the mean of their ranks. */
  readonly ranks: readonly number[];
  /** Sizes of the groups of equal values, those of one left out. */
  readonly ties: readonly number[];
}

export function midranks(values: readonly number[]): Ranks {
  const order = values.map((_, i) => i).sort((a, b) => values[a] - values[b]);
  const ranks = new Array<number>(values.length);
  const ties: number[] = [];
  for (let from = 0; from < order.length; ) {
    let to = from + 1;
    while (to < order.length && values[order[to]] === values[order[from]]) to += 1;
    // Ranks from + 1 to `to`, shared.
    for (let i = from; i < to; i++) ranks[order[i]] = (from + 1 + to) / 2;
    if (to - from > 1) ties.push(to - from);
    from = to;
  }
  return { ranks, ties };
}

/** Σ (t³ - t) over groups of ties: what they take from the variance of a rank sum. */
export const tieSum = (ties: readonly number[]): number => ties.reduce((sum, t) => sum + (t ** 3 - t), 0);
