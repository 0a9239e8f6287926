import { mean } from '../agreement/order-statistics.ts';

/** A line across scans: `offset + slope · scan`, px. */
export interface EdgeLine {
  readonly offset: number;
  readonly slope: number;
  /** Root mean square distance of all its points, outliers too. */
  readonly residual: number;
}

/** Points further than this many robust standard deviations are left out of the fit, but not of the residual. */
const OUTLIER = 2.5;
const ROUNDS = 4;
const LEAST_SPREAD_PX = 1;

/** The line through most of the points: least squares, again without what lies far off (a finger, a bracelet, a marker). */
export function fitEdge(at: readonly number[], values: readonly number[]): EdgeLine {
  let kept = at.map((_, i) => i);
  let line = { offset: 0, slope: 0 };
  for (let round = 0; round < ROUNDS; round++) {
    line = leastSquaresLine(
      kept.map((i) => at[i]),
      kept.map((i) => values[i]),
    );
    const distances = at.map((x, i) => Math.abs(values[i] - line.offset - line.slope * x));
    const sorted = distances.toSorted((a, b) => a - b);
    const spread = Math.max(LEAST_SPREAD_PX, sorted[Math.floor(sorted.length / 2)] / 0.6745);
    kept = at.map((_, i) => i).filter((i) => distances[i] <= OUTLIER * spread);
  }
  const squares = at.reduce((sum, x, i) => sum + (values[i] - line.offset - line.slope * x) ** 2, 0);
  return { ...line, residual: Math.sqrt(squares / at.length) };
}

function leastSquaresLine(x: readonly number[], y: readonly number[]): { offset: number; slope: number } {
  const [mx, my] = [mean(x), mean(y)];
  const slope =
    x.reduce((sum, value, i) => sum + (value - mx) * (y[i] - my), 0) /
    x.reduce((sum, value) => sum + (value - mx) ** 2, 0);
  return { offset: my - slope * mx, slope };
}
