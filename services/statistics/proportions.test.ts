import { describe, expect, it } from 'vitest';
import { newcombe, wilson } from './proportions.ts';

describe('proportions', () => {
  it.each([
    [35, 48, 0.729, 0.59, 0.834],
    [23, 37, 0.622, 0.461, 0.759],
    [58, 85, 0.682, 0.577, 0.772],
  ])('%i of %i with the score interval', (events, n, value, low, high) => {
    const found = wilson({ events, n });
    [found.value, ...(found.interval ?? [])].forEach((each, i) => {
      expect(each).toBeCloseTo([value, low, high][i], 3);
    });
  });

  it('of none and of all start at the bound', () => {
    expect(wilson({ events: 0, n: 10 }).interval).toEqual([0, expect.closeTo(0.27753279, 7)]);
    expect(wilson({ events: 10, n: 10 }).interval).toEqual([expect.closeTo(0.72246721, 7), 1]);
  });

  it("differ by Newcombe's interval", () => {
    const found = newcombe({ events: 35, n: 48 }, { events: 23, n: 37 });
    expect(found.value).toBeCloseTo(0.1075, 4);
    // Printed as -0.0883, rounded away from nought; it is -0.088237.
    expect(found.interval?.[0]).toBeCloseTo(-0.088237, 6);
    expect(found.interval?.[1]).toBeCloseTo(0.2995, 4);
    // Newcombe 1998, table II (a), method 10: 56/70 - 48/80.
    expect(newcombe({ events: 56, n: 70 }, { events: 48, n: 80 }).interval).toEqual([
      expect.closeTo(0.0524, 4),
      expect.closeTo(0.3339, 4),
    ]);
  });

  it('are refused of no one, and more of than there are', () => {
    expect(() => wilson({ events: 0, n: 0 })).toThrow('no one to count');
    expect(() => wilson({ events: 3, n: 2 })).toThrow(RangeError);
  });
});
