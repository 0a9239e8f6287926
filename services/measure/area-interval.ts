import type { Mask } from '../domain/raster.ts';

/**
 * How far, as a standard deviation, a whole border lies from the true one: half a pixel of the measuring grid, the
 * resolution of a border drawn between two pixels. Scale errors come on top (docs/measurement.md).
 */
export const BORDER_SD_PX = 0.5;
/** 97.5 % quantile of the standard normal distribution. */
const Z_95 = 1.959964;

/** Edges between a pixel inside and one outside, times pi / 4: the length of a border of any direction, in pixels. */
export function borderLengthPx({ width, height, data }: Mask): number {
  let edges = 0;
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const i = y * width + x;
      if (x + 1 < width && data[i] !== data[i + 1]) edges++;
      if (y + 1 < height && data[i] !== data[i + width]) edges++;
    }
  }
  return (edges * Math.PI) / 4;
}

/** 95 % interval of an area from the errors of scale and border, taken as independent. */
export function areaInterval(area: number, scaleRelativeSd: number, borderRelativeSd: number): [number, number] {
  const half = Z_95 * area * Math.hypot(scaleRelativeSd, borderRelativeSd);
  return [Math.max(0, area - half), area + half];
}
