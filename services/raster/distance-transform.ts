import type { Mask } from '../domain/raster.ts';

/**
 * Squared Euclidean distance, in pixels², from the centre of every pixel to the centre of the nearest set one. Exact: whole
 * numbers throughout, in two passes (columns, then the lower envelope of parabolas along each row).
 * @throws RangeError when no pixel is set
 * @source Meijster2000 (doi 10.1007/0-306-47025-X_36)
 */
export function squaredDistances(mask: Mask): Float64Array {
  if (!mask.data.includes(1)) throw new RangeError('Expected a mask with at least one pixel set but received none');
  const squared = squaredColumnDistances(mask);
  const { width, height } = mask;
  for (let y = 0; y < height; y++) lowerEnvelope(squared.subarray(y * width, (y + 1) * width));
  return squared;
}

/** Squared distance to the nearest set pixel of the same column; farther than any distance of the grid where there is none. */
function squaredColumnDistances({ width, height, data }: Mask): Float64Array {
  const distances = new Float64Array(data.length);
  const unreachable = width + height;
  for (let x = 0; x < width; x++) distances[x] = data[x] ? 0 : unreachable;
  for (let i = width; i < data.length; i++)
    distances[i] = data[i] ? 0 : Math.min(unreachable, distances[i - width] + 1);
  for (let i = data.length - width - 1; i >= 0; i--) distances[i] = Math.min(distances[i], distances[i + width] + 1);
  for (let i = 0; i < distances.length; i++) distances[i] *= distances[i];
  return distances;
}

/** Replaces g(x)² of one row by the minimum over u of (x - u)² + g(u)². Letters as in Meijster2000. */
function lowerEnvelope(row: Float64Array): void {
  const m = row.length;
  const g2 = row.slice();
  const s = new Int32Array(m);
  const t = new Int32Array(m);
  const f = (x: number, i: number): number => (x - i) * (x - i) + g2[i];
  const separation = (i: number, u: number): number => Math.floor((u * u - i * i + g2[u] - g2[i]) / (2 * (u - i)));
  let q = 0;
  for (let u = 1; u < m; u++) {
    while (q >= 0 && f(t[q], s[q]) > f(t[q], u)) q--;
    if (q < 0) {
      q = 0;
      s[0] = u;
      continue;
    }
    const w = 1 + separation(s[q], u);
    if (w < m) {
      q++;
      s[q] = u;
      t[q] = w;
    }
  }
  for (let u = m - 1; u >= 0; u--) {
    row[u] = f(u, s[q]);
    if (u === t[q]) q--;
  }
}
