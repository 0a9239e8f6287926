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

describe('interval of an area', () => {
  it('joins the errors of scale and border as independent ones', () => {
    const [low, high] = areaInterval(10, 0.03, 0.04);
    expect(low).toBeCloseTo(10 - 1.959964 * 0.5, 6);
    expect(high).toBeCloseTo(10 + 1.959964 * 0.5, 6);
  });

  it('never goes below nothing', () => {
    expect(areaInterval(1, 2, 0)[0]).toBe(0);
  });
});

describe('area of the lesion', () => {
  it('is the disc in cm² at the declared scale, with an interval around it', () => {
    // A disc of radius 50 px on a grid half as fine as the upload of 0.1 mm per pixel: radius 10 mm.
    const scale = lesionScale(declaredCalibration(0.1, 2), disc(200, 50));
    expect(scale?.areaCm2).toBeCloseTo(Math.PI, 1);
    expect(scale?.areaCm2Interval[0]).toBeLessThan(Math.PI);
    expect(scale?.areaCm2Interval[1]).toBeGreaterThan(Math.PI);
  });

  it('is absent without a scale', () => {
    expect(lesionScale(uncalibrated('no marker'), disc(20, 5))).toBeNull();
  });
});
