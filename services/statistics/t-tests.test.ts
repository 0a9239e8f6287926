import { describe, expect, it } from 'vitest';
import { pairedT } from './paired-t.ts';
import { SPRAYS } from './sprays.fixture.ts';
import { studentT, welchT } from './two-sample-t.ts';
import { welchAnova } from './welch-anova.ts';

const A = [12.1, 14.3, 9.8, 15.6, 11.2, 13.3, 10.9, 16.4, 12.7, 14.9, 8.7];
const B = [10.2, 13.1, 9.9, 11.4, 10.8, 12.0, 7.6, 13.8, 9.1];

describe('paired t', () => {
  it("of Student's sleep data", () => {
    const found = pairedT(
      [0.7, -1.6, -0.2, -1.2, -0.1, 3.4, 3.7, 0.8, 0, 2],
      [1.9, 0.8, 1.1, 0.1, -0.1, 4.4, 5.5, 1.6, 4.6, 3.4],
    );
    expect(found.statistic?.value).toBeCloseTo(-4.0621277, 7);
    expect(found.df).toBe(9);
    expect(found.p_value).toBeCloseTo(0.0028329, 7);
    expect(found.estimate?.value).toBeCloseTo(-1.58, 12);
    expect(found.estimate?.interval?.[0]).toBeCloseTo(-2.4598858, 7);
    expect(found.estimate?.interval?.[1]).toBeCloseTo(-0.7001142, 7);
  });

  it('refuses differences that are all the same, one pair, and lists of unequal length', () => {
    expect(() => pairedT([1.3, 2.3, 3.3], [0.2, 1.2, 2.2])).toThrow('all 3 differences are the same');
    expect(() => pairedT([4, 4], [4, 4])).toThrow('all 2 differences are the same');
    expect(() => pairedT([1], [2])).toThrow('at least 2 values');
    expect(() => pairedT([1, 2], [2])).toThrow(RangeError);
  });
});

describe('two-sample t', () => {
  // SciPy 1.17, ttest_ind.
  it('of Welch does not take variances to be equal', () => {
    const found = welchT(A, B);
    expect(found.statistic?.value).toBeCloseTo(1.870731649506191, 10);
    expect(found.df).toBeCloseTo(17.993942667917516, 10);
    expect(found.p_value).toBeCloseTo(0.07773713253211925, 10);
    expect(found.estimate?.interval?.[0]).toBeCloseTo(-0.2265085030018108, 8);
    expect(found.estimate?.interval?.[1]).toBeCloseTo(3.9073165838098918, 8);
    expect(found.variant).toBe('unequal variances, two-sided');
  });

  it('of Student does', () => {
    const found = studentT(A, B);
    expect(found.statistic?.value).toBeCloseTo(1.8265986697140766, 10);
    expect(found).toMatchObject({ df: 18, variant: 'equal variances, two-sided' });
    expect(found.p_value).toBeCloseTo(0.084392320813036, 10);
    expect(found.estimate?.interval?.[0]).toBeCloseTo(-0.27639669724171156, 8);
  });

  it("of Student's sleep data, as in the manual of R", () => {
    const found = welchT(
      [0.7, -1.6, -0.2, -1.2, -0.1, 3.4, 3.7, 0.8, 0, 2],
      [1.9, 0.8, 1.1, 0.1, -0.1, 4.4, 5.5, 1.6, 4.6, 3.4],
    );
    expect(found.statistic?.value).toBeCloseTo(-1.8608, 4);
    expect(found.df).toBeCloseTo(17.776, 3);
    expect(found.p_value).toBeCloseTo(0.07939, 5);
    expect(found.estimate?.interval?.[0]).toBeCloseTo(-3.3654832, 7);
    expect(found.estimate?.interval?.[1]).toBeCloseTo(0.2054832, 7);
  });

  it('refuses samples that do not vary, and one value', () => {
    for (const test of [welchT, studentT]) {
      expect(() => test([2, 2, 2], [3, 3])).toThrow('neither sample varies');
      expect(() => test([2], [3, 4])).toThrow('at least 2 values in each sample, but there is 1');
    }
    expect(welchT([2, 2, 2], [3, 4]).p_value).toBeGreaterThan(0);
  });
});

describe("Welch's analysis of variance", () => {
  it('of three groups, and of two as the t-test', () => {
    const found = welchAnova([
      [3, 4, 4, 5, 6],
      [6, 7, 7, 8, 9, 4],
      [2, 3, 1, 5],
    ]);
    // SciPy 1.17, f_oneway(equal_var=False).
    expect(found.statistic?.value).toBeCloseTo(6.73066959195925, 10);
    expect(found.p_value).toBeCloseTo(0.023140035808240887, 10);
    expect(welchAnova([A, B]).p_value).toBeCloseTo(welchT(A, B).p_value, 10);
  });

  it("of Beall's insect sprays, as in the manual of R", () => {
    const found = welchAnova(SPRAYS);
    expect(found.statistic?.value).toBeCloseTo(36.065, 3);
    expect(found.df).toEqual([5, expect.closeTo(30.043, 3)]);
    expect(found.p_value / 1e-12).toBeCloseTo(7.999, 3);
  });

  it('refuses one group, and a group that does not vary', () => {
    expect(() => welchAnova([[1, 2]])).toThrow('two groups');
    expect(() =>
      welchAnova([
        [1, 2],
        [3, 3],
        [1, 5],
      ]),
    ).toThrow('all the same');
  });
});
