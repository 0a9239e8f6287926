import type { Mask } from '../domain/raster.ts';
import { runsOf } from '../raster/runs.ts';
import { areaFactor, type Homography, type Point } from './homography.ts';
import type { PlanePose } from './plane-pose.ts';

/** Step for numerical derivatives of the logarithm of an area. */
const STEP = 1e-5;

/** 1-sigma of the mean area scale over some places, from the pose's covariance. */
export function areaScaleSd(pose: PlanePose, points: readonly Point[]): number {
  const gradient = pose.parameters.map((value, p) => {
    const moved = (by: number) => pose.toPlaneOf(pose.parameters.map((v, i) => (i === p ? value + by : v)));
    return (Math.log(meanArea(moved(STEP), points)) - Math.log(meanArea(moved(-STEP), points))) / (2 * STEP);
  });
  const variance = pose.covariance.reduce(
    (sum, row, i) => sum + row.reduce((inner, value, j) => inner + gradient[i] * value * gradient[j], 0),
    0,
  );
  return Math.sqrt(Math.max(0, variance));
}

function meanArea(map: Homography, points: readonly Point[]): number {
  let sum = 0;
  for (const point of points) sum += areaFactor(map, point);
  return sum / points.length;
}

/** At most a few hundred of a mask's pixels, evenly in reading order. */
const MAX_SAMPLES = 400;

export function samplePoints(mask: Mask): Point[] {
  const runs = runsOf(mask);
  const pixels = runs.reduce((sum, { start, end }) => sum + end - start + 1, 0);
  const step = Math.max(1, Math.floor(pixels / MAX_SAMPLES));
  const points: Point[] = [];
  // The next pixel to be taken, counted from the start of the run.
  let next = 0;
  for (const { y, start, end } of runs) {
    const length = end - start + 1;
    for (; next < length; next += step) points.push([start + next, y]);
    next -= length;
  }
  return points;
}
