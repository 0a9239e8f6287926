function refuseNone(values: readonly number[]): void {
  if (values.length === 0) throw new RangeError('Expected at least one value but received none');
}

export function mean(values: readonly number[]): number {
  refuseNone(values);
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/**
 * Percentile by linear interpolation between the sorted values, the smallest at 0 and the largest at 100.
 * @source HyndmanFan1996, definition 7 (the default of R, numpy and MONAI)
 */
export function percentile(values: readonly number[], percent: number): number {
  refuseNone(values);
  return percentileInPlace(Float64Array.from(values), percent);
}

/** The same without a copy: at least one value, which are in another order afterwards. */
export function percentileInPlace(values: Float64Array, percent: number): number {
  if (!(percent >= 0 && percent <= 100))
    throw new RangeError(`Expected a percentile of 0 to 100 but received ${percent}`);
  const position = (percent / 100) * (values.length - 1);
  const below = Math.floor(position);
  const above = Math.ceil(position);
  putInPlace(values, below, 0);
  if (above !== below) putInPlace(values, above, above);
  return values[below] + (position - below) * (values[above] - values[below]);
}

/**
 * Puts the value of a rank (0: the smallest) where sorting would put it, with no larger one before and no smaller one behind it.
 * @param from nothing before this place is larger than what stands behind it
 * @source Hoare1961 (algorithm 65, Find; doi 10.1145/366622.366647)
 */
function putInPlace(values: Float64Array, rank: number, from: number): void {
  let [low, high] = [from, values.length - 1];
  while (low < high) {
    const [lastSmall, firstLarge] = partition(values, low, high, values[rank]);
    if (lastSmall < rank) low = firstLarge;
    if (rank < firstLarge) high = lastSmall;
  }
}

/** Between two places: what is not larger than the pivot before what is not smaller. @returns the last of the former, the first of the latter */
function partition(values: Float64Array, from: number, to: number, pivot: number): readonly [number, number] {
  let [i, j] = [from, to];
  while (i <= j) {
    while (values[i] < pivot) i++;
    while (pivot < values[j]) j--;
    if (i > j) break;
    const larger = values[i];
    values[i++] = values[j];
    values[j--] = larger;
  }
  return [j, i];
}

export const median = (values: readonly number[]): number => percentile(values, 50);
