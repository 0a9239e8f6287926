import type { Homography, Point } from './homography.ts';
import { mapPoint, multiply } from './homography.ts';
import { leastSquares } from './least-squares.ts';
import type { Correspondence } from './register-features.ts';

/** How much a second photo may differ from the first, 1-sigma. */
export interface MotionPrior {
  /** Logarithm of the length scale. */
  readonly logScale: number;
  /** Stretch and shear, as relative lengths. */
  readonly stretch: number;
  /** Relative change of scale from the middle of the frame to its side. */
  readonly perspective: number;
}

/** Photos taken by hand: another distance, another tilt. */
export const FREE_MOTION: MotionPrior = { logScale: 0.5, stretch: 0.05, perspective: 0.04 };
/**
 * Both photos were straightened by the same marker; what is left is the error of that. Twice what was measured on 60
 * rendered markers of 60 to 160 px at tilts up to 20° (root mean square of two photos: 0.0009, 0.0003, 0.0012), because
 * neither cards nor skin are quite plane.
 */
export const STRAIGHTENED_MOTION: MotionPrior = { logScale: 0.002, stretch: 0.001, perspective: 0.0025 };

/** Distance in view px, per axis, by which the same spot strays between visits: skin stretches. */
const SPOT_SD_PX = 2;

export interface SoftFit {
  readonly homography: Homography;
  /** 1-sigma of where a point lands, px. */
  readonly sdAt: (point: Point) => number;
}

/**
 * A homography from few points: turn and shift are free, everything else is held by what two photos of one patient
 * can differ in. With many points the points decide, with three the prior does what they cannot.
 */
export function fitSoftHomography(
  pairs: readonly Correspondence[],
  start: { readonly turn: number; readonly logScale: number },
  centre: Point,
  prior: MotionPrior,
): SoftFit {
  const half = Math.max(...centre);
  const build = (p: readonly number[]) => softHomography(p, centre, half);
  const zero = build([start.logScale, start.turn, 0, 0, 0, 0, 0, 0]);
  const mean = (axis: 0 | 1) =>
    pairs.reduce((sum, pair) => sum + pair.to[axis] - mapPoint(zero, pair.from)[axis], 0) / pairs.length;
  const residualsOf = (p: readonly number[]) => {
    const map = build(p);
    return [
      p[0] / prior.logScale,
      p[4] / prior.stretch,
      p[5] / prior.stretch,
      p[6] / prior.perspective,
      p[7] / prior.perspective,
      ...pairs.flatMap(({ from, to }) => mapPoint(map, from).map((value, axis) => (value - to[axis]) / SPOT_SD_PX)),
    ];
  };
  const fit = leastSquares(residualsOf, [start.logScale, start.turn, mean(0), mean(1), 0, 0, 0, 0]);
  return {
    homography: build(fit.parameters),
    sdAt: (point) => Math.sqrt(Math.max(0, varianceAt(build, fit.parameters, fit.covariance, point))),
  };
}

/** Parameters: log scale, turn (rad), shift x and y (px), stretch, shear, perspective x and y. */
function softHomography(p: readonly number[], [cx, cy]: Point, half: number): Homography {
  const [c, s] = [Math.exp(p[0]) * Math.cos(p[1]), Math.exp(p[0]) * Math.sin(p[1])];
  const toCentre: Homography = [1, 0, -cx, 0, 1, -cy, 0, 0, 1];
  const bend: Homography = [1 + p[4], p[5], 0, p[5], 1 - p[4], 0, p[6] / half, p[7] / half, 1];
  const move: Homography = [c, -s, cx + p[2], s, c, cy + p[3], 0, 0, 1];
  return multiply(move, multiply(bend, toCentre));
}

const STEP = 1e-5;

function varianceAt(
  build: (p: readonly number[]) => Homography,
  parameters: readonly number[],
  covariance: readonly (readonly number[])[],
  point: Point,
): number {
  const at = mapPoint(build(parameters), point);
  const gradients = parameters.map((value, i) => {
    const moved = mapPoint(build(parameters.map((v, j) => (i === j ? value + STEP : v))), point);
    return [(moved[0] - at[0]) / STEP, (moved[1] - at[1]) / STEP] as const;
  });
  let variance = 0;
  covariance.forEach((row, i) => {
    row.forEach((value, j) => {
      variance += value * (gradients[i][0] * gradients[j][0] + gradients[i][1] * gradients[j][1]);
    });
  });
  return variance;
}
