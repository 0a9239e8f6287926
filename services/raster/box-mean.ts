/**
 * Mean over a square window of `2 * radius + 1` pixels, cut off at the border (so a constant stays a constant).
 * Running sums: the cost does not depend on the radius.
 */
export function boxMean(values: Float32Array, width: number, height: number, radius: number): Float32Array {
  const alongRows = new Float32Array(values.length);
  for (let y = 0; y < height; y++) slidingMean(values, alongRows, y * width, 1, width, radius);
  const mean = new Float32Array(values.length);
  for (let x = 0; x < width; x++) slidingMean(alongRows, mean, x, width, height, radius);
  return mean;
}

function slidingMean(
  source: Float32Array,
  target: Float32Array,
  start: number,
  stride: number,
  length: number,
  radius: number,
): void {
  let sum = 0;
  let count = 0;
  for (let i = 0; i < Math.min(radius, length); i++) {
    sum += source[start + i * stride];
    count++;
  }
  for (let i = 0; i < length; i++) {
    if (i + radius < length) {
      sum += source[start + (i + radius) * stride];
      count++;
    }
    if (i - radius - 1 >= 0) {
      sum -= source[start + (i - radius - 1) * stride];
      count--;
    }
    target[start + i * stride] = sum / count;
  }
}
