import type { Mask } from '../domain/raster.ts';
import { type Component, connectedComponents } from '../geometry/components.ts';

/** A lesion of one mask is in the other when at least this share of its pixels is. */
export const LESION_OVERLAP_SHARE = 0.5;

/** Lesions, 8-connected, counted instead of pixels: a small one weighs as much as a large one. */
export interface LesionCounts {
  readonly truth: number;
  /** Lesions of the truth of which at least `LESION_OVERLAP_SHARE` was measured as lesion. */
  readonly found: number;
  readonly measured: number;
  /** Measured lesions of which less than `LESION_OVERLAP_SHARE` is lesion by the truth. */
  readonly false_discoveries: number;
}

/** @throws RangeError when the masks differ in size */
export function lesionCounts(truth: Mask, measured: Mask): LesionCounts {
  if (truth.width !== measured.width || truth.height !== measured.height) {
    throw new RangeError(
      `Expected masks of one size but received ${truth.width}x${truth.height} and ${measured.width}x${measured.height}`,
    );
  }
  const trueLesions = connectedComponents(truth);
  const measuredLesions = connectedComponents(measured);
  return {
    truth: trueLesions.length,
    found: trueLesions.filter((lesion) => isIn(measured, lesion)).length,
    measured: measuredLesions.length,
    false_discoveries: measuredLesions.filter((lesion) => !isIn(truth, lesion)).length,
  };
}

function isIn({ width, data }: Mask, { runs, pixels }: Component): boolean {
  let shared = 0;
  for (const { y, start, end } of runs) {
    for (let i = y * width + start; i <= y * width + end; i++) shared += data[i];
  }
  return shared >= LESION_OVERLAP_SHARE * pixels;
}
