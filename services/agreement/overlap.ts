/** Two masks of one photo, compared pixel by pixel; `value` is the grey level that counts as inside. */
export interface Overlap {
  readonly truth: number;
  readonly measured: number;
  readonly intersection: number;
}

export function overlap(truth: Uint8Array, measured: Uint8Array, value: number): Overlap {
  if (truth.length !== measured.length) {
    throw new RangeError(`Expected masks of one size but received ${truth.length} and ${measured.length} pixels`);
  }
  const counts = { truth: 0, measured: 0, intersection: 0 };
  for (let i = 0; i < truth.length; i++) {
    const inTruth = truth[i] === value;
    const inMeasured = measured[i] === value;
    if (inTruth) counts.truth++;
    if (inMeasured) counts.measured++;
    if (inTruth && inMeasured) counts.intersection++;
  }
  return counts;
}

/** Intersection over union; two empty masks agree: 1. */
export function iou({ truth, measured, intersection }: Overlap): number {
  const union = truth + measured - intersection;
  return union === 0 ? 1 : intersection / union;
}

/** Dice coefficient; two empty masks agree: 1. */
export function dice({ truth, measured, intersection }: Overlap): number {
  return truth + measured === 0 ? 1 : (2 * intersection) / (truth + measured);
}

/** |measured - truth| / truth. */
export function relativeError(measured: number, truth: number): number {
  if (!(truth > 0)) throw new RangeError(`Expected a truth above 0 but received ${truth}`);
  return Math.abs(measured - truth) / truth;
}

export function median(values: readonly number[]): number {
  if (values.length === 0) throw new RangeError('Expected at least one value but received none');
  const sorted = [...values].sort((a, b) => a - b);
  const upper = Math.floor(sorted.length / 2);
  const lower = sorted.length % 2 === 1 ? upper : upper - 1;
  return ((sorted[lower] ?? Number.NaN) + (sorted[upper] ?? Number.NaN)) / 2;
}
