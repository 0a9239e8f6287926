/**
 * Mean over a square window of `2 * radius + 1` pixels, cut off at the border (so a constant stays a constant).
 * Running sums, row by row in the order of memory: the cost does not depend on the radius.
 */
export function boxMean(values: Float32Array, width: number, height: number, radius: number): Float32Array {
  const reach = radius + 1;
  // Zeros on either side of the column sums, so that no window has to ask where the border is.
  const padded = new Float64Array(width + 2 * reach);
  const sums = padded.subarray(reach, reach + width);
  const columns = Float64Array.from({ length: width }, (_, x) => windowLength(x, width, radius));
  const mean = new Float32Array(values.length);
  for (let y = 0; y < Math.min(radius, height); y++) addRow(sums, values, y * width);
  for (let y = 0; y < height; y++) {
    if (y + radius < height) addRow(sums, values, (y + radius) * width);
    if (y - reach >= 0) subtractRow(sums, values, (y - reach) * width);
    slideAlongRow(padded, columns, windowLength(y, height, radius), mean.subarray(y * width, (y + 1) * width));
  }
  return mean;
}

/** Pixels of a line that a window around `centre` holds. */
function windowLength(centre: number, length: number, radius: number): number {
  return Math.min(length - 1, centre + radius) - Math.max(0, centre - radius) + 1;
}

function addRow(sums: Float64Array, values: Float32Array, start: number): void {
  for (let x = 0; x < sums.length; x++) sums[x] += values[start + x];
}

function subtractRow(sums: Float64Array, values: Float32Array, start: number): void {
  for (let x = 0; x < sums.length; x++) sums[x] -= values[start + x];
}

function slideAlongRow(padded: Float64Array, columns: Float64Array, rows: number, mean: Float32Array): void {
  // The padding is as long as the window reaches past its centre, and one more.
  const across = padded.length - columns.length - 1;
  let sum = 0;
  for (let i = 0; i < across; i++) sum += padded[i];
  for (let x = 0; x < columns.length; x++) {
    sum = sum + padded[x + across] - padded[x];
    mean[x] = sum / (rows * columns[x]);
  }
}
