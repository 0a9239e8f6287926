import type { Mask } from '../domain/raster.ts';
import { runsOf, touchingRuns } from '../raster/runs.ts';

/**
 * How far, as a standard deviation, a whole border lies from the true one: half a pixel of the measuring grid, the
 * resolution of a border drawn between two pixels. Scale errors come on top (docs/measurement.md).
 */
const BORDER_SD_PX = 0.5;
/** 97.5 % quantile of the standard normal distribution. */
export const Z_95 = 1.959964;

/** Edges between a pixel inside and one outside, times pi / 4: the length of a border of any direction, in pixels. */
export function borderLengthPx(mask: Mask): number {
  const runs = runsOf(mask);
  let edges = 0;
  for (const { y, start, end } of runs) {
    const ends = (start > 0 ? 1 : 0) + (end < mask.width - 1 ? 1 : 0);
    const sides = (y > 0 ? 1 : 0) + (y < mask.height - 1 ? 1 : 0);
    edges += ends + sides * (end - start + 1);
  }
  for (const { above, below } of touchingRuns(runs, 0)) {
    const shared = Math.min(runs[above].end, runs[below].end) - Math.max(runs[above].start, runs[below].start) + 1;
    edges -= 2 * shared;
  }
  return (edges * Math.PI) / 4;
}

/** Standard deviation of an area whose whole border lies off by `BORDER_SD_PX`, as a share of that area; 0 without a lesion. */
export function borderRelativeSd(mask: Mask, pixels: number): number {
  return pixels === 0 ? 0 : (borderLengthPx(mask) * BORDER_SD_PX) / pixels;
}

/**
 * 95 % interval of an area from independent relative errors. They are taken of the area's logarithm: no area is below 0, and
 * being wrong by a factor of two is as far upwards as downwards. Small errors give area · (1 ± 1.96 · sd).
 */
export function areaInterval(area: number, ...relativeSds: readonly number[]): [number, number] {
  const factor = Math.exp(Z_95 * Math.hypot(...relativeSds));
  return [area / factor, area * factor];
}
