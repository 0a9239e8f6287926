import type { Measurement } from '../domain/measurement.ts';
import type { Mask } from '../domain/raster.ts';
import { countPixels } from '../raster/count-pixels.ts';
import { borderRelativeSd, Z_95 } from './area-interval.ts';
import type { CurvedArea } from './curvature.ts';
import type { LesionScale, OutlineErrors } from './lesion-scale.ts';
import { roundedInterval } from './rounded.ts';
import type { Doubt } from './segmentation-doubt.ts';
import {
  percentInterval,
  SD_PER_DOUBTFUL_LESION,
  segmentationRelativeSd,
  skinRelativeSd,
  uncertaintyBudget,
} from './uncertainty-budget.ts';

export interface PhotoErrors extends OutlineErrors {
  readonly skinRelativeSd: number;
}

interface Extent {
  /** On the measuring grid. */
  readonly lesion: Mask;
  /** The pixel counts are those of the upload. */
  readonly lesionPixels: number;
  readonly skinPixels: number;
  readonly uploadPixels: number;
}

/** What a photo itself says of how far its outlines may be wrong. */
export function outlineErrors(doubt: Doubt, { lesion, lesionPixels, skinPixels, uploadPixels }: Extent): PhotoErrors {
  const doubtfulPx = doubt.lesionOfFrame * uploadPixels;
  return {
    borderRelativeSd: borderRelativeSd(lesion, countPixels(lesion)),
    segmentationRelativeSd: segmentationRelativeSd(doubtfulPx, lesionPixels),
    skinRelativeSd: skinRelativeSd(doubt.skinOfFrame * uploadPixels, skinPixels),
    mostMissedPx: Z_95 * SD_PER_DOUBTFUL_LESION * doubtfulPx,
  };
}

interface Measured {
  /** Null for an outline that a person drew. */
  readonly errors: PhotoErrors | null;
  readonly lesionPixels: number;
  readonly skinPixels: number;
  readonly scale: LesionScale | null;
  readonly curved: CurvedArea;
}

/**
 * The budget and the interval of the share of skin, as a measurement reports them. Of what a person drew scale and curvature alone are
 * known: how far another person's outline would lie off is not, and without it there is no interval.
 */
export function lesionUncertainty({
  errors,
  lesionPixels,
  skinPixels,
  scale,
  curved,
}: Measured): Pick<Measurement['lesion'], 'percent_of_skin_interval' | 'uncertainty'> {
  const parts = {
    scale: scale?.relativeSd ?? null,
    curvature: curved.relativeSd,
    border: errors?.borderRelativeSd ?? null,
    segmentation: errors?.segmentationRelativeSd ?? null,
    skin: errors?.skinRelativeSd ?? null,
  };
  const mostMissedPercent = errors && (100 * errors.mostMissedPx) / skinPixels;
  return {
    percent_of_skin_interval: roundedInterval(
      percentInterval((100 * lesionPixels) / skinPixels, parts, mostMissedPercent),
    ),
    uncertainty: uncertaintyBudget(parts, lesionPixels),
  };
}
