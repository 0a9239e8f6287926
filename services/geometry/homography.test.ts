import { describe, expect, it } from 'vitest';
import {
  areaFactor,
  type Homography,
  homographyFromPoints,
  invert,
  mapPoint,
  multiply,
  type Point,
  resizeHomography,
} from './homography.ts';

const SOME: Homography = [1.2, 0.1, 5, -0.2, 0.9, 7, 1e-4, -2e-4, 1];
const CORNERS: readonly Point[] = [
  [0, 0],
  [100, 0],
  [100, 80],
  [0, 80],
];

function expectClose(actual: readonly number[], expected: readonly number[]): void {
  actual.forEach((value, i) => {
    expect(value).toBeCloseTo(expected[i], 9);
  });
}

describe('homography', () => {
  it('maps a point by hand-counted arithmetic', () => {
    expect(mapPoint([2, 0, 1, 0, 3, -1, 0, 0, 1], [5, 7])).toEqual([11, 20]);
    expect(mapPoint([1, 0, 0, 0, 1, 0, 0.5, 0, 1], [2, 4])).toEqual([1, 2]);
  });

  it('is found again from four point pairs', () => {
    const to = CORNERS.map((corner) => mapPoint(SOME, corner));
    expectClose(homographyFromPoints(CORNERS, to), SOME);
  });

  it('is undone by its inverse', () => {
    expectClose(mapPoint(multiply(invert(SOME), SOME), [31, 17]), [31, 17]);
  });

  it('has the area factor of a small square carried through it', () => {
    const at: Point = [40, 30];
    const half = 1e-3;
    const [a, b, c, d] = [
      [at[0] - half, at[1] - half],
      [at[0] + half, at[1] - half],
      [at[0] + half, at[1] + half],
      [at[0] - half, at[1] + half],
    ].map((p) => mapPoint(SOME, p as unknown as Point));
    // Area of a quadrilateral from its diagonals.
    const area = ((c[0] - a[0]) * (d[1] - b[1]) - (c[1] - a[1]) * (d[0] - b[0])) / 2;
    expect(areaFactor(SOME, at)).toBeCloseTo(area / (2 * half) ** 2, 6);
  });

  it('sends the middle of a picture to the middle of its resized copy', () => {
    // 1600 px wide: the middle lies between pixels 799 and 800.
    expectClose(mapPoint(resizeHomography(1 / 2, 1 / 2), [799.5, 599.5]), [399.5, 299.5]);
    expectClose(mapPoint(resizeHomography(2, 2), [0, 0]), [0.5, 0.5]);
  });

  it('refuses three points and a singular map', () => {
    expect(() => homographyFromPoints(CORNERS.slice(0, 3), CORNERS.slice(0, 3))).toThrow(RangeError);
    expect(() => invert([1, 2, 3, 2, 4, 6, 0, 0, 1])).toThrow(RangeError);
  });
});
