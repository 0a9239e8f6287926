import { expect, it } from 'vitest';
import { concordance } from './concordance.ts';
import { MINI, WRIGHT } from './peak-flow.fixture.ts';

it('of the peak flow data is the recomputed one, with its interval', () => {
  const found = concordance(WRIGHT, MINI);
  expect(found?.coefficient).toBeCloseTo(0.942742, 6);
  expect(found?.interval?.[0]).toBeCloseTo(0.850492, 5);
  expect(found?.interval?.[1]).toBeCloseTo(0.978726, 5);
});

it('is 1 for equal readings, -1 for mirrored ones, and less than r where one reads too much', () => {
  expect(concordance([1, 2, 3], [1, 2, 3])).toEqual({ coefficient: 1, interval: null });
  expect(concordance([1, 2, 3], [3, 2, 1])?.coefficient).toBeCloseTo(-1, 12);
  // Sx² = Sy² = Sxy = 2/3, means one apart: 2 · (2/3) / (4/3 + 1).
  expect(concordance([1, 2, 3], [2, 3, 4])?.coefficient).toBeCloseTo(4 / 7, 12);
});

it('is 0 against a constant, and nothing for fewer than 3 pairs or one and the same value', () => {
  expect(concordance([1, 2, 3], [2, 2, 2])).toEqual({ coefficient: 0, interval: null });
  expect(concordance([1, 2], [1, 2])).toBeUndefined();
  expect(concordance([4, 4, 4], [4, 4, 4])).toBeUndefined();
  expect(() => concordance([1], [1, 2])).toThrow('Expected pairs');
});
