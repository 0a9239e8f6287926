import { describe, expect, it } from 'vitest';
import { gradeAgreement, wilsonShare } from './grade-agreement.ts';
import { disagreementWeights, kappa } from './kappa.ts';
import { ratingTable } from './rating-table.ts';
import { responderDiscordance } from './responder-discordance.ts';

const COHEN = [
  [88, 14, 18],
  [10, 40, 10],
  [2, 6, 12],
];
const FIVE = [
  [20, 5, 1, 0, 0],
  [4, 30, 8, 1, 0],
  [0, 7, 40, 9, 1],
  [0, 1, 6, 25, 5],
  [0, 0, 1, 4, 12],
];
const grades = (counts: readonly unknown[]) => counts.map((_, i) => i);

describe('kappa', () => {
  it.each([
    ['unweighted', COHEN, 0.491525, 0.051002, [0.391564, 0.591487]],
    ['linear', COHEN, 0.473684, 0.054432, null],
    ['quadratic', COHEN, 0.454545, 0.066454, null],
    ['unweighted', FIVE, 0.618186, null, null],
    ['linear', FIVE, 0.754341, null, [0.692254, 0.816429]],
    ['quadratic', FIVE, 0.863381, null, [0.818816, 0.907946]],
  ] as const)('%s of %j is %s', (weights, counts, value, error, interval) => {
    const found = kappa(counts, disagreementWeights(grades(counts), weights));
    expect(found.kappa).toBeCloseTo(value, 6);
    if (error) expect(found.standard_error).toBeCloseTo(error, 6);
    if (interval) {
      expect(found.interval?.[0]).toBeCloseTo(interval[0], 6);
      expect(found.interval?.[1]).toBeCloseTo(interval[1], 6);
    }
  });

  it("takes given disagreement weights: Cohen's table of 1968", () => {
    const shares = [
      [0.44, 0.07, 0.09],
      [0.05, 0.2, 0.05],
      [0.01, 0.03, 0.06],
    ];
    const weights = [
      [0, 1, 3],
      [1, 0, 6],
      [3, 6, 0],
    ];
    const found = kappa(
      shares.map((row) => row.map((share) => 200 * share)),
      weights,
    );
    expect(found.kappa).toBeCloseTo(0.347826, 6);
    expect(found.n).toBeCloseTo(200, 9);
  });

  it('has the expected share and standard errors of a table counted by hand', () => {
    // 2 × 2 of 20 5 / 10 15: po 0.7, pe 0.5; SE0² = pe / (n (1 - pe)) less the margins' part.
    const found = kappa(
      [
        [20, 5],
        [10, 15],
      ],
      disagreementWeights([0, 1], 'unweighted'),
    );
    expect(found).toMatchObject({ n: 50, kappa: expect.closeTo(0.4, 12), observed: expect.closeTo(0.7, 12) });
    expect(found.expected).toBeCloseTo(0.5, 12);
    // Σ pi. p.i (pi. + p.i) = 0.5·0.6·1.1 + 0.5·0.4·0.9 = 0.51; (pe + pe² - 0.51) / (n (1 - pe)²) = 0.24 / 12.5.
    expect(found.p_value).toBeCloseTo(0.0038924, 6);
  });

  it('is the same whether or not a grade that nobody gave is in the table, and whatever the unit of the weights', () => {
    const { grades: found, counts } = ratingTable([0, 2, 4, 4, 0], [0, 2, 2, 4, 2]);
    expect(found).toEqual([0, 2, 4]);
    const full = [0, 1, 2, 3, 4].map((a) =>
      [0, 1, 2, 3, 4].map((b) => counts[found.indexOf(a)]?.[found.indexOf(b)] ?? 0),
    );
    for (const weights of ['linear', 'quadratic'] as const) {
      const short = kappa(counts, disagreementWeights(found, weights));
      expect(short.kappa).toBeCloseTo(kappa(full, disagreementWeights([0, 1, 2, 3, 4], weights)).kappa, 12);
    }
  });

  it('of one constant rater is 0; of two it is refused; of full agreement it is 1 without interval', () => {
    const of = (a: readonly number[], b: readonly number[]) => {
      const table = ratingTable(a, b);
      return kappa(table.counts, disagreementWeights(table.grades, 'linear'));
    };
    expect(of([1, 1, 1, 1], [1, 2, 1, 3])).toMatchObject({ kappa: expect.closeTo(0, 12), p_value: 1 });
    expect(of([1, 2, 3], [1, 2, 3])).toMatchObject({ kappa: 1, standard_error: 0, interval: null });
    expect(() => of([1, 1], [1, 1])).toThrow('one and the same');
    expect(() => of([], [])).toThrow('there are none');
    expect(() => ratingTable([1], [])).toThrow(/expected pairs/i);
    expect(() => kappa([[1, 2]], [[0]])).toThrow('square table');
  });
});

describe('exact and ± 1 agreement', () => {
  it('are counted by hand, with Wilson intervals', () => {
    expect(gradeAgreement([0, 1, 2, 3], [0, 2, 4, 3], 0)).toMatchObject({ count: 2, n: 4, percent: 50 });
    expect(gradeAgreement([0, 1, 2, 3], [0, 2, 4, 3], 1)).toMatchObject({ count: 3, n: 4, percent: 75 });
    // Wilson at the ends: z² / (n + z²) away.
    expect(gradeAgreement([0, 1], [4, 3], 1).interval_percent).toEqual([0, expect.closeTo(65.76198, 5)]);
    expect(gradeAgreement([0, 1], [0, 1], 0).interval_percent).toEqual([expect.closeTo(34.23802, 5), 100]);
    expect(() => gradeAgreement([], [], 0)).toThrow('nothing to count');
    expect(() => gradeAgreement([1], [], 0)).toThrow(/expected pairs/i);
  });

  it.each([
    [35, 48, 59, 83.4],
    [23, 37, 46.1, 75.9],
    [58, 85, 57.7, 77.2],
  ])('%s of %s lies between %s and %s %%', (count, n, lower, upper) => {
    const { interval_percent } = wilsonShare(count, n);
    expect(interval_percent[0]).toBeCloseTo(lower, 1);
    expect(interval_percent[1]).toBeCloseTo(upper, 1);
  });
});

describe('responder discordance', () => {
  const statuses = (both: number, first: number, second: number, neither: number) => [
    [...Array(both + first).fill(true), ...Array(second + neither).fill(false)],
    [
      ...Array(both).fill(true),
      ...Array(first).fill(false),
      ...Array(second).fill(true),
      ...Array(neither).fill(false),
    ],
  ];

  it('is the binomial of the discordant pairs: 1 and 5 of 6 at one half', () => {
    const [first, second] = statuses(4, 5, 1, 3);
    const found = responderDiscordance(first, second);
    expect(found).toMatchObject({ n: 13, both: 4, only_first: 5, only_second: 1, neither: 3 });
    expect(found.discordant).toEqual([4, 5, 6, 7, 8, 9]);
    expect(found.p_value).toBeCloseTo((2 * (1 + 6)) / 64, 12);
    expect(found.difference_percent).toBeCloseTo(400 / 13, 12);
  });

  it('never has a p-value above 1, and 1 where none differ', () => {
    const [first, second] = statuses(0, 2, 2, 0);
    expect(responderDiscordance(first, second).p_value).toBe(1);
    expect(responderDiscordance([true], [true])).toMatchObject({ p_value: 1, discordant: [] });
    expect(responderDiscordance([], [])).toMatchObject({ n: 0, p_value: 1, difference_percent: 0 });
    expect(() => responderDiscordance([true], [])).toThrow(/expected pairs/i);
  });
});
