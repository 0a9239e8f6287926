/** Sum of all values. */
export function sumOf(values: Float32Array): number {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[i];
  return sum;
}

/** Sum of the values, each times its weight. */
export function weightedSum(weight: Float32Array, values: Float32Array): number {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += weight[i] * values[i];
  return sum;
}

/** Sum of the products of two values, each times its weight. */
export function weightedProductSum(weight: Float32Array, a: Float32Array, b: Float32Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += weight[i] * a[i] * b[i];
  return sum;
}
