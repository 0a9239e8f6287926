import type { Mask } from '../domain/raster.ts';

/** Each pixel becomes what most of its 3 x 3 neighbourhood is (outside the frame counts as outside the mask). */
export function majorityOf3x3(mask: Mask): Mask {
  const { width, height, data } = mask;
  const columns = new Uint8Array(width + 2);
  const noRow = new Uint8Array(width);
  const smoothed = new Uint8Array(data.length);
  for (let y = 0; y < height; y++) {
    const row = (at: number): Uint8Array =>
      at >= 0 && at < height ? data.subarray(at * width, (at + 1) * width) : noRow;
    const [above, here, below] = [row(y - 1), row(y), row(y + 1)];
    // Most rows of most masks are empty, and a scan is many times faster than a sum.
    if (!above.includes(1) && !here.includes(1) && !below.includes(1)) continue;
    for (let x = 0; x < width; x++) {
      columns[x + 1] = above[x] + here[x] + below[x];
    }
    for (let x = 0; x < width; x++) {
      const inside = columns[x] + columns[x + 1] + columns[x + 2];
      if (inside >= 5) smoothed[y * width + x] = 1;
    }
  }
  return { width, height, data: smoothed };
}
