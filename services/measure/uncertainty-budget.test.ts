import { describe, expect, it } from 'vitest';
import { doubtOf } from './segmentation-doubt.ts';
import {
  percentInterval,
  SD_PER_DOUBTFUL_LESION,
  SD_PER_DOUBTFUL_SKIN,
  segmentationRelativeSd,
  skinRelativeSd,
  uncertaintyBudget,
} from './uncertainty-budget.ts';

const PARTS = { border: 0.03, segmentation: 0.04, scale: 0.12, curvature: 0.2, skin: 0 };

describe('uncertainty budget', () => {
  it('joins scale, border and segmentation for cm², and needs no scale for the share of skin', () => {
    // 3-4-5 and 5-12-13.
    expect(uncertaintyBudget(PARTS, 100)).toEqual({
      scale_relative_sd: 0.12,
      curvature_relative_sd: 0.2,
      border_relative_sd: 0.03,
      segmentation_relative_sd: 0.04,
      skin_relative_sd: 0,
      area_cm2_relative_sd: 0.13,
      percent_of_skin_relative_sd: 0.05,
    });
    expect(uncertaintyBudget({ ...PARTS, scale: null, skin: 0.12 }, 100)).toMatchObject({
      scale_relative_sd: null,
      area_cm2_relative_sd: null,
      percent_of_skin_relative_sd: 0.13,
    });
  });

  it('has no parts without a lesion, whose share may be what is doubtful', () => {
    expect(new Set(Object.values(uncertaintyBudget(PARTS, 0)))).toEqual(new Set([null]));
    expect(percentInterval(0, PARTS, 1.5)).toEqual([0, 1.5]);
  });

  it('gives the share of skin an interval that ends at all of it', () => {
    const [low, high] = percentInterval(10, PARTS, 0) ?? [Number.NaN, Number.NaN];
    expect(Math.sqrt(low * high)).toBeCloseTo(10, 10);
    expect(high / 10).toBeCloseTo(Math.exp(1.959964 * 0.05), 10);
    expect(percentInterval(99, PARTS, 0)?.[1]).toBe(100);
  });

  it('knows no more than the scale of an outline that a person drew, and gives it no interval', () => {
    const drawn = { ...PARTS, border: null, segmentation: null, skin: null };
    expect(percentInterval(10, drawn, null)).toBeNull();
    expect(percentInterval(0, drawn, null)).toBeNull();
    expect(uncertaintyBudget(drawn, 100)).toMatchObject({
      ...{ scale_relative_sd: PARTS.scale, border_relative_sd: null, segmentation_relative_sd: null },
      ...{ skin_relative_sd: null, area_cm2_relative_sd: null, percent_of_skin_relative_sd: null },
    });
  });

  it('grows with the doubtful area and has a floor where nothing is doubtful', () => {
    const floor = segmentationRelativeSd(0, 1000);
    expect(floor).toBeGreaterThan(0);
    expect(segmentationRelativeSd(1000, 1000) ** 2 - floor ** 2).toBeCloseTo(SD_PER_DOUBTFUL_LESION ** 2, 12);
    expect(skinRelativeSd(50, 1000)).toBeCloseTo(0.05 * SD_PER_DOUBTFUL_SKIN, 12);
  });

  it('counts as doubtful what is between a quarter and three quarters, of lesion on skin only', () => {
    const grid = {
      skin: Float32Array.of(1, 1, 1, 0.6, 0.3, 0, 0, 0),
      lesion: Float32Array.of(0.5, 0, 1, 0.7, 0.5, 0.5, 0, 0),
    };
    expect(doubtOf(grid)).toEqual({
      ...{ lesionOfSkin: 0.5, lesionOfFrame: 0.25, skinOfFrame: 0.25 },
      ...{ lesionAgreement: 1, contestedOfSkin: 0, skinAgreement: 1 },
    });
  });
});
