import { describe, expect, it } from 'vitest';
import { greyBalance } from './grey-balance.ts';

const step = (light: number, [r, g, b]: readonly number[] = [1, 1, 1], clipped = false) => ({
  red: light * r,
  green: light * g,
  blue: light * b,
  clipped,
});

describe('greyBalance', () => {
  it('undoes a cast of any brightness, exactly', () => {
    // Warm light, 1.25 : 1 : 0.5, and less of it on the third step.
    const balance = greyBalance([0.7, 0.4, 0.05, 0.2].map((light) => step(light, [1.25, 1, 0.5])));
    expect(balance?.gains[0]).toBeCloseTo(0.8, 12);
    expect(balance?.gains[1]).toBe(1);
    expect(balance?.gains[2]).toBeCloseTo(2, 12);
    expect(balance?.residual).toBeCloseTo(0, 12);
    expect(balance?.steps).toBe(4);
  });

  it('tells how far the steps are from one another in colour', () => {
    const balance = greyBalance([step(0.5), step(0.4, [1.1, 1, 1]), step(0.3, [1 / 1.1, 1, 1])]);
    expect(balance?.gains[0]).toBeCloseTo(1, 12);
    // Red off by 0, +10 % and −9.09 %, blue right in all three: six differences.
    expect(balance?.residual).toBeCloseTo(Math.sqrt((0.1 ** 2 + (1 - 1 / 1.1) ** 2) / 6), 12);
  });

  it('leaves out what is clipped or too dark, and says nothing on fewer than three steps', () => {
    const good = [step(0.5), step(0.3), step(0.2)];
    const bad = [step(1, [1, 0.9, 0.8], true), step(0.005, [1, 2, 3])];
    expect(greyBalance([...good, ...bad])?.gains).toEqual([1, 1, 1]);
    expect(greyBalance([...good.slice(1), ...bad])).toBeUndefined();
  });
});
