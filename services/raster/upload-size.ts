import type { Mask } from '../domain/raster.ts';
import { runsOf } from './runs.ts';

/**
 * Along one axis: the source cell that each target cell takes its value from, floor((x + 0.5) * source / target). It is the
 * rule by which a mask file is enlarged, and so the one by which pixels of the upload are counted.
 */
export function nearestIndices(target: number, source: number): Int32Array {
  const indices = new Int32Array(target);
  for (let x = 0; x < target; x++) indices[x] = Math.min(source - 1, Math.floor(((x + 0.5) * source) / target));
  return indices;
}

/** The mask on another grid, by the rule of the mask file. */
export function maskAtSize(mask: Mask, width: number, height: number): Mask {
  if (mask.width === width && mask.height === height) return mask;
  const columns = nearestIndices(width, mask.width);
  const rows = nearestIndices(height, mask.height);
  const data = new Uint8Array(width * height);
  for (let y = 0; y < height; y++) {
    const row = rows[y] * mask.width;
    for (let x = 0; x < width; x++) data[y * width + x] = mask.data[row + columns[x]];
  }
  return { width, height, data };
}

/** For each source cell: how many target cells take their value from it. */
function nearestCounts(source: number, target: number): Uint32Array {
  const counts = new Uint32Array(source);
  for (const index of nearestIndices(target, source)) counts[index]++;
  return counts;
}

/**
 * Pixels inside the mask once it is enlarged to the upload size: equals the count in the mask file, exactly. Rows and
 * columns are independent, so a pixel (x, y) counts as often as column x is taken, times as often as row y is taken.
 */
export function countAtUploadSize(mask: Mask, width: number, height: number): number {
  const rows = nearestCounts(mask.height, height);
  const columnsBefore = [0];
  for (const count of nearestCounts(mask.width, width))
    columnsBefore.push(columnsBefore[columnsBefore.length - 1] + count);
  return runsOf(mask).reduce(
    (total, { y, start, end }) => total + (columnsBefore[end + 1] - columnsBefore[start]) * rows[y],
    0,
  );
}
