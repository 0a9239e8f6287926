import type { Mask } from '../domain/raster.ts';
import { areaFactor, type Point } from './homography.ts';
import type { PlanePose } from './plane-pose.ts';

/** Step for numerical derivatives of the logarithm of an area. */
const STEP = 1e-5;

/** 1-sigma of the mean area scale over some places, from the pose's covariance. */
export function areaScaleSd(pose: PlanePose, points: readonly Point[]): number {
  const meanArea = (parameters: readonly number[]) => {
    const map = pose.toPlaneOf(parameters);
    return points.reduce((sum, point) => sum + areaFactor(map, point), 0) / points.length;
  };
  const gradient = pose.parameters.map((value, p) => {
    const moved = (by: number) => Math.log(meanArea(pose.parameters.map((v, i) => (i === p ? value + by : v))));
    return (moved(STEP) - moved(-STEP)) / (2 * STEP);
  });
  const variance = pose.covariance.reduce(
    (sum, row, i) => sum + row.reduce((inner, value, j) => inner + gradient[i] * value * gradient[j], 0),
    0,
  );
  return Math.sqrt(Math.max(0, variance));
}

/** At most a few hundred of a mask's pixels, evenly in reading order. */
const MAX_SAMPLES = 400;

export function samplePoints(mask: Mask): Point[] {
  const points: Point[] = [];
  mask.data.forEach((value, i) => {
    if (value !== 0) points.push([i % mask.width, Math.floor(i / mask.width)]);
  });
  const step = Math.max(1, Math.floor(points.length / MAX_SAMPLES));
  return points.filter((_, i) => i % step === 0);
}

export function rootMeanSquare(values: readonly number[]): number {
  return Math.sqrt(values.reduce((sum, value) => sum + value * value, 0) / values.length);
}
