import { TAIL } from '../statistics/distributions.ts';
import { seededRandom } from '../statistics/seeded-random.ts';
import type { Interval } from './interval.ts';
import { percentileInPlace } from './order-statistics.ts';

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
  const sumOf = summation(subjects);
  const names = figures(sumOf(Int32Array.from(subjects, (_, i) => i))).length;
  if (subjects.length < 2) return new Array<null>(names).fill(null);
  const values = Array.from({ length: names }, () => new Float64Array(resamples));
  const usable = new Uint32Array(names);
  for (const drawn of resamplesOf(subjects.length, { seed, resamples })) {
    const found = figures(sumOf(drawn));
    for (let i = 0; i < names; i++) {
      if (!Number.isFinite(found[i])) continue;
      values[i][usable[i]] = found[i];
      usable[i] += 1;
    }
  }
  return values.map((of, i) => {
    if (usable[i] < LEAST_USABLE_SHARE * resamples) return null;
    const found = of.subarray(0, usable[i]);
    return [percentileInPlace(found, 100 * TAIL), percentileInPlace(found, 100 * (1 - TAIL))];
  });
}

/** Draws that are kept, of each resampling: those of 2,000 resamples of 500 subjects, 4 MB. */
const MOST_KEPT = 1_000_000;
/** A report compares many pairs of methods on the same subjects: they are drawn once. The newest is the last. */
const kept: { readonly of: string; readonly draws: readonly Int32Array[] }[] = [];
const MOST_RESAMPLINGS = 8;

/** Of each resample the places of the subjects that are drawn: it is a function of its arguments alone. */
function resamplesOf(subjects: number, { seed, resamples }: Resampling): Iterable<Int32Array> {
  if (subjects * resamples > MOST_KEPT) return drawResamples(subjects, { seed, resamples });
  const of = `${subjects} ${seed} ${resamples}`;
  const known = kept.find((each) => each.of === of);
  if (known !== undefined) return known.draws;
  const draws = [...drawResamples(subjects, { seed, resamples })];
  kept.push({ of, draws });
  if (kept.length > MOST_RESAMPLINGS) kept.shift();
  return draws;
}

function* drawResamples(subjects: number, { seed, resamples }: Resampling): Generator<Int32Array, void> {
  const random = seededRandom(seed);
  for (let resample = 0; resample < resamples; resample++) {
    const drawn = new Int32Array(subjects);
    for (let draw = 0; draw < subjects; draw++) drawn[draw] = Math.floor(random() * subjects);
    yield drawn;
  }
}

/** Columns that are summed at once, in as many variables: a sum that is kept in an array is fetched and put back at each step. */
const AT_ONCE = 6;

/** The sum of what the subjects of these places are made of. It is written over by the next call. */
function summation(subjects: readonly Float64Array[]): (places: Int32Array) => Float64Array {
  const width = subjects[0].length;
  const stride = AT_ONCE * Math.ceil(width / AT_ONCE);
  const parts = new Float64Array(subjects.length * stride);
  subjects.forEach((subject, i) => {
    parts.set(subject, i * stride);
  });
  const total = new Float64Array(stride);
  const sums = total.subarray(0, width);
  return (places) => {
    for (let column = 0; column < stride; column += AT_ONCE) {
      let a = 0;
      let b = 0;
      let c = 0;
      let d = 0;
      let e = 0;
      let f = 0;
      for (let i = 0; i < places.length; i++) {
        const at = places[i] * stride + column;
        a += parts[at];
        b += parts[at + 1];
        c += parts[at + 2];
        d += parts[at + 3];
        e += parts[at + 4];
        f += parts[at + 5];
      }
      total[column] = a;
      total[column + 1] = b;
      total[column + 2] = c;
      total[column + 3] = d;
      total[column + 4] = e;
      total[column + 5] = f;
    }
    return sums;
  };
}
