import { describe, expect, it } from 'vitest';
import { paintBackground } from './second-look.ts';

const [WIDTH, HEIGHT] = [40, 20];
const CELLS = WIDTH * HEIGHT;
const inArm = (i: number): boolean => i % WIDTH < 24;
const inPatch = (i: number): boolean => i % WIDTH >= 30 && i % WIDTH < 34 && Math.floor(i / WIDTH) < 3;

/** An arm of skin on cloth; three channels of one value each for skin and cloth. */
function planes(): Float32Array {
  return Float32Array.from(
    { length: 3 * CELLS },
    (_, i) => (inArm(i % CELLS) ? 0.6 : 0.1) + 0.1 * Math.floor(i / CELLS),
  );
}

describe('the photo for the second look', () => {
  it('has skin as it was and the background in the median colour of skin', () => {
    const skin = Float32Array.from({ length: CELLS }, (_, i) => (inArm(i) ? 0.95 : 0.02));
    const painted = paintBackground(planes(), skin, WIDTH, HEIGHT);
    for (let channel = 0; channel < 3; channel++) {
      const plane = painted.subarray(channel * CELLS, (channel + 1) * CELLS);
      expect(plane.every((value) => Math.abs(value - (0.6 + 0.1 * channel)) < 1 / 255)).toBe(true);
    }
  });

  it('paints over a small piece of cloth that was taken for skin', () => {
    const skin = Float32Array.from({ length: CELLS }, (_, i) => (inArm(i) || inPatch(i) ? 0.95 : 0.02));
    const painted = paintBackground(planes(), skin, WIDTH, HEIGHT);
    expect(painted[31]).toBeCloseTo(0.6, 2);
  });

  it('blends where skin is uncertain', () => {
    const skin = Float32Array.from({ length: CELLS }, (_, i) => (inArm(i) ? 0.95 : 0.5));
    skin[39] = 0.4;
    const painted = paintBackground(planes(), skin, WIDTH, HEIGHT);
    expect(painted[39]).toBeCloseTo(0.25 * 0.1 + 0.75 * 0.6, 2);
  });

  it('is the photo itself where no skin was found', () => {
    const photo = planes();
    expect(paintBackground(photo, new Float32Array(CELLS), WIDTH, HEIGHT)).toBe(photo);
  });
});
