/**
 * Mean over a square window of `2 * radius + 1` pixels, cut off at the border (so a constant stays a constant).
 * Running sums, row by row in the order of memory: the cost does not depend on the radius.
 */
export function boxMean(values: Float32Array, width: number, height: number, radius: number): Float32Array {
  const columnSums = new Float64Array(width);
  const mean = new Float32Array(values.length);
  const addRow = (y: number, sign: number): void => {
    for (let x = 0, i = y * width; x < width; x++, i++) columnSums[x] += sign * values[i];
  };
  for (let y = 0; y < Math.min(radius, height); y++) addRow(y, 1);
  for (let y = 0; y < height; y++) {
    if (y + radius < height) addRow(y + radius, 1);
    if (y - radius - 1 >= 0) addRow(y - radius - 1, -1);
    const rows = Math.min(height - 1, y + radius) - Math.max(0, y - radius) + 1;
    slideAlongRow(columnSums, rows, radius, mean, y * width);
  }
  return mean;
}

function slideAlongRow(sums: Float64Array, rows: number, radius: number, mean: Float32Array, start: number): void {
  const width = sums.length;
  let sum = 0;
  for (let x = 0; x < Math.min(radius, width); x++) sum += sums[x];
  for (let x = 0; x < width; x++) {
    if (x + radius < width) sum += sums[x + radius];
    if (x - radius - 1 >= 0) sum -= sums[x - radius - 1];
    const columns = Math.min(width - 1, x + radius) - Math.max(0, x - radius) + 1;
    mean[start + x] = sum / (rows * columns);
  }
}
