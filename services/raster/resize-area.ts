import type { RgbImage } from '../domain/raster.ts';
import { halfOf } from './halve.ts';

/** For each target cell the source cells it covers, `from` to `to` (exclusive), and their shares, which sum to 1. */
export interface AreaTaps {
  readonly from: Uint32Array;
  readonly to: Uint32Array;
  /** `most` shares for each target cell, the unused ones 0. */
  readonly shares: Float64Array;
  readonly most: number;
}

export function areaTaps(sourceLength: number, targetLength: number): AreaTaps {
  const step = sourceLength / targetLength;
  const most = Math.ceil(step) + 1;
  const from = new Uint32Array(targetLength);
  const to = new Uint32Array(targetLength);
  const shares = new Float64Array(targetLength * most);
  for (let index = 0; index < targetLength; index++) {
    const start = index * step;
    const end = Math.min(sourceLength, start + step);
    from[index] = Math.floor(start);
    to[index] = Math.min(sourceLength, Math.max(from[index] + 1, Math.ceil(end)));
    for (let i = from[index]; i < to[index]; i++) {
      const covered = Math.min(end, i + 1) - Math.max(start, i);
      shares[index * most + i - from[index]] = covered / (end - start);
    }
  }
  return { from, to, shares, most };
}

/**
 * Area average of an image onto a coarser grid, as three planes (red, green, blue) of `width * height` values in the
 * unit of the input (0 to 255). Every source pixel weighs as much as the part of it that a target cell covers, so the
 * mean of the picture is kept.
 * @param unit value of one code of the input in the output
 * @throws RangeError when the target is larger than the image or not a whole number of pixels.
 */
export function resizeAreaPlanar(image: RgbImage, width: number, height: number, unit = 1): Float32Array {
  if (!(Number.isInteger(width) && Number.isInteger(height) && width > 0 && height > 0)) {
    throw new RangeError(`Expected a target of whole pixels but received ${width}x${height}`);
  }
  if (width > image.width || height > image.height) {
    throw new RangeError(
      `Expected a target no larger than ${image.width}x${image.height} but received ${width}x${height}`,
    );
  }
  // Far coarser than the image: whole blocks first, in whole numbers, which is several times quicker and rounds by half a code at most.
  const even = image.width % 2 === 0 && image.height % 2 === 0;
  if (even && image.width >= 3 * width && image.height >= 3 * height) {
    return resizeAreaPlanar(halfOf(image), width, height, unit);
  }
  const columns = areaTaps(image.width, width);
  for (let i = 0; i < columns.shares.length; i++) columns.shares[i] *= unit;
  const rows = areaTaps(image.height, height);
  const line = new Float64Array(image.width * 3);
  const planes = new Float32Array(width * height * 3);
  for (let y = 0; y < height; y++) {
    averageRows(image, rows, y, line);
    averageColumns(line, columns, planes, y * width, width * height);
  }
  return planes;
}

/** Interleaved average of the source rows that target row `y` covers; three at once, so that the line is rarely read again. */
function averageRows({ data, width }: RgbImage, taps: AreaTaps, y: number, line: Float64Array): void {
  const first = taps.from[y];
  const last = taps.to[y] - 1;
  for (let row = first; row <= last; row += 3) {
    const p = row * width * 3;
    const q = Math.min(row + 1, last) * width * 3;
    const r = Math.min(row + 2, last) * width * 3;
    const a = shareOf(taps, y, row);
    const b = shareOf(taps, y, row + 1);
    const c = shareOf(taps, y, row + 2);
    if (row > first)
      for (let i = 0; i < line.length; i++) line[i] += a * data[p + i] + b * data[q + i] + c * data[r + i];
    else for (let i = 0; i < line.length; i++) line[i] = a * data[p + i] + b * data[q + i] + c * data[r + i];
  }
}

/** Share of a source row in target row `y`; 0 for one behind the last that it covers. */
function shareOf({ from, to, shares, most }: AreaTaps, y: number, row: number): number {
  return row < to[y] ? shares[y * most + row - from[y]] : 0;
}

function averageColumns(line: Float64Array, taps: AreaTaps, planes: Float32Array, start: number, cells: number): void {
  const { from, to, shares, most } = taps;
  for (let x = 0; x < from.length; x++) {
    let red = 0;
    let green = 0;
    let blue = 0;
    for (let column = from[x], k = x * most; column < to[x]; column++, k++) {
      const share = shares[k];
      red += share * line[3 * column];
      green += share * line[3 * column + 1];
      blue += share * line[3 * column + 2];
    }
    planes[start + x] = red;
    planes[cells + start + x] = green;
    planes[2 * cells + start + x] = blue;
  }
}
