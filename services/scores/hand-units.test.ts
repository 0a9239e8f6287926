import { expect, it } from 'vitest';
import { HAND_UNIT_PERCENT, inHandUnits } from './hand-units.ts';

it('a score by eye reads some 15 % above a measured one: an adult hand is 0.87 %', () => {
  expect(inHandUnits(1, HAND_UNIT_PERCENT.adult)).toBeCloseTo(1.149, 3);
  expect(inHandUnits(4.5, HAND_UNIT_PERCENT.nominal)).toBe(4.5);
});

it.each([0, 0.5, 2, Number.NaN])('a hand of %s %% is refused', (percent) => {
  expect(() => inHandUnits(1, percent)).toThrow(RangeError);
});
