import type { AreaUncertainty } from '../domain/measurement.ts';
import { areaInterval } from './area-interval.ts';
import { rounded } from './rounded.ts';

/**
 * Calibrated on 136 rendered lesion photos (two sets of 512 px, lesion found and present) so that ±1.96 of all parts held the true
 * share of skin in 95 %: fitted, not derived. Measured again by `npm run bench:interval`
 * whenever the network changes (docs/measurement.md 5.2).
 */
const SEGMENTATION_FLOOR = 0.015;
/** Standard deviation of the area per doubtful area: all doubtful cells of a photo err together. */
export const SD_PER_DOUBTFUL_LESION = 0.6;
export const SD_PER_DOUBTFUL_SKIN = 0.8;

const NONE_FOUND = { border: null, segmentation: null, scale: null, curvature: null, skin: null };

/** Standard deviation of a lesion's area from what the network leaves open, as a share of that area. */
export function segmentationRelativeSd(doubtfulPx: number, lesionPx: number): number {
  if (lesionPx === 0) return 0;
  return Math.hypot(SEGMENTATION_FLOOR, (SD_PER_DOUBTFUL_LESION * doubtfulPx) / lesionPx);
}

export function skinRelativeSd(doubtfulPx: number, skinPx: number): number {
  return (SD_PER_DOUBTFUL_SKIN * doubtfulPx) / skinPx;
}

export interface BudgetParts {
  /** This, segmentation and skin are null where a person drew the outline. */
  readonly border: number | null;
  readonly segmentation: number | null;
  /** Tilt included; null without a scale. */
  readonly scale: number | null;
  /** Of the curvature-corrected area only; null where nothing was corrected. */
  readonly curvature: number | null;
  readonly skin: number | null;
}

/** The parts as they are reported, with what they make together; all null where no lesion was found. */
export function uncertaintyBudget(parts: BudgetParts, lesionPx: number): AreaUncertainty {
  const found = lesionPx > 0;
  const { border, segmentation, scale, curvature, skin } = found ? parts : NONE_FOUND;
  return {
    scale_relative_sd: digits(scale),
    curvature_relative_sd: digits(curvature),
    border_relative_sd: digits(border),
    segmentation_relative_sd: digits(segmentation),
    skin_relative_sd: digits(skin),
    area_cm2_relative_sd: digits(joined(scale, border, segmentation)),
    // A share of skin needs no scale; lesion and skin err independently.
    percent_of_skin_relative_sd: digits(joined(border, segmentation, skin)),
  };
}

/** Of independent parts; null where one of them is not known. */
function joined(...parts: readonly (number | null)[]): number | null {
  const known = parts.filter((part) => part !== null);
  return known.length < parts.length ? null : Math.hypot(...known);
}

/** 95 % interval of the share of skin; where no lesion was found, from 0 to `mostMissedPercent`. Null for a person's outline. */
export function percentInterval(
  percent: number,
  { border, segmentation, skin }: BudgetParts,
  mostMissedPercent: number | null,
): [number, number] | null {
  const relativeSd = joined(border, segmentation, skin);
  if (relativeSd === null || mostMissedPercent === null) return null;
  if (percent === 0) return [0, Math.min(100, mostMissedPercent)];
  const [low, high] = areaInterval(percent, relativeSd);
  return [low, Math.min(100, high)];
}

const digits = (value: number | null): number | null => (value === null ? null : rounded(value, 5));
