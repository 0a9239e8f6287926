import type { Mask } from '../domain/raster.ts';
import { runsOf, touchingRuns } from '../raster/runs.ts';

/**
 * How far, as a standard deviation, a whole border lies from the true one: half a pixel of the measuring grid, the
 * resolution of a border drawn between two pixels. Scale errors come on top (docs/measurement.md).
 */
export const BORDER_SD_PX = 0.5;
/** 97.5 % quantile of the standard normal distribution. */
const Z_95 = 1.959964;

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

/** 95 % interval of an area from the errors of scale and border, taken as independent. */
export function areaInterval(area: number, scaleRelativeSd: number, borderRelativeSd: number): [number, number] {
  const half = Z_95 * area * Math.hypot(scaleRelativeSd, borderRelativeSd);
  return [Math.max(0, area - half), area + half];
}
