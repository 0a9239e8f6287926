import type { ScalarMap } from '../domain/raster.ts';
import { type Homography, invert, mapPoint } from '../geometry/homography.ts';
import { fullMelaninLoss } from './depigmentation.ts';
import type { LesionPatches } from './lesion-patches.ts';
import type { StainContrast } from './stain-contrast.ts';

interface Size {
  readonly width: number;
  readonly height: number;
}

/** Loss of melanin of one photo against its own healthy skin (units: services/colour/skin-stains.ts). */
export interface Paleness {
  /** On the coarse grid of the contrast; negative where skin is darker than the healthy skin near by. */
  readonly melaninLoss: ScalarMap;
  /** Loss that the palest 5 % of the photo's lesions exceed; 0 without lesions. */
  readonly fullLoss: number;
  /** The measuring grid of the photo, px. */
  readonly photo: Size;
}

export function palenessOf(found: LesionPatches, contrast: StainContrast): Paleness {
  const { width, height, melanin } = contrast;
  return {
    melaninLoss: { width, height, data: Float32Array.from(melanin, (value) => -value) },
    fullLoss: fullMelaninLoss(found, contrast),
    photo: { width: found.width, height: found.height },
  };
}

/**
 * Residual depigmentation of both visits on the baseline's grid, 0 (healthy) to 1. One scale for both: the patient's palest skin
 * of either visit is 1, so that a lesion that has become paler since reads worse and not the same.
 * @param toBaseline follow-up px → baseline px, measuring grids
 * @returns undefined where neither visit shows a lesion that is paler than healthy skin
 */
export function residualDepigmentation(
  baseline: Paleness,
  followUp: Paleness,
  toBaseline: Homography,
): { readonly baseline: Float32Array; readonly followUp: Float32Array } | undefined {
  const full = Math.max(baseline.fullLoss, followUp.fullLoss);
  if (full <= 0) return undefined;
  const toFollowUp = invert(toBaseline);
  return {
    baseline: sampled(baseline, baseline.photo, full, (x, y) => [x, y]),
    followUp: sampled(followUp, baseline.photo, full, (x, y) => mapPoint(toFollowUp, [x, y])),
  };
}

function sampled(
  { melaninLoss, photo }: Paleness,
  grid: Size,
  full: number,
  toPhoto: (x: number, y: number) => readonly [x: number, y: number],
): Float32Array {
  const { width, height, data } = melaninLoss;
  const shares = new Float32Array(grid.width * grid.height);
  for (let y = 0; y < grid.height; y++) {
    for (let x = 0; x < grid.width; x++) {
      const [u, v] = toPhoto(x, y);
      const column = Math.floor(((u + 0.5) * width) / photo.width);
      const row = Math.floor(((v + 0.5) * height) / photo.height);
      if (column < 0 || row < 0 || column >= width || row >= height) continue;
      shares[y * grid.width + x] = Math.min(1, Math.max(0, data[row * width + column] / full));
    }
  }
  return shares;
}
