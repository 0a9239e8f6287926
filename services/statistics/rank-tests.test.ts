import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { kruskalWallis } from './kruskal-wallis.ts';
import { mannWhitney } from './mann-whitney.ts';
import { SPRAYS } from './sprays.fixture.ts';
import { wilcoxonSignedRank } from './wilcoxon-signed-rank.ts';

const X = [1.83, 0.5, 1.62, 2.48, 1.68, 1.88, 1.55, 3.06, 1.3];
const Y = [0.878, 0.647, 0.598, 2.05, 1.06, 1.29, 1.06, 3.14, 1.29];
const TIED = [5, 3, 4, -1, 2, 2, 0, 6, -2, 3, 1, 1, 4, 0, 2];
const nought = TIED.map(() => 0);
const A = [12.1, 14.3, 9.8, 15.6, 11.2, 13.3, 10.9, 16.4, 12.7, 14.9, 8.7];
const B = [10.2, 13.1, 9.9, 11.4, 10.8, 12.0, 7.6, 13.8, 9.1];
const TIED_A = [3, 4, 4, 5, 6, 7, 7, 7, 9, 10];
const TIED_B = [1, 2, 3, 4, 4, 5, 5, 6, 7];

describe('Wilcoxon signed rank', () => {
  it("of Hollander and Wolfe's depression scores is exact", () => {
    const found = wilcoxonSignedRank(X, Y);
    expect(found).toMatchObject({ statistic: { name: 'V', value: 40 }, variant: 'exact, two-sided', remarks: [] });
    expect(found.p_value).toBeCloseTo(0.0390625, 12);
    expect(found.estimate?.value).toBeCloseTo(0.46, 12);
    expect(wilcoxonSignedRank(X, Y, { alternative: 'greater' }).p_value).toBeCloseTo(0.01953125, 12);
    expect(wilcoxonSignedRank(Y, X, { alternative: 'less' }).p_value).toBeCloseTo(0.01953125, 12);
  });

  // SciPy 1.17, wilcoxon(zero_method='wilcox', method='asymptotic').
  it('with ties and zeros is approximate, corrected as R does it or not', () => {
    const found = wilcoxonSignedRank(TIED, nought);
    expect(found.p_value).toBeCloseTo(0.008448341003831019, 12);
    expect(found.variant).toBe('normal approximation with continuity and tie correction, two-sided');
    expect(found.remarks[0]).toBe('2 of 15 differences are nought and left out.');
    expect(wilcoxonSignedRank(TIED, nought, { form: 'approximate_uncorrected' }).p_value).toBeCloseTo(
      0.007614067978462338,
      12,
    );
  });

  it('finds ties and zeros that binary fractions hide', () => {
    // 0.3 - 0.2 and 0.1 are tied; 0.1 + 0.2 - 0.3 is nought.
    const found = wilcoxonSignedRank([0.3, 0.1, 0.1 + 0.2, 0.9], [0.2, 0, 0.3, 0.2]);
    expect(found.remarks[0]).toBe('1 of 4 differences are nought and left out.');
    expect(found).toMatchObject({ statistic: { value: 6 }, p_value: expect.closeTo(0.17356816, 7) });
  });

  it('with ties, when asked to be exact, is the permutation distribution of the midranks', () => {
    const differences = [1, 1, -1, 2, 3, 3, -4];
    const found = wilcoxonSignedRank(
      differences,
      differences.map(() => 0),
      { form: 'exact' },
    );
    // Midranks 2 2 2 4 5.5 5.5 7, V = 19; counted over all 128 signs.
    const ranks = [2, 2, 2, 4, 5.5, 5.5, 7];
    const sums = Array.from({ length: 128 }, (_, signs) =>
      ranks.reduce((sum, rank, i) => (signs & (1 << i) ? sum + rank : sum), 0),
    );
    expect(found).toMatchObject({ statistic: { value: 19 }, variant: 'exact, permutation of midranks, two-sided' });
    expect(found.p_value).toBeCloseTo((2 * sums.filter((sum) => sum >= 19).length) / 128, 12);
  });

  it('has as interval the shifts that it does not reject', () => {
    const pairs = fc.array(fc.integer({ min: -40, max: 60 }), { minLength: 8, maxLength: 20 });
    fc.assert(
      fc.property(pairs, fc.constantFrom('exact', 'approximate', 'approximate_uncorrected'), (values, form) => {
        const differences = values.map((value, i) => value + i / 64 + i ** 2 / 4096);
        const at = (shift: number) =>
          wilcoxonSignedRank(
            differences,
            differences.map(() => shift),
            { form },
          ).p_value;
        const [low, high] =
          wilcoxonSignedRank(
            differences,
            differences.map(() => 0),
            { form },
          ).estimate?.interval ?? [];
        const off = 1e-7;
        for (const outside of [Number(low) - off, Number(high) + off]) expect(at(outside)).toBeLessThan(0.05);
        for (const inside of [Number(low) + off, Number(high) - off]) expect(at(inside)).toBeGreaterThan(0.05);
      }),
      { numRuns: 60, seed: 7 },
    );
  });

  it('has no interval where so few values bound nothing', () => {
    expect(wilcoxonSignedRank([1, 2, 3, 4.5, 5], [0, 0, 0, 0, 0]).estimate?.interval).toBeNull();
    expect(wilcoxonSignedRank([1, 2, 3, 4.5, 5, 7], [0, 0, 0, 0, 0, 0]).estimate?.interval).toEqual([1, 7]);
  });

  it('says when no result could be significant', () => {
    const found = wilcoxonSignedRank([1, 2, 3, 4.5, 5], [0, 0, 0, 0, 0]);
    expect(found).toMatchObject({
      p_value: 2 / 32,
      remarks: ['With so few values no two-sided p-value below 0.0625 is possible.'],
    });
    expect(mannWhitney([1, 2], [3, 4, 5]).remarks).toEqual([
      'With so few values no two-sided p-value below 0.200 is possible.',
    ]);
    expect(mannWhitney([1, 2, 3, 4], [5, 6, 7, 8]).remarks).toEqual([]);
  });

  it('is exact up to 50 differences', () => {
    const many = Array.from({ length: 51 }, (_, i) => i + 1 - (i % 3 === 0 ? 60 : 0));
    const to = (n: number) => many.slice(0, n).map((value, i) => value + i / 1000);
    expect(
      wilcoxonSignedRank(
        to(50),
        to(50).map(() => 0),
      ).variant,
    ).toBe('exact, two-sided');
    expect(
      wilcoxonSignedRank(
        to(51),
        to(51).map(() => 0),
      ).variant,
    ).toMatch(/normal approximation/);
    expect(() =>
      wilcoxonSignedRank(
        to(51),
        to(51).map(() => 0),
        { form: 'exact' },
      ),
    ).toThrow('up to 50');
  });

  it('refuses where nothing differs', () => {
    expect(() => wilcoxonSignedRank([1, 2], [1, 2])).toThrow('none of 2 differences is other than nought');
    expect(() => wilcoxonSignedRank([], [])).toThrow('none of 0');
    expect(() => wilcoxonSignedRank([1], [])).toThrow(RangeError);
  });
});

describe('Mann–Whitney', () => {
  // SciPy 1.17, mannwhitneyu.
  it('without ties is exact', () => {
    const found = mannWhitney(A, B);
    expect(found).toMatchObject({ statistic: { name: 'U', value: 71 }, variant: 'exact, two-sided' });
    expect(found.p_value).toBeCloseTo(0.11194331983805668, 12);
    expect(mannWhitney(A, B, { alternative: 'greater' }).p_value).toBeCloseTo(0.05597165991902834, 12);
    expect(mannWhitney(A, B, { form: 'approximate' }).p_value).toBeCloseTo(0.11061207374852304, 12);
    expect(mannWhitney(A, B, { form: 'approximate_uncorrected' }).p_value).toBeCloseTo(0.10237755581065076, 12);
  });

  it('with ties is approximate', () => {
    const found = mannWhitney(TIED_A, TIED_B);
    expect(found.statistic?.value).toBe(67.5);
    expect(found.p_value).toBeCloseTo(0.06919664451138445, 12);
    expect(mannWhitney(TIED_A, TIED_B, { form: 'approximate_uncorrected' }).p_value).toBeCloseTo(
      0.06310766487814712,
      12,
    );
    expect(found.remarks).toEqual(['Ties are found after rounding to steps of 1e-10.']);
  });

  it('of ozone in May and August, as in the manual of R', () => {
    const may = [41, 36, 12, 18, 28, 23, 19, 8, 7, 16, 11, 14, 18, 14, 34, 6, 30, 11, 1, 11, 4, 32, 23, 45, 115, 37];
    const august = [
      39, 9, 16, 78, 35, 66, 122, 89, 110, 44, 28, 65, 22, 59, 23, 31, 44, 21, 9, 45, 168, 73, 76, 118, 84, 85,
    ];
    const found = mannWhitney(may, august);
    expect(found.statistic?.value).toBe(127.5);
    expect(found.p_value).toBeCloseTo(0.0001208, 7);
  });

  it('with ties, when asked to be exact, counts the choices of midranks', () => {
    // Midranks of 1 2 2 3: 1 2.5 2.5 4. Of the six pairs, {2, 3} (two ways) has the largest sum, 6.5, and {1, 2} (two) the least.
    const found = mannWhitney([2, 3], [1, 2], { form: 'exact' });
    expect(found.p_value).toBeCloseTo((2 * 2) / 6, 12);
    expect(found.variant).toBe('exact, permutation of midranks, two-sided');
  });

  it('has as interval the shifts that it does not reject', () => {
    const sample = fc.array(fc.integer({ min: 0, max: 50 }), { minLength: 6, maxLength: 12 });
    fc.assert(
      fc.property(sample, sample, fc.constantFrom('exact', 'approximate'), (first, second, form) => {
        const x = first.map((value, i) => value + i / 64 + i ** 2 / 4096);
        const y = second.map((value, i) => value - i / 128 + i ** 3 / 65536);
        const at = (shift: number) =>
          mannWhitney(
            x.map((value) => value - shift),
            y,
            { form },
          ).p_value;
        const [low, high] = mannWhitney(x, y, { form }).estimate?.interval ?? [];
        const off = 1e-7;
        for (const outside of [Number(low) - off, Number(high) + off]) expect(at(outside)).toBeLessThan(0.05);
        for (const inside of [Number(low) + off, Number(high) - off]) expect(at(inside)).toBeGreaterThan(0.05);
      }),
      { numRuns: 60, seed: 7 },
    );
  });

  it('refuses values that are all the same, and an empty sample', () => {
    expect(() => mannWhitney([4, 4], [4])).toThrow('all 3 values are the same');
    expect(() => mannWhitney([4, 5], [])).toThrow('at least 1 value in each sample, but there is none');
    expect(() =>
      mannWhitney(
        Array.from({ length: 51 }, (_, i) => i),
        [4],
        { form: 'exact' },
      ),
    ).toThrow('up to 50');
  });
});

describe('Kruskal–Wallis', () => {
  it('of three groups with ties', () => {
    const found = kruskalWallis([
      [3, 4, 4, 5, 6],
      [6, 7, 7, 8, 9, 4],
      [2, 3, 1, 5],
    ]);
    // SciPy 1.17, kruskal.
    expect(found.statistic?.value).toBeCloseTo(8.251630434782607, 10);
    expect(found.p_value).toBeCloseTo(0.016150323195776892, 12);
  });

  it("of Beall's insect sprays, as in the manual of R", () => {
    const found = kruskalWallis(SPRAYS);
    expect(found.statistic?.value).toBeCloseTo(54.691, 3);
    expect(found.p_value / 1e-10).toBeCloseTo(1.511, 3);
  });

  it('of two groups is the uncorrected Mann–Whitney', () => {
    expect(kruskalWallis([TIED_A, TIED_B]).p_value).toBeCloseTo(
      mannWhitney(TIED_A, TIED_B, { form: 'approximate_uncorrected' }).p_value,
      12,
    );
    expect(() => kruskalWallis([[1, 1], [1]])).toThrow('all 3 values are the same');
  });
});
