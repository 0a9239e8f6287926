import { describe, expect, it } from 'vitest';
import type { Mask } from '../domain/raster.ts';
import { hausdorff95 } from './surface-distance.ts';

const drawn = (width: number, height: number, inside: (x: number, y: number) => boolean): Mask => ({
  width,
  height,
  data: Uint8Array.from({ length: width * height }, (_, i) => (inside(i % width, Math.floor(i / width)) ? 1 : 0)),
});
const square = (left: number, top: number, side: number) => (x: number, y: number) =>
  x >= left && x < left + side && y >= top && y < top + side;
const disc = (radius: number) => drawn(301, 301, (x, y) => Math.hypot(x - 150, y - 150) <= radius);

describe('HD95', () => {
  it('of squares shifted by 7 px is 7: the shifted sides alone are more than 5 % of the border', () => {
    const shifted = hausdorff95(drawn(80, 80, square(10, 10, 40)), drawn(80, 80, square(17, 10, 40)));
    expect(shifted).toBe(7);
  });

  it('of concentric discs is the difference of the radii, within the pixel in which the circles are drawn', () => {
    expect(hausdorff95(disc(120), disc(100))).toBeGreaterThan(19);
    expect(hausdorff95(disc(120), disc(100))).toBeLessThan(21);
    expect(hausdorff95(disc(100), disc(120))).toBe(hausdorff95(disc(120), disc(100)));
  });

  it('is 0 of a mask with itself', () => {
    expect(hausdorff95(disc(30), disc(30))).toBe(0);
  });

  it('leaves out the farthest 5 %: counted by hand on a line of 41 pixels and one of 40', () => {
    // Directed from the longer: 40 distances of 0 and one of 1; the 95th percentile lies among the zeros.
    const line = (length: number) => drawn(60, 3, (x, y) => y === 1 && x < length);
    expect(hausdorff95(line(41), line(40))).toBe(0);
    // 30 of 40 lie at 0; the others at 1 to 10. Position 0.95 · 39 = 37.05: between 8 and 9.
    expect(hausdorff95(line(40), line(30))).toBeCloseTo(8.05, 12);
  });

  it('does not take the edge of the frame for a border', () => {
    const half = (until: number) => drawn(50, 20, (x) => x < until);
    expect(hausdorff95(half(20), half(26))).toBe(6);
  });

  it('has no distance to nothing, nor to a mask that fills the frame', () => {
    const empty = drawn(301, 301, () => false);
    expect(hausdorff95(disc(10), empty)).toBeUndefined();
    expect(
      hausdorff95(
        disc(10),
        drawn(301, 301, () => true),
      ),
    ).toBeUndefined();
    expect(() =>
      hausdorff95(
        disc(10),
        drawn(2, 2, () => true),
      ),
    ).toThrow('one size');
  });
});
