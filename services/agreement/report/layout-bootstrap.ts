import { clusterBootstrap, RESAMPLES } from '../cluster-bootstrap.ts';
import type { Interval } from '../interval.ts';
import { ICC_FORMS, iccOf } from '../intraclass.ts';
import { type LayoutSums, layoutSums, meanSquaresOf } from '../mean-squares.ts';
import { ERROR_KINDS, measurementError } from '../measurement-error.ts';
import { mean } from '../order-statistics.ts';

/** In the order in which `layoutCoefficients` gives them. */
export const LAYOUT_FIGURES = [
  ...ICC_FORMS.map((form) => `icc_${form}`),
  ...ERROR_KINDS.flatMap((kind) => [`sem_${kind}`, `sdc_${kind}`]),
];

/** ICC and errors of measurement from what adds up of targets. */
export function layoutCoefficients(sums: LayoutSums): readonly number[] {
  const squares = meanSquaresOf(sums);
  const found: number[] = [];
  for (const form of ICC_FORMS) found.push(iccOf(squares, form));
  for (const kind of ERROR_KINDS) {
    const { sem, sdc } = measurementError(squares, kind);
    found.push(sem, sdc);
  }
  return found;
}

/**
 * Intervals of the figures of a layout of any number of methods by the bootstrap clustered by subject, by the figures' ids.
 * @param rows one per target, a reading of each method
 * @param places those of each subject's rows
 */
export function layoutBootstrap(
  rows: readonly (readonly number[])[],
  places: readonly (readonly number[])[],
  seed: number,
): ReadonlyMap<string, Interval | null> {
  const origin = mean(rows.map(mean));
  const subjects = places.map((own) => {
    const sums = layoutSums(
      own.map((i) => rows[i]),
      origin,
    );
    return Float64Array.of(sums.n, sums.squaredTargets, sums.squares, ...sums.raters);
  });
  const intervals = clusterBootstrap(
    subjects,
    (sums) =>
      layoutCoefficients({
        n: sums[0],
        squaredTargets: sums[1],
        squares: sums[2],
        raters: Array.from(sums.subarray(3)),
      }),
    { seed, resamples: RESAMPLES },
  );
  return new Map(LAYOUT_FIGURES.map((id, i) => [id, intervals[i] ?? null]));
}
