import fc from 'fast-check';
import { expect, it } from 'vitest';
import { areaGrade, continuousAreaGrade } from './area-grade.ts';

it.each([
  [0, 0],
  [0.01, 1],
  [1, 1],
  [9.99, 1],
  [10, 2],
  [29.99, 2],
  [30, 3],
  [49.99, 3],
  [50, 4],
  [69.99, 4],
  [70, 5],
  [89.99, 5],
  [90, 6],
  [100, 6],
])('%s %% of a region is grade %s', (percent, grade) => {
  expect(areaGrade(percent)).toBe(grade);
});

it.each([
  [0, 0],
  [5, 1],
  [10, 2],
  [20, 2.5],
  [30, 3],
  [50, 4],
  [70, 5],
  [90, 6],
  [100, 6],
])('%s %% of a region is %s without steps', (percent, grade) => {
  expect(continuousAreaGrade(percent)).toBeCloseTo(grade, 12);
});

it('without steps it rises with the area and stays within one of the grade', () => {
  const percent = fc.double({ min: 0, max: 100, noNaN: true });
  fc.assert(
    fc.property(percent, percent, (a, b) => {
      expect(continuousAreaGrade(Math.max(a, b))).toBeGreaterThanOrEqual(continuousAreaGrade(Math.min(a, b)));
      expect(Math.abs(continuousAreaGrade(a) - areaGrade(a))).toBeLessThanOrEqual(1);
    }),
  );
});

it.each([-1, 101, Number.NaN])('refuses %s as a share', (percent) => {
  expect(() => areaGrade(percent)).toThrow(RangeError);
  expect(() => continuousAreaGrade(percent)).toThrow(RangeError);
});
