import { describe, expect, it } from 'vitest';
import { MINI, WRIGHT } from './peak-flow.fixture.ts';
import { limitsOfAgreement, limitsOfConstantTruth } from './repeated-limits.ts';

const expectInterval = (
  interval: readonly [number, number] | null,
  expected: readonly [number, number],
  digits: number,
) => interval?.map((limit, i) => expect(limit).toBeCloseTo(expected[i], digits)) ?? expect(interval).not.toBeNull();

describe('limits of agreement', () => {
  it('of the peak flow data are those that follow from the paper', () => {
    const found = limitsOfAgreement(WRIGHT.map((value, i) => [value - MINI[i]]));
    expect(found.n).toBe(17);
    expect(found.bias).toBeCloseTo(-2.11764706, 8);
    expect(found.sd).toBeCloseTo(38.76512987, 8);
    expectInterval(found.limits, [-78.0973, 73.862], 4);
    expectInterval(found.bias_interval, [-22.0488, 17.8135], 4);
    expectInterval(found.lower_limit_interval, [-112.853, -43.341], 3);
    expectInterval(found.upper_limit_interval, [39.106, 108.618], 3);
  });

  it('add the variances between and within subjects where a subject has several photos', () => {
    // Two each: means 1, 3, 5 (between: 2 · 8 / 2 = 8), within ±1 (6 / 3 = 2): s² = 2 + (8 - 2) / 2 = 5.
    const found = limitsOfAgreement([
      [0, 2],
      [2, 4],
      [4, 6],
    ]);
    expect(found).toMatchObject({ n: 6, subjects: 3, bias: 3, bias_interval: null });
    expect(found.sd).toBeCloseTo(Math.sqrt(5), 12);
  });

  it('do not fall below the variance within where the subjects differ less than their own photos', () => {
    const found = limitsOfAgreement([
      [-1, 1],
      [-1, 1],
    ]);
    expect(found.sd).toBeCloseTo(Math.SQRT2, 12);
  });

  it('need two subjects', () => {
    expect(limitsOfAgreement([[3, 5]])).toMatchObject({ n: 2, bias: 4, sd: null, limits: null });
    expect(() => limitsOfAgreement([])).toThrow('at least one value');
  });

  it('of a truth that stays add what the means of replicates hide: counted by hand', () => {
    // Differences of means 0, 2, 4: variance 4. Within: first 2 each, weight 1 - 1/2; second read once, so nothing is hidden.
    const found = limitsOfConstantTruth([
      { first: [9, 11], second: [10] },
      { first: [11, 13], second: [10] },
      { first: [13, 15], second: [10] },
    ]);
    expect(found).toMatchObject({ n: 6, subjects: 3, bias: 2 });
    expect(found.sd).toBeCloseTo(Math.sqrt(5), 12);
    expect(found.limits[1]).toBeCloseTo(2 + 1.96 * Math.sqrt(5), 12);
    expect(() => limitsOfConstantTruth([{ first: [1], second: [2] }])).toThrow('2 subjects');
  });
});
