import { expect, it } from 'vitest';
import { skinTone } from './skin-tone.ts';

const [width, height] = [40, 40];
/** The left half of one colour, the right half of another. */
const image = {
  width,
  height,
  data: Uint8Array.from({ length: width * height * 3 }, (_, i) =>
    Math.floor(i / 3) % width < width / 2 ? [141, 85, 36][i % 3] : [255, 219, 172][i % 3],
  ),
};
const columns = (from: number, to: number) => ({
  width,
  height,
  data: Uint8Array.from({ length: width * height }, (_, i) => (i % width >= from && i % width < to ? 1 : 0)),
});

it('is the published ITA of the colour under the mask, whatever lies beside it', () => {
  expect(skinTone(image, columns(0, 20))?.itaDeg).toBeCloseTo(-12.61, 1);
  expect(skinTone(image, columns(0, 20))?.toneClass).toBe('brown');
  expect(skinTone(image, columns(20, 40))?.itaDeg).toBeCloseTo(54.79, 1);
});

it('follows the larger part of the skin', () => {
  expect(skinTone(image, columns(8, 40))?.toneClass).toBe('light');
});

it('is nothing without skin', () => {
  expect(skinTone(image, columns(0, 0))).toBeUndefined();
  expect(() => skinTone(image, { width: 1, height: 1, data: new Uint8Array(1) })).toThrow('Expected a mask of 40x40');
});
