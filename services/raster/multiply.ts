/**
 * Products cell by cell, written into `product`.
 * @param from first cell that is wanted
 * @param to the cell behind the last
 */
export function multiply(
  a: Float32Array,
  b: Float32Array,
  product: Float32Array,
  from = 0,
  to = product.length,
): Float32Array {
  for (let i = from; i < to; i++) product[i] = a[i] * b[i];
  return product;
}
