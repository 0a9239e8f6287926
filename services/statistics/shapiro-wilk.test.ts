import { describe, expect, it } from 'vitest';
import { shapiroWilk } from './shapiro-wilk.ts';

/** A fixed sequence without a random number. */
const sequence = (n: number): readonly number[] => Array.from({ length: n }, (_, i) => ((i + 1) * 7919) % 1009);

describe('Shapiro–Wilk', () => {
  // The first: the weights of eleven men of Shapiro and Wilk's paper. All values by SciPy 1.17 (its own port of AS R94).
  it.each([
    [[148, 154, 158, 160, 161, 162, 166, 170, 182, 195, 236], 0.7888147, 0.0067038, 7],
    [[3.1196, 4.5626, 9.9706], 0.899564030697076, 0.3841153138903336, 9],
    [[3.7244, 6.2747, 2.7759, 6.0238], 0.8741515601781622, 0.31425867763063653, 8],
    [[5.0646, 3.5308, 3.3264, 5.1299, 6.7862], 0.9127753471198468, 0.48444694350020384, 8],
    [[1.5657, 2.7287, 2.1333, 5.2106, 2.5907, 2.5041], 0.8013035352329079, 0.060380894537771276, 9],
    [
      [8.5964, 3.5873, 11.0711, 5.974, 7.5807, 4.851, 5.6769, 8.8265, 2.2937, 9.1558, 2.749, 6.8304],
      0.9687651192462048,
      0.8974455107889305,
      9,
    ],
    [sequence(200).map((each) => each / 10), 0.9538038608825963, 4.468573194266796e-6, 9],
    [sequence(60).map((each) => (each / 100) ** 2), 0.8970968602329955, 0.00010327145394643843, 9],
  ])('of %j', (values, w, p, digits) => {
    const found = shapiroWilk(values);
    expect(found.statistic?.value).toBeCloseTo(w, digits);
    expect(found.p_value).toBeCloseTo(p, digits);
    expect(found).toMatchObject({ test: 'Shapiro–Wilk test of normality', variant: 'Royston 1995 (AS R94)' });
  });

  it('does not depend on unit or origin', () => {
    const values = [3.1, 4.5, 9.9, 6.2, 5.8, 7.7];
    const moved = values.map((each) => 1e6 + each / 1000);
    expect(shapiroWilk(moved).p_value).toBeCloseTo(shapiroWilk(values).p_value, 6);
  });

  it.each([
    [[1, 2], /at least 3 values/],
    [[4, 4, 4, 4], /all 4 values are 4/],
    [sequence(1008).concat(sequence(1008), sequence(1008), sequence(1008), sequence(1008)), /up to 5000/],
  ])('refuses %j', (values, message) => {
    expect(() => shapiroWilk(values)).toThrow(message);
    expect(() => shapiroWilk(values)).toThrow(expect.objectContaining({ code: 'not_computable' }));
  });

  it('takes no missing value', () => {
    expect(() => shapiroWilk([1, 2, Number.NaN])).toThrow(RangeError);
  });
});
