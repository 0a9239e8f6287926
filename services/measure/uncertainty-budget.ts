import type { AreaUncertainty } from '../domain/measurement.ts';
import { areaInterval } from './area-interval.ts';
import { rounded } from './rounded.ts';

/**
 * Calibrated on 189 rendered lesion photos (two sets of 512 px, lesion found and present) so that ±1.96 of them held the true
 * lesion pixels in 95 %: fitted, not derived. Measured again by `npm run bench:interval`
 * whenever the network changes (docs/measurement.md 5.2).
 */
const SEGMENTATION_FLOOR = 0.043;
/** Standard deviation of the area per doubtful area: all doubtful cells of a photo err together. */
export const SD_PER_DOUBTFUL_LESION = 0.625;
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
  readonly border: number;
  readonly segmentation: number;
  /** Tilt included; null without a scale. */
  readonly scale: number | null;
  /** Of the curvature-corrected area only; null where nothing was corrected. */
  readonly curvature: number | null;
  readonly skin: number;
}

/** The parts as they are reported, with what they make together; all null where no lesion was found. */
export function uncertaintyBudget(parts: BudgetParts, lesionPx: number): AreaUncertainty {
  const found = lesionPx > 0;
  const { border, segmentation, scale, curvature, skin } = found ? parts : NONE_FOUND;
  const inPlane = scale === null ? null : Math.hypot(scale, border ?? 0, segmentation ?? 0);
  return {
    scale_relative_sd: digits(scale),
    curvature_relative_sd: digits(curvature),
    border_relative_sd: digits(border),
    segmentation_relative_sd: digits(segmentation),
    skin_relative_sd: digits(skin),
    area_cm2_relative_sd: digits(inPlane),
    percent_of_skin_relative_sd: found ? digits(percentRelativeSd(parts)) : null,
  };
}

/** A share of skin needs no scale; lesion and skin err independently. */
function percentRelativeSd({ border, segmentation, skin }: BudgetParts): number {
  return Math.hypot(border, segmentation, skin);
}

/** 95 % interval of the share of skin; where no lesion was found, from 0 to `mostMissedPercent`. */
export function percentInterval(percent: number, parts: BudgetParts, mostMissedPercent: number): [number, number] {
  if (percent === 0) return [0, Math.min(100, mostMissedPercent)];
  const [low, high] = areaInterval(percent, percentRelativeSd(parts));
  return [low, Math.min(100, high)];
}

const digits = (value: number | null): number | null => (value === null ? null : rounded(value, 5));
