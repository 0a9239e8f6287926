import { TAIL } from '../statistics/distributions.ts';
import { seededRandom } from '../statistics/seeded-random.ts';
import type { Interval } from './interval.ts';
import { percentileOfSorted } from './order-statistics.ts';

/** Enough for the 2.5th and 97.5th percentile to be those of 50 resamples from the end. */
export const RESAMPLES = 2000;
/** Below this share of resamples that give the figure, its percentiles are not those of the figure. */
const LEAST_USABLE_SHARE = 0.95;

export interface Resampling {
  readonly seed: number;
  readonly resamples: number;
}

/**
 * Percentile bootstrap clustered by subject: whole subjects are drawn with replacement, as many as there are, and each figure is computed
 * from the sums of what was drawn. The same seed gives the same intervals.
 * @param subjects for each subject what of it adds up, in a fixed order
 * @param figures the figures from the sums over the drawn subjects; NaN where one cannot be computed
 * @returns a 95 % interval for each figure; null with fewer than 2 subjects or where more than 1 in 20 resamples do not give it
 * @source Efron1993 (An Introduction to the Bootstrap, ch. 13); clusters: Field2007 (doi 10.1111/j.1467-9868.2007.00593.x)
 */
export function clusterBootstrap(
  subjects: readonly Float64Array[],
  figures: (sums: Float64Array) => readonly number[],
  { seed, resamples }: Resampling,
): readonly (Interval | null)[] {
  if (subjects.length === 0) return [];
  const width = subjects[0].length;
  const random = seededRandom(seed);
  const sumOf = summation(subjects, width);
  const names = figures(sumOf((place) => place)).length;
  if (subjects.length < 2) return new Array<null>(names).fill(null);
  const values = Array.from({ length: names }, () => new Float64Array(resamples));
  const usable = new Uint32Array(names);
  for (let resample = 0; resample < resamples; resample++) {
    const found = figures(sumOf(() => Math.floor(random() * subjects.length)));
    for (let i = 0; i < names; i++) {
      if (!Number.isFinite(found[i])) continue;
      values[i][usable[i]] = found[i];
      usable[i] += 1;
    }
  }
  return values.map((of, i) => {
    if (usable[i] < LEAST_USABLE_SHARE * resamples) return null;
    const sorted = of.subarray(0, usable[i]).sort();
    return [percentileOfSorted(sorted, 100 * TAIL), percentileOfSorted(sorted, 100 * (1 - TAIL))];
  });
}

/** Columns that are summed at once, in as many variables: a sum that is kept in an array is fetched and put back at each step. */
const AT_ONCE = 4;

/** The sum of what as many subjects are made of as there are, each chosen by its place. It is written over by the next call. */
function summation(subjects: readonly Float64Array[], width: number) {
  const stride = AT_ONCE * Math.ceil(width / AT_ONCE);
  const parts = new Float64Array(subjects.length * stride);
  subjects.forEach((subject, i) => {
    parts.set(subject, i * stride);
  });
  const starts = new Int32Array(subjects.length);
  const total = new Float64Array(stride);
  const sums = total.subarray(0, width);
  return (choose: (draw: number) => number): Float64Array => {
    for (let draw = 0; draw < starts.length; draw++) starts[draw] = choose(draw) * stride;
    for (let column = 0; column < stride; column += AT_ONCE) {
      let a = 0;
      let b = 0;
      let c = 0;
      let d = 0;
      for (let draw = 0; draw < starts.length; draw++) {
        const place = starts[draw] + column;
        a += parts[place];
        b += parts[place + 1];
        c += parts[place + 2];
        d += parts[place + 3];
      }
      total[column] = a;
      total[column + 1] = b;
      total[column + 2] = c;
      total[column + 3] = d;
    }
    return sums;
  };
}
