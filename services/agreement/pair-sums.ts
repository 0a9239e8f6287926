import { groupBy } from './group-by.ts';

/** Sums of pairs about a common origin: those of groups add up, and those of a group can be taken away. */
export interface PairSums {
  readonly n: number;
  readonly x: number;
  readonly y: number;
  readonly xx: number;
  readonly yy: number;
  readonly xy: number;
}

/** Places of the pairs of each subject; without subjects, each pair is a subject of its own. */
export function groupIndices(n: number, subjects?: readonly string[]): readonly (readonly number[])[] {
  const places = Array.from({ length: n }, (_, i) => i);
  return subjects ? [...groupBy(places, (i) => subjects[i]).values()] : places.map((i) => [i]);
}

export function pairSums(
  places: readonly number[],
  data: { readonly x: readonly number[]; readonly y: readonly number[]; readonly origin: readonly [number, number] },
): PairSums {
  const sums = { n: places.length, x: 0, y: 0, xx: 0, yy: 0, xy: 0 };
  for (const i of places) {
    const [x, y] = [data.x[i] - data.origin[0], data.y[i] - data.origin[1]];
    sums.x += x;
    sums.y += y;
    sums.xx += x * x;
    sums.yy += y * y;
    sums.xy += x * y;
  }
  return sums;
}

export function combine(a: PairSums, b: PairSums, sign: 1 | -1): PairSums {
  return {
    n: a.n + sign * b.n,
    x: a.x + sign * b.x,
    y: a.y + sign * b.y,
    xx: a.xx + sign * b.xx,
    yy: a.yy + sign * b.yy,
    xy: a.xy + sign * b.xy,
  };
}
