import binomialCdf from '@stdlib/stats-base-dists-binomial-cdf';

/** Responders by two readings of the same subjects. */
export interface ResponderDiscordance {
  readonly n: number;
  readonly both: number;
  readonly neither: number;
  readonly only_first: number;
  readonly only_second: number;
  /** Places of the subjects on whom the readings differ: a flip of a responder is what a trial feels. */
  readonly discordant: readonly number[];
  /** Share of responders by the first less that by the second, in percent of subjects. */
  readonly difference_percent: number;
  /** McNemar's exact test, two-sided: twice the smaller binomial tail of the discordant pairs, at most 1. */
  readonly p_value: number;
}

/**
 * Where two readings disagree about who responded.
 * @throws RangeError when the lists differ in length
 * @source McNemar1947 (doi 10.1007/BF02295996), exact by the binomial distribution
 */
export function responderDiscordance(first: readonly boolean[], second: readonly boolean[]): ResponderDiscordance {
  if (first.length !== second.length) {
    throw new RangeError(`Expected pairs but received ${first.length} and ${second.length} statuses`);
  }
  const n = first.length;
  const count = (a: boolean, b: boolean): number => first.filter((status, i) => status === a && second[i] === b).length;
  const [only_first, only_second] = [count(true, false), count(false, true)];
  const differ = only_first + only_second;
  return {
    n,
    both: count(true, true),
    neither: count(false, false),
    ...{ only_first, only_second },
    discordant: first.flatMap((status, i) => (status === second[i] ? [] : [i])),
    difference_percent: n === 0 ? 0 : (100 * (only_first - only_second)) / n,
    p_value: differ === 0 ? 1 : Math.min(1, 2 * binomialCdf(Math.min(only_first, only_second), differ, 0.5)),
  };
}
