import { countInversions, listInversions } from './inversions.ts';

/**
 * The slopes of the lines through all pairs of n points, in the order from -1 upwards through ∞ (= -∞) round to -1, by rank and without
 * holding them: 18,000 points have 162 million.
 *
 * With u = x + y and v = y - x that order is the plain order of the slopes dv/du, and a pair with slope -1 has du = 0. Pairs with a
 * dv/du below t are those whose order by v - t u is not their order by u: inversions, which merge sort counts in n log n. So an
 * interval of dv/du around the rank is halved until the few slopes in it can be listed.
 * @source Cole1989 (doi 10.1137/0218055)
 */
export interface SlopeOrder {
  /** Pairs with a slope other than -1; pairs of equal points have none and are left out too. */
  readonly usable: number;
  /** Of these, slopes below -1: K. They stand last in the order. */
  readonly belowMinusOne: number;
  /** The slope of a rank, 1 to `usable`; Infinity for points one above the other. */
  slopeAt(rank: number): number;
}

/** Slopes that are listed at once: to halve the interval once more costs less than to list and sort more of them. */
const MOST_LISTED = 1000;
/** Width, in radians, below which all slopes of an interval are taken for one: what round numbers pile up on a slope is not listed. */
const ONE_SLOPE = 1e-9;
/** Where an interval is cut: no simple fraction, so that a cut does not fall on a slope of round numbers. */
const CUT = 0.5 + 0.0314159265;

export function slopeOrder(x: readonly number[], y: readonly number[]): SlopeOrder {
  const points = sortedPoints(x, y);
  const { u, v } = points;
  const n = u.length;
  const counted = new Map<number, number>();
  /** Number of slopes dv/du below tan θ. */
  const below = (theta: number): number => {
    const known = counted.get(theta);
    if (known !== undefined) return known;
    const t = Math.tan(theta);
    const count = countInversions(u.map((each, i) => v[i] - t * each));
    counted.set(theta, count);
    return count;
  };
  const usable = (n * (n - 1)) / 2 - pairsOfEqual(u);
  const slopeAt = (rank: number): number => {
    if (!(rank >= 1 && rank <= usable))
      throw new RangeError(`Expected a rank from 1 to ${usable} but received ${rank}`);
    let [low, high] = [-Math.PI / 2, Math.PI / 2];
    let [belowLow, belowHigh] = [0, usable];
    while (belowHigh - belowLow > MOST_LISTED && high - low > ONE_SLOPE) {
      const middle = low + (high - low) * CUT;
      const count = below(middle);
      if (count >= rank) [high, belowHigh] = [middle, count];
      else [low, belowLow] = [middle, count];
    }
    const slopes = listed(points, low, high);
    const piled = belowHigh - belowLow > MOST_LISTED;
    return slopes[piled ? Math.floor(slopes.length / 2) : rank - belowLow - 1];
  };
  return { usable, belowMinusOne: countBelowMinusOne(x, y), slopeAt };
}

/** Pairs with du > 0 and dx < 0. */
function countBelowMinusOne(x: readonly number[], y: readonly number[]): number {
  const order = x.map((_, i) => i).sort((a, b) => x[a] + y[a] - x[b] - y[b] || x[a] - x[b]);
  return countInversions(Float64Array.from(order, (i) => x[i]));
}

interface Points {
  readonly x: Float64Array;
  readonly y: Float64Array;
  readonly u: Float64Array;
  readonly v: Float64Array;
}

/** Points by u, those of equal u by v, so that they are no inversion. */
function sortedPoints(x: readonly number[], y: readonly number[]): Points {
  const order = x.map((_, i) => i).sort((a, b) => x[a] + y[a] - x[b] - y[b] || y[a] - x[a] - (y[b] - x[b]));
  const of = (value: (i: number) => number): Float64Array => Float64Array.from(order, value);
  return { x: of((i) => x[i]), y: of((i) => y[i]), u: of((i) => x[i] + y[i]), v: of((i) => y[i] - x[i]) };
}

function pairsOfEqual(sorted: Float64Array): number {
  let pairs = 0;
  for (let i = 1, run = 0; i < sorted.length; i++) {
    run = sorted[i] === sorted[i - 1] ? run + 1 : 0;
    pairs += run;
  }
  return pairs;
}

/**
 * The slopes dy/dx of the pairs whose dv/du lies between tan low and tan high, ascending by dv/du: the inversions between the order of the
 * points by v - u tan low and that by v - u tan high.
 */
function listed({ x, y, u, v }: Points, low: number, high: number): Float64Array {
  const [atLow, atHigh] = [low, high].map((theta) => u.map((each, i) => keyAt(theta, each, v[i])));
  const order = Int32Array.from(u, (_, i) => i).sort((a, b) => atLow[a] - atLow[b] || atHigh[a] - atHigh[b]);
  const pairs = listInversions(
    Float64Array.from(order, (i) => atHigh[i]),
    MOST_LISTED,
  );
  const found: { readonly slope: number; readonly place: number }[] = [];
  for (let at = 0; at < pairs.length; at += 2) {
    const i = order[pairs[at]];
    const j = order[pairs[at + 1]];
    const dx = x[j] - x[i];
    const du = u[j] - u[i];
    const slope = dx === 0 ? Number.POSITIVE_INFINITY : (y[j] - y[i]) / dx;
    if (du !== 0) found.push({ slope, place: (v[j] - v[i]) / du });
  }
  found.sort((a, b) => a.place - b.place);
  return Float64Array.from(found, ({ slope }) => slope);
}

/** v - u tan θ, at the ends of the range what outweighs all else. */
function keyAt(theta: number, u: number, v: number): number {
  if (theta === -Math.PI / 2) return u;
  return theta === Math.PI / 2 ? -u : v - Math.tan(theta) * u;
}
