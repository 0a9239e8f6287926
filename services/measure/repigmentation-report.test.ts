import { describe, expect, it } from 'vitest';
import type { Mask } from '../domain/raster.ts';
import { cleanLesion } from './clean-masks.ts';
import { maskWhere } from './regrowth.ts';
import { repigmentationReport } from './repigmentation-report.ts';

const WIDTH = 200;
const HEIGHT = 160;
const EMPTY: Mask = { width: WIDTH, height: HEIGHT, data: new Uint8Array(WIDTH * HEIGHT) };
const everywhere = maskWhere(EMPTY, () => true);
const where = (test: (x: number, y: number) => boolean): Mask =>
  maskWhere(EMPTY, (i) => test(i % WIDTH, Math.floor(i / WIDTH)));
const box = (left: number, top: number, size: number) => (x: number, y: number) =>
  x >= left && x < left + size && y >= top && y < top + size;
const flat = (share: number) => new Float32Array(WIDTH * HEIGHT).fill(share);

/** 100 × 100 px. */
const square = box(20, 20, 100);

function report(before: Mask, after: Mask, depigmentation?: readonly [before: Float32Array, after: Float32Array]) {
  const maps = depigmentation && { baseline: depigmentation[0], followUp: depigmentation[1] };
  const visits = { baseline: before, followUp: after, shared: everywhere, depigmentation: maps };
  const found = repigmentationReport(visits, { borderReachPx: 5 });
  if (!found) throw new Error('Expected a report but received none');
  return found;
}

describe('repigmentationReport', () => {
  it('is null without a lesion at baseline', () => {
    expect(repigmentationReport({ baseline: EMPTY, followUp: where(square), shared: everywhere })).toBeNull();
  });

  it('prints the bounds with the grade', () => {
    const visits = { baseline: where(square), followUp: where(box(20, 20, 80)), shared: everywhere };
    expect(repigmentationReport(visits)).toMatchObject({ grade: '25-50 %', grade_bounds_percent: [25, 50, 75] });
    expect(repigmentationReport(visits, { gradeBoundsPercent: [30, 60] })).toMatchObject({
      grade: '30-60 %',
      grade_bounds_percent: [30, 60],
    });
  });

  it('weighs pigment: half the depigmentation on half the area is three quarters regained', () => {
    const half = where((x, y) => square(x, y) && x < 70);
    const { net_percent, pigment_weighted_percent } = report(where(square), half, [flat(0.8), flat(0.4)]);
    expect(net_percent).toBe(50);
    expect(pigment_weighted_percent).toBeCloseTo(75, 4);
  });

  it('has a negative pigment-weighted figure when the lesion has spread, and none without a map', () => {
    const grown = where(box(20, 20, 120));
    expect(report(where(square), grown, [flat(1), flat(1)]).pigment_weighted_percent).toBe(-44);
    expect(report(where(square), grown).pigment_weighted_percent).toBeNull();
  });

  it('tells each patch by itself: what grew from it, and what is new and apart', () => {
    const before = where((x, y) => box(10, 10, 40)(x, y) || box(100, 10, 20)(x, y));
    const after = where(
      (x, y) =>
        (box(10, 10, 40)(x, y) && x < 40) ||
        box(100, 10, 20)(x, y) ||
        (x >= 120 && x < 130 && y < 30 && y >= 10) ||
        box(100, 100, 10)(x, y),
    );
    const found = report(before, after, [flat(1), flat(1)]);
    expect(found.patches).toEqual([
      {
        centroid_px: [29.5, 29.5],
        shared_percent: 100,
        gross_percent: 25,
        new_percent: 0,
        net_percent: 25,
        pigment_weighted_percent: 25,
      },
      {
        centroid_px: [109.5, 19.5],
        shared_percent: 100,
        gross_percent: 0,
        new_percent: 50,
        net_percent: -50,
        pigment_weighted_percent: -50,
      },
    ]);
    expect(found.new_patches).toEqual({ count: 1, percent: 5 });
    expect([found.gross_percent, found.new_percent, found.pigment_weighted_percent]).toEqual([20, 15, 5]);
  });

  it('has no percentage for a patch that the follow-up does not show', () => {
    const before = where((x, y) => box(10, 10, 40)(x, y) || box(100, 10, 20)(x, y));
    const shared = where((x) => x < 90);
    const found = repigmentationReport({ baseline: before, followUp: before, shared });
    expect(found?.patches?.[1]).toMatchObject({
      shared_percent: 0,
      gross_percent: null,
      pigment_weighted_percent: null,
    });
  });

  it('refuses maps of another size', () => {
    const map = new Float32Array(3);
    const visits = { baseline: where(square), followUp: EMPTY, shared: everywhere };
    expect(() => repigmentationReport({ ...visits, depigmentation: { baseline: map, followUp: map } })).toThrow(
      'Expected a map of 32000 pixels',
    );
  });
});

describe('pattern shares', () => {
  const hole = box(60, 60, 20);

  it('calls islands inside the lesion perifollicular and a rim marginal, by area and by pigment', () => {
    // Rim: 100² − 90² = 1900 px; island: 400 px.
    const after = where((x, y) => box(25, 25, 90)(x, y) && !hole(x, y));
    const { pattern } = report(where(square), after, [flat(1), flat(1)]);
    const shares = { perifollicular_percent: 17.39, marginal_percent: 82.61, diffuse_percent: 0, untold_percent: 0 };
    expect(pattern).toEqual({ of_regained_area: shares, of_regained_pigment: shares });
  });

  it('calls an even rise of pigment without a new edge diffuse', () => {
    const { pattern, gross_percent, pigment_weighted_percent } = report(where(square), where(square), [
      flat(0.9),
      flat(0.6),
    ]);
    expect(gross_percent).toBe(0);
    expect(pattern?.of_regained_area).toBeNull();
    expect(pattern?.of_regained_pigment).toMatchObject({ diffuse_percent: 100, perifollicular_percent: 0 });
    expect(pigment_weighted_percent).toBeCloseTo(33.33, 2);
  });

  it('weighs all three against each other by pigment', () => {
    // Island 400 px and rim 1900 px at 0.5; 7700 px that stayed rose by 0.1: 200, 950 and 770 of 1920.
    const after = where((x, y) => box(25, 25, 90)(x, y) && !hole(x, y));
    const { pattern } = report(where(square), after, [flat(0.5), flat(0.4)]);
    expect(pattern?.of_regained_pigment?.perifollicular_percent).toBeCloseTo(10.42, 1);
    expect(pattern?.of_regained_pigment?.marginal_percent).toBeCloseTo(49.48, 1);
    expect(pattern?.of_regained_pigment?.diffuse_percent).toBeCloseTo(40.1, 1);
  });

  it('takes the blur beside a regained island for no diffuse rise', () => {
    const blurred = Float32Array.from({ length: WIDTH * HEIGHT }, (_, i) =>
      box(56, 56, 28)(i % WIDTH, Math.floor(i / WIDTH)) ? 0.5 : 1,
    );
    const after = where((x, y) => square(x, y) && !hole(x, y));
    const { pattern } = report(where(square), after, [flat(1), blurred]);
    expect(pattern?.of_regained_pigment?.diffuse_percent).toBe(0);
  });

  it('does not name the pattern of a patch that is gone altogether', () => {
    expect(report(where(square), EMPTY).pattern?.of_regained_area).toMatchObject({ untold_percent: 100 });
  });

  it('takes the edge of what both photos show for no border', () => {
    const shared = where((x) => x >= 60);
    const after = where((x, y) => square(x, y) && !hole(x, y));
    const found = repigmentationReport({ baseline: where(square), followUp: after, shared });
    expect(found?.pattern?.of_regained_area?.perifollicular_percent).toBe(100);
  });
});

describe('follicular islands of 1 mm at 0.1 mm/px', () => {
  const disc = (diameter: number) => (x: number, y: number) => Math.hypot((x % 25) - 12, (y % 25) - 12) <= diameter / 2;
  const inBlock = box(25, 25, 75);
  const withIslands = (diameter: number) => where((x, y) => square(x, y) && !(inBlock(x, y) && disc(diameter)(x, y)));
  const cleaned = (mask: Mask) => cleanLesion(mask, everywhere);

  it('are all counted, after the cleaning of masks, and are called perifollicular', () => {
    const truth = report(where(square), withIslands(10));
    const found = report(cleaned(where(square)), cleaned(withIslands(10)));
    expect(Math.abs(found.gross_percent - truth.gross_percent)).toBeLessThan(0.5);
    expect(found.pattern?.of_regained_area?.perifollicular_percent).toBeGreaterThan(99);
  });

  it('are lost to the cleaning below 3 px: 0.3 mm at this scale', () => {
    expect(report(cleaned(where(square)), cleaned(withIslands(3))).gross_percent).toBeGreaterThan(0.3);
    expect(report(cleaned(where(square)), cleaned(withIslands(1))).gross_percent).toBeLessThan(0.1);
  });
});
