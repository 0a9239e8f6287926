import { expectFinite, notComputable } from '../statistics/refuse.ts';
import { mean } from './order-statistics.ts';

/** Two-way layout of n targets, each read once by the same k raters: mean squares in the letters of Shrout and Fleiss. */
export interface MeanSquares {
  readonly n: number;
  readonly k: number;
  /** Between targets, n - 1 degrees of freedom. */
  readonly BMS: number;
  /** Within targets, n (k - 1). */
  readonly WMS: number;
  /** Between raters (judges), k - 1. */
  readonly JMS: number;
  /** Residual, (n - 1)(k - 1). */
  readonly EMS: number;
}

/** What is enough to know of any number of targets; those of several groups add up. Values are less a common origin. */
export interface LayoutSums {
  readonly n: number;
  /** Sum of each rater's readings. */
  readonly raters: readonly number[];
  /** Sum over targets of the square of the sum of its readings. */
  readonly squaredTargets: number;
  /** Sum of all squares. */
  readonly squares: number;
}

/** A residual below this share of the whole is the dust of binary fractions. */
const DUST = 1e-13;

export function layoutSums(rows: readonly (readonly number[])[], origin: number): LayoutSums {
  const raters = new Array<number>(rows[0]?.length ?? 0).fill(0);
  let [squaredTargets, squares] = [0, 0];
  for (const row of rows) {
    let total = 0;
    for (let j = 0; j < row.length; j++) {
      const value = row[j] - origin;
      raters[j] += value;
      total += value;
      squares += value * value;
    }
    squaredTargets += total * total;
  }
  return { n: rows.length, raters, squaredTargets, squares };
}

export function meanSquaresOf({ n, raters, squaredTargets, squares }: LayoutSums): MeanSquares {
  const k = raters.length;
  let [grand, raterSquares] = [0, 0];
  for (let j = 0; j < k; j++) {
    grand += raters[j];
    raterSquares += raters[j] ** 2;
  }
  const correction = grand ** 2 / (n * k);
  const total = squares - correction;
  const dust = DUST * squares;
  const between = withoutDust(squaredTargets / k - correction, dust);
  const judges = withoutDust(raterSquares / n - correction, dust);
  const within = withoutDust(total - between, dust);
  const residual = withoutDust(within - judges, dust);
  return {
    n,
    k,
    BMS: between / (n - 1),
    WMS: within / (n * (k - 1)),
    JMS: judges / (k - 1),
    EMS: residual / ((n - 1) * (k - 1)),
  };
}

const withoutDust = (sum: number, dust: number): number => (sum <= dust ? 0 : sum);

/**
 * @param rows one per target, one value per rater, none missing
 * @throws RangeError when rows differ in length
 * @throws Refusal below 2 targets or 2 raters, and where all values are one and the same
 */
export function meanSquares(rows: readonly (readonly number[])[]): MeanSquares {
  const k = rows[0]?.length ?? 0;
  const ragged = rows.findIndex((row) => row.length !== k);
  if (ragged >= 0) throw new RangeError(`Expected ${k} readings of each target but target ${ragged + 1} differs`);
  const counts = `but there are ${rows.length} targets and ${k} raters`;
  if (rows.length < 2 || k < 2)
    return notComputable('Analysis of variance', `needs 2 targets and 2 raters, ${counts}.`);
  const all = rows.flat();
  expectFinite('Analysis of variance', all);
  if (all.every((value) => value === all[0])) {
    return notComputable('Analysis of variance', 'all readings are one and the same.');
  }
  return meanSquaresOf(layoutSums(rows, mean(all)));
}
