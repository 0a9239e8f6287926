/** Number of pairs of places that stand in the wrong order, equal keys being in order: merge sort, n log n. */
export function countInversions(keys: Float64Array): number {
  let count = 0;
  let from = keys.slice();
  let to = new Float64Array(keys.length);
  for (let width = 1; width < keys.length; width *= 2) {
    for (let start = 0; start < keys.length; start += 2 * width) {
      const middle = Math.min(start + width, keys.length);
      const end = Math.min(start + 2 * width, keys.length);
      for (let i = start, j = middle, at = start; at < end; at++) {
        if (j >= end || (i < middle && from[i] <= from[j])) to[at] = from[i++];
        else {
          count += middle - i;
          to[at] = from[j++];
        }
      }
    }
    [from, to] = [to, from];
  }
  return count;
}

/**
 * The pairs of places (earlier, later) that stand in the wrong order, up to `most` of them: flat, two numbers for each pair. n log n
 * and as much again as there are pairs.
 */
export function listInversions(keys: Float64Array, most: number): Int32Array {
  const pairs = new Int32Array(2 * most);
  let found = 0;
  const list = (earlier: Int32Array, later: number): void => {
    for (let i = 0; i < earlier.length && found < most; i++) pairs.set([earlier[i], later], 2 * found++);
  };
  let from = Int32Array.from(keys, (_, i) => i);
  let to = new Int32Array(keys.length);
  for (let width = 1; width < keys.length && found < most; width *= 2) {
    for (let start = 0; start < keys.length; start += 2 * width) {
      const middle = Math.min(start + width, keys.length);
      const end = Math.min(start + 2 * width, keys.length);
      for (let i = start, j = middle, at = start; at < end; at++) {
        if (j >= end || (i < middle && keys[from[i]] <= keys[from[j]])) to[at] = from[i++];
        else {
          list(from.subarray(i, middle), from[j]);
          to[at] = from[j++];
        }
      }
    }
    [from, to] = [to, from];
  }
  return pairs.subarray(0, 2 * found);
}
