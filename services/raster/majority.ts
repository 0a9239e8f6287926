import type { Mask } from '../domain/raster.ts';

/** Each pixel becomes what most of its 3 x 3 neighbourhood is (outside the frame counts as outside the mask). */
export function majorityOf3x3({ width, height, data }: Mask): Mask {
  const smoothed = new Uint8Array(data.length);
  const noRow = new Uint8Array(width);
  const row = (y: number): Uint8Array => (y >= 0 && y < height ? data.subarray(y * width, (y + 1) * width) : noRow);
  let rows: ThreeRows = [noRow, noRow, row(0)];
  for (let y = 0; y < height; y++) {
    rows = [rows[1], rows[2], row(y + 1)];
    majorityOfRow(rows, smoothed.subarray(y * width, (y + 1) * width));
  }
  return { width, height, data: smoothed };
}

type ThreeRows = readonly [above: Uint8Array, here: Uint8Array, below: Uint8Array];

function majorityOfRow([above, here, below]: ThreeRows, smoothed: Uint8Array): void {
  // Most of most rows is empty, and a scan is many times faster than a sum.
  const last = Math.max(above.lastIndexOf(1), here.lastIndexOf(1), below.lastIndexOf(1));
  if (last < 0) return;
  const first = Math.min(firstSet(above), firstSet(here), firstSet(below));
  let left = 0;
  let middle = above[first] + here[first] + below[first];
  for (let x = first; x < last; x++) {
    const right = above[x + 1] + here[x + 1] + below[x + 1];
    if (left + middle + right >= 5) smoothed[x] = 1;
    left = middle;
    middle = right;
  }
  if (left + middle >= 5) smoothed[last] = 1;
}

function firstSet(row: Uint8Array): number {
  const first = row.indexOf(1);
  return first < 0 ? row.length : first;
}
