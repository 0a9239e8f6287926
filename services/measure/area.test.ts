import { describe, expect, it } from 'vitest';
import { declaredCalibration, uncalibrated } from '../geometry/calibrate.ts';
import { areaInterval, borderLengthPx } from './area-interval.ts';
import { lesionScale } from './lesion-scale.ts';

function disc(size: number, radius: number) {
  const data = Uint8Array.from({ length: size * size }, (_, i) =>
    Math.hypot((i % size) - size / 2, Math.floor(i / size) - size / 2) < radius ? 1 : 0,
  );
  return { width: size, height: size, data };
}

describe('length of a border', () => {
  it('of a disc is its circumference within 2 %', () => {
    expect(borderLengthPx(disc(300, 100)) / (2 * Math.PI * 100)).toBeCloseTo(1, 1);
    expect(Math.abs(borderLengthPx(disc(300, 100)) / (2 * Math.PI * 100) - 1)).toBeLessThan(0.02);
  });

  it('counts every edge between inside and outside once', () => {
    // 1 1 0 0     within the rows: 1 + 2 + 1 edges; between the first two: 2; between the last two: 3
    // 0 1 1 0
    // 0 0 0 1
    const data = Uint8Array.of(1, 1, 0, 0, 0, 1, 1, 0, 0, 0, 0, 1);
    expect(borderLengthPx({ width: 4, height: 3, data })).toBeCloseTo((9 * Math.PI) / 4, 12);
  });

  it('does not count the frame', () => {
    expect(borderLengthPx({ width: 3, height: 3, data: new Uint8Array(9).fill(1) })).toBe(0);
  });
});

const ERRORS = { borderRelativeSd: 0.02, segmentationRelativeSd: 0.05, mostMissedPx: 0 };

describe('interval of an area', () => {
  it('joins independent errors, as far down as up by the factor', () => {
    const [low, high] = areaInterval(10, 0.03, 0.04);
    expect(Math.log(10 / low)).toBeCloseTo(1.959964 * 0.05, 10);
    expect(Math.log(high / 10)).toBeCloseTo(1.959964 * 0.05, 10);
  });

  it('never goes below nothing', () => {
    expect(areaInterval(1, 2, 0)[0]).toBeGreaterThan(0);
  });
});

describe('area of the lesion', () => {
  it('is the disc in cm² at the declared scale, with an interval around it', () => {
    // A disc of radius 50 px on a grid half as fine as the upload of 0.1 mm per pixel: radius 10 mm.
    const scale = lesionScale(declaredCalibration(0.1, 2), disc(200, 50), ERRORS);
    expect(scale?.areaCm2).toBeCloseTo(Math.PI, 1);
    // 2 % for a declared scale: 1 % of length.
    expect(scale?.relativeSd).toBeCloseTo(0.02, 12);
    const half = 1.959964 * Math.hypot(0.02, ERRORS.borderRelativeSd, ERRORS.segmentationRelativeSd);
    expect(Math.log((scale?.areaCm2Interval?.[1] ?? 0) / (scale?.areaCm2 ?? 1))).toBeCloseTo(half, 10);
  });

  it('may have missed what is doubtful where none was found', () => {
    const none = { width: 20, height: 20, data: new Uint8Array(400) };
    // 250 px of 0.2 mm: 10 mm².
    expect(lesionScale(declaredCalibration(0.2, 1), none, { ...ERRORS, mostMissedPx: 250 })?.areaCm2Interval).toEqual([
      0,
      expect.closeTo(0.1, 12),
    ]);
  });

  it('is absent without a scale', () => {
    expect(lesionScale(uncalibrated('no marker'), disc(20, 5), ERRORS)).toBeNull();
  });
});
