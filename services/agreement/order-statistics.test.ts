import fc from 'fast-check';
import { expect, it } from 'vitest';
import { mean, median, percentile, percentileInPlace } from './order-statistics.ts';
import { relativeDifference } from './relative-difference.ts';

it('takes the middle value, or the mean of the two in the middle', () => {
  expect(median([9, 1, 5])).toBe(5);
  expect(median([9, 1, 5, 6])).toBe(5.5);
  expect(() => median([])).toThrow('at least one value');
});

it('interpolates percentiles linearly from the smallest to the largest value', () => {
  const values = [40, 10, 30, 20];
  expect([0, 10, 50, 95, 100].map((percent) => percentile(values, percent))).toEqual([10, 13, 25, 38.5, 40]);
  expect(values).toEqual([40, 10, 30, 20]);
  expect(() => percentile(values, 101)).toThrow('0 to 100');
});

it('finds without sorting what sorting would find, however the values lie', () => {
  const values = fc.array(
    fc.oneof(fc.double({ noNaN: true, noDefaultInfinity: true }), fc.integer({ min: 0, max: 3 })),
    {
      minLength: 1,
    },
  );
  fc.assert(
    fc.property(values, fc.array(fc.double({ min: 0, max: 100, noNaN: true }), { minLength: 1 }), (given, percents) => {
      const sorted = Float64Array.from(given).sort();
      const shared = Float64Array.from(given);
      for (const percent of percents) {
        const position = (percent / 100) * (sorted.length - 1);
        const [below, above] = [sorted[Math.floor(position)], sorted[Math.ceil(position)]];
        expect(percentileInPlace(shared, percent)).toBe(below + (position - Math.floor(position)) * (above - below));
      }
      expect(shared.sort()).toEqual(sorted);
    }),
  );
});

it('has a mean of something only', () => {
  expect(mean([1, 2, 6])).toBe(3);
  expect(() => mean([])).toThrow('at least one value');
});

it('is a quarter too little when 3 is read for 4, and has no relative difference against nothing', () => {
  expect(relativeDifference(3, 4)).toBe(-0.25);
  expect(relativeDifference(5, 4)).toBe(0.25);
  expect(() => relativeDifference(1, 0)).toThrow('Expected a truth above 0');
});
