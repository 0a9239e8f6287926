/** Pixels of two masks of one photo, and of both at once. */
export interface Overlap {
  readonly truth: number;
  readonly measured: number;
  readonly intersection: number;
}

/**
 * Compares two masks pixel by pixel.
 * @param value the level that counts as inside: 1 of a mask, 255 of the samples of a mask file
 * @throws RangeError when the masks differ in size
 */
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
