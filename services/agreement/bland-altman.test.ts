import { describe, expect, it } from 'vitest';
import {
  approximateLimitIntervals,
  blandAltman,
  exactLimitFactors,
  exactLimitIntervals,
  limitError,
} from './bland-altman.ts';
import { differences } from './difference.ts';
import { logDifferences, percentDifferences } from './difference-forms.ts';
import { equivalence } from './equivalence.ts';
import type { Interval } from './interval.ts';
import { MINI, MINI_2, WRIGHT, WRIGHT_2 } from './peak-flow.fixture.ts';
import { proportionalBias } from './proportional-bias.ts';
import { repeatability } from './repeatability.ts';

const d = differences(WRIGHT, MINI);
const expectInterval = (found: Interval | null, [lower, upper]: Interval, digits: number) => {
  expect(found?.[0]).toBeCloseTo(lower, digits);
  expect(found?.[1]).toBeCloseTo(upper, digits);
};

describe('Bland–Altman of the peak flow data', () => {
  it('has the published bias and the limits of each form', () => {
    const found = blandAltman(d);
    expect(found.bias).toBeCloseTo(-2.11764706, 8);
    expect(found.sd).toBeCloseTo(38.76512987, 8);
    expectInterval(found.bias_interval, [-22.0488, 17.8135], 4);
    expectInterval(found.limits, [-78.0973, 73.862], 4);
    expectInterval(blandAltman(d, 'z').limits, [-78.0959, 73.8606], 4);
    expectInterval(blandAltman(d, '2').limits, [-79.648, 75.413], 3);
  });

  it('has the intervals of the limits of 1986, of 1999 and the exact ones', () => {
    const of1986 = approximateLimitIntervals(blandAltman(d, '2'), { error: '1986', form: '2' });
    expect(limitError(17, '1986', 2) * 38.76512987).toBeCloseTo(16.28461, 5);
    expectInterval(of1986.lower, [-114.17, -45.13], 2);
    expectInterval(of1986.upper, [40.89, 109.93], 2);
    const of1999 = approximateLimitIntervals(blandAltman(d), { error: '1999', form: '1.96' });
    expect(limitError(17, '1999', 1.96) * 38.76512987).toBeCloseTo(16.39511, 5);
    expectInterval(of1999.lower, [-112.853, -43.341], 3);
    expectInterval(of1999.upper, [39.106, 108.618], 3);
    expectInterval(exactLimitFactors(17), [1.315029, 3.148271], 6);
    const exact = exactLimitIntervals(blandAltman(d, 'z'));
    expectInterval(exact.lower, [-124.161, -53.095], 3);
    expectInterval(exact.upper, [48.86, 119.926], 3);
  });

  it('has no proportional bias: slope and p of another implementation (scipy 1.17)', () => {
    const found = proportionalBias(WRIGHT, MINI);
    expect(found.slope).toBeCloseTo(0.02868744515, 10);
    expect(found.intercept).toBeCloseTo(-15.0674973, 7);
    expect(found.standard_error).toBeCloseTo(0.08820640828, 10);
    expect(found.p_value).toBeCloseTo(0.74949853363, 10);
  });

  it('has ratios and percent differences', () => {
    const logs = blandAltman(logDifferences(WRIGHT, MINI));
    expect(Math.exp(logs.bias)).toBeCloseTo(0.98828462577, 10);
    expectInterval(logs.limits, [Math.log(0.77826743), Math.log(1.25497543)], 7);
    const percent = blandAltman(percentDifferences(WRIGHT, MINI));
    expect(percent.bias).toBeCloseTo(-1.15831412839, 10);
    expectInterval(percent.limits, [-24.87116777, 22.55453952], 8);
  });

  it('has the repeatability of both meters', () => {
    const pairs = (first: readonly number[], second: readonly number[]) => first.map((value, i) => [value, second[i]]);
    const wright = repeatability(pairs(WRIGHT, WRIGHT_2));
    expect(wright.within_sd).toBeCloseTo(15.3067, 4);
    expect(wright.coefficient).toBeCloseTo(42.428, 3);
    expect(wright.coefficient_2_sd).toBeCloseTo(43.29, 2);
    const mini = repeatability(pairs(MINI, MINI_2));
    expect(mini.within_sd).toBeCloseTo(19.9108, 4);
    expect(mini.coefficient).toBeCloseTo(55.19, 3);
    expect(mini.coefficient_2_sd).toBeCloseTo(56.32, 2);
  });

  it('is equivalent within 25 l/min and not within 19 (scipy 1.17)', () => {
    const found = equivalence(d, 25);
    expect(found).toMatchObject({ df: 16, equivalent: true });
    expect(found.t_lower).toBeCloseTo(2.43379445514, 10);
    expect(found.t_upper).toBeCloseTo(-2.88426540828, 10);
    expect(found.p_value).toBeCloseTo(0.0135173713978, 10);
    expectInterval(found.interval_90, [-18.532314448, 14.29702033], 8);
    // The lower end of the interval is beyond -18.5.
    expect(equivalence(d, 18.5).equivalent).toBe(false);
    expect(equivalence(d, 18.6).equivalent).toBe(true);
  });
});

describe('edge cases', () => {
  it('a constant difference has limits of no width and no test, whatever binary fractions make of it', () => {
    const constant = differences([0.3, 1.3, 7.2], [0.2, 1.2, 7.1]);
    expect(blandAltman(constant)).toEqual({ n: 3, bias: 0.1, bias_interval: [0.1, 0.1], sd: 0, limits: [0.1, 0.1] });
    expect(() => equivalence(constant, 1)).toThrow('no error to test by');
    expect(() => proportionalBias([0.3, 1.3, 7.2], [0.2, 1.2, 7.1])).toThrow('on a line');
    expect(() => proportionalBias([1, 2, 3], [2, 4, 6])).toThrow('on a line');
    expect(() => proportionalBias([1, 2, 3], [3, 2, 1])).toThrow('one and the same');
  });

  it('too few values are refused or have no interval', () => {
    expect(blandAltman([3])).toMatchObject({ bias: 3, sd: null, limits: null, bias_interval: null });
    expect(() => blandAltman([])).toThrow('at least one value');
    expect(() => exactLimitFactors(1)).toThrow('2 differences');
    expect(() => approximateLimitIntervals(blandAltman([3]), { error: '1986', form: 'z' })).toThrow('2 differences');
    expect(() => equivalence([3], 1)).toThrow('2 differences');
    expect(() => equivalence([3, 4], 0)).toThrow('margin above 0');
    expect(() => proportionalBias([1, 2], [1, 3])).toThrow('3 pairs');
    expect(() => differences([1], [])).toThrow(/expected pairs/i);
    expect(() => differences([1, 2], [1, Number.NaN])).toThrow('expected finite numbers but received NaN at 1');
  });

  it('a refused reading is named in as many digits as a figure', () => {
    expect(() => logDifferences([0.0857824404154688, 1], [0, 1])).toThrow('pair 1 is 0.08578 and 0.');
    expect(() => percentDifferences([0.1 + 0.2], [-12345])).toThrow('pair 1 is 0.3 and -12345.');
  });

  it('logarithms and percentages need readings above 0', () => {
    expect(() => logDifferences([1, 0], [1, 2])).toThrow('pair 2 is 0 and 2');
    expect(() => percentDifferences([1, 0], [1, 0])).toThrow('pair 2 is 0 and 0');
    expect(percentDifferences([0], [2])).toEqual([-200]);
  });

  it('repeatability of unequal numbers weighs by degrees of freedom, and refuses what was read once', () => {
    // Squares 2 and 2 on 1 and 2 degrees of freedom.
    expect(
      repeatability([
        [1, 3],
        [4, 5, 6],
      ]).within_sd,
    ).toBeCloseTo(Math.sqrt(4 / 3), 12);
    expect(() => repeatability([[1, 2], [3]])).toThrow('target 2 was not read twice');
    expect(() => repeatability([])).toThrow('no repeated readings');
  });
});
