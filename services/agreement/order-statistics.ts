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
  return percentileOfSorted(Float64Array.from(values).sort(), percent);
}

/** The same of values that are in order already, at least one, so that several percentiles cost one sorting. */
export function percentileOfSorted(sorted: Float64Array, percent: number): number {
  if (!(percent >= 0 && percent <= 100))
    throw new RangeError(`Expected a percentile of 0 to 100 but received ${percent}`);
  const position = (percent / 100) * (sorted.length - 1);
  const below = Math.floor(position);
  const above = Math.ceil(position);
  return sorted[below] + (position - below) * (sorted[above] - sorted[below]);
}

export const median = (values: readonly number[]): number => percentile(values, 50);
