/** Products cell by cell, written into `product`. */
export function multiply(a: Float32Array, b: Float32Array, product: Float32Array): Float32Array {
  for (let i = 0; i < product.length; i++) product[i] = a[i] * b[i];
  return product;
}
