import { expect, it } from 'vitest';
import { concordance } from './concordance.ts';
import { correlation } from './correlation.ts';
import { MINI, WRIGHT } from './peak-flow.fixture.ts';

it('of the peak flow data is the recomputed one, with its interval', () => {
  const found = concordance(WRIGHT, MINI);
  expect(found?.coefficient).toBeCloseTo(0.942742, 6);
  expect(found?.interval?.[0]).toBeCloseTo(0.850492, 6);
  expect(found?.interval?.[1]).toBeCloseTo(0.978726, 6);
  expect(found?.r).toBeCloseTo(0.943279, 6);
  expect(found?.bias_correction).toBeCloseTo(0.999431, 6);
  expect(found?.scale_shift).toBeCloseTo(1.028268, 6);
  expect(found?.location_shift).toBeCloseTo(-0.01903, 6);
});

it('differs in the fifth digit with moments over n - 1', () => {
  const found = concordance(WRIGHT, MINI, 'n-1');
  expect(found?.coefficient).toBeCloseTo(0.942752, 6);
  expect(found?.interval?.[0]).toBeCloseTo(0.850516, 6);
  expect(found?.interval?.[1]).toBeCloseTo(0.97873, 6);
});

it('stands beside r, which is no agreement: a reader who reads double has r = 1', () => {
  const found = correlation(WRIGHT, MINI);
  expect(found.r).toBeCloseTo(0.943279, 6);
  expect(found.p_value / 1.4e-8).toBeCloseTo(1, 1);
  expect(correlation([1, 2, 3], [2, 4, 6])).toEqual({ n: 3, r: 1, p_value: 0 });
  expect(() => correlation([1, 2], [1, 2])).toThrow('3 pairs');
  expect(() => correlation([0.1, 0.1, 0.1], [1, 2, 3])).toThrow('does not vary');
  expect(() => correlation([1], [1, 2])).toThrow(/expected pairs/i);
});

it('is 1 for equal readings, -1 for mirrored ones, and less than r where one reads too much', () => {
  expect(concordance([1, 2, 3], [1, 2, 3])).toMatchObject({ coefficient: 1, interval: null });
  expect(concordance([1, 2, 3], [3, 2, 1])?.coefficient).toBeCloseTo(-1, 12);
  // Sx² = Sy² = Sxy = 2/3, means one apart: 2 · (2/3) / (4/3 + 1).
  expect(concordance([1, 2, 3], [2, 3, 4])?.coefficient).toBeCloseTo(4 / 7, 12);
});

it('is 0 against a constant, and nothing for fewer than 3 pairs or one and the same value', () => {
  expect(concordance([1, 2, 3], [2, 2, 2])).toMatchObject({ coefficient: 0, interval: null });
  expect(concordance([1, 2], [1, 2])).toBeUndefined();
  expect(concordance([4, 4, 4], [4, 4, 4])).toBeUndefined();
  expect(() => concordance([1], [1, 2])).toThrow(/expected pairs/i);
});
