import { clusterBootstrap, RESAMPLES } from '../cluster-bootstrap.ts';
import type { Interval } from '../interval.ts';
import { ICC_FORMS, iccOf } from '../intraclass.ts';
import { layoutSums, type MeanSquares, meanSquaresOf } from '../mean-squares.ts';
import { ERROR_KINDS, measurementError } from '../measurement-error.ts';
import { mean } from '../order-statistics.ts';

/** ICC and errors of measurement, by the figures' ids. */
export const LAYOUT_FIGURES: Readonly<Record<string, (squares: MeanSquares) => number>> = Object.fromEntries([
  ...ICC_FORMS.map((form) => [`icc_${form}`, (squares: MeanSquares) => iccOf(squares, form)] as const),
  ...ERROR_KINDS.flatMap((kind) =>
    (['sem', 'sdc'] as const).map(
      (figure) => [`${figure}_${kind}`, (squares: MeanSquares) => measurementError(squares, kind)[figure]] as const,
    ),
  ),
]);

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
  const figures = Object.values(LAYOUT_FIGURES);
  const intervals = clusterBootstrap(
    subjects,
    (sums) => {
      const raters = Array.from(sums.subarray(3));
      const squares = meanSquaresOf({ n: sums[0], squaredTargets: sums[1], squares: sums[2], raters });
      return figures.map((figure) => figure(squares));
    },
    { seed, resamples: RESAMPLES },
  );
  return new Map(Object.keys(LAYOUT_FIGURES).map((id, i) => [id, intervals[i] ?? null]));
}
