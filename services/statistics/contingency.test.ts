import { describe, expect, it } from 'vitest';
import { chiSquare } from './chi-square.ts';
import { fisherExact } from './fisher-exact.ts';
import { fisherExactTable } from './fisher-exact-table.ts';
import { mantelHaenszel } from './mantel-haenszel.ts';
import { crudeOddsRatio } from './odds-ratio.ts';

/** Aged 30 or above, in the two groups of the reference study. */
const AGE = [
  [38, 10],
  [21, 16],
] as const;

describe('chi-square', () => {
  it('of party and sex', () => {
    const found = chiSquare(
      [
        [762, 327, 468],
        [484, 239, 477],
      ],
      { yates: false },
    );
    expect(found.statistic?.value).toBeCloseTo(30.0701491, 7);
    expect(found.df).toBe(2);
    expect(found.p_value / 1e-7).toBeCloseTo(2.95359, 5);
  });

  // SciPy 1.17, chi2_contingency.
  it('says with which correction', () => {
    const plain = chiSquare(AGE, { yates: false });
    expect(plain.variant).toBe('without continuity correction');
    expect(plain.p_value).toBeCloseTo(0.026209273090489087, 12);
    const yates = chiSquare(AGE, { yates: true });
    expect(yates.variant).toBe("with Yates' continuity correction");
    expect(yates.statistic?.value).toBeCloseTo(3.9430275798125365, 10);
    expect(yates.p_value).toBeCloseTo(0.0470659990651115, 12);
  });

  // Counts and p-values of clinical tables of the reference study, recomputed.
  it.each([
    [
      [
        [30, 18],
        [19, 18],
      ],
      0.3024,
    ],
    [
      [
        [30, 18],
        [18, 19],
      ],
      0.2016,
    ],
    [
      [
        [18, 30],
        [10, 27],
      ],
      0.3084,
    ],
    [
      [
        [24, 24],
        [22, 15],
      ],
      0.3855,
    ],
    [
      [
        [35, 13],
        [23, 14],
      ],
      0.291,
    ],
    [
      [
        [31, 17],
        [18, 19],
      ],
      0.1405,
    ],
    [
      [
        [14, 21, 13],
        [7, 16, 14],
      ],
      0.438,
    ],
  ])('of %j', (counts, p) => {
    expect(chiSquare(counts, { yates: false }).p_value).toBeCloseTo(p, 3);
  });

  it('takes no more than the whole distance', () => {
    expect(
      chiSquare(
        [
          [2, 2],
          [2, 2],
        ],
        { yates: true },
      ),
    ).toMatchObject({ statistic: { value: 0 }, p_value: 1 });
    expect(
      chiSquare(
        [
          [3, 3],
          [3, 2],
        ],
        { yates: true },
      ),
    ).toMatchObject({ statistic: { value: 0 }, p_value: 1 });
  });

  it('doubts small expected counts and refuses empty margins', () => {
    expect(
      chiSquare(
        [
          [3, 1],
          [1, 3],
        ],
        { yates: false },
      ).remarks[0],
    ).toMatch(/expected count is 2.00: below 5/);
    expect(() =>
      chiSquare(
        [
          [3, 0],
          [1, 0],
        ],
        { yates: false },
      ),
    ).toThrow('column 2 of the table has no one');
    expect(() =>
      chiSquare(
        [
          [0, 0],
          [1, 2],
        ],
        { yates: true },
      ),
    ).toThrow('row 1 of the table has no one');
    expect(() => chiSquare([[3, 1]], { yates: false })).toThrow('two rows');
    expect(() =>
      chiSquare(
        [
          [3, 1, 2],
          [1, 2, 3],
        ],
        { yates: true },
      ),
    ).toThrow(RangeError);
    expect(() =>
      chiSquare(
        [
          [3, 1.5],
          [1, 2],
        ],
        { yates: false },
      ),
    ).toThrow('Expected counts but received 1.5');
  });
});

describe("Fisher's exact test", () => {
  it('of the lady tasting tea', () => {
    const found = fisherExact([
      [3, 1],
      [1, 3],
    ]);
    expect(found.p_value).toBeCloseTo(0.4857143, 7);
    expect(found.estimate?.value).toBeCloseTo(6.40832, 6);
    expect(found.estimate?.interval?.[0]).toBeCloseTo(0.2117356, 7);
    expect(found.estimate?.interval?.[1]).toBeCloseTo(626.24353, 4);
  });

  // SciPy 1.17, fisher_exact and odds_ratio(kind='conditional').
  it.each([
    [AGE, 0.03370873680138984, 2.857323894004714, 1.0111525820246614, 8.450092332536677],
    [
      [
        [0, 5],
        [4, 3],
      ] as const,
      0.0808080808080808,
      0,
      0,
      1.746123721979689,
    ],
    [
      [
        [6, 0],
        [2, 5],
      ] as const,
      0.020979020979020976,
      Infinity,
      1.211012160549975,
      Infinity,
    ],
  ])('of %j', (counts, p, odds, low, high) => {
    const found = fisherExact(counts);
    expect(found.p_value).toBeCloseTo(p, 10);
    expect(found.estimate?.value).toBeCloseTo(odds, 8);
    expect(found.estimate?.interval?.[0]).toBeCloseTo(low, 8);
    expect(found.estimate?.interval?.[1]).toBeCloseTo(high, 7);
  });

  it('of larger tables visits every table', () => {
    // Job satisfaction (Agresti 2002, table 2.8): 0.7827 in the manual of R. The others were counted in whole fractions.
    const job = [
      [1, 3, 10, 6],
      [2, 3, 10, 7],
      [1, 6, 14, 12],
      [0, 1, 9, 11],
    ];
    expect(fisherExactTable(job).p_value).toBeCloseTo(0.7827, 4);
    expect(
      fisherExactTable([
        [14, 21, 13],
        [7, 16, 14],
      ]).p_value,
    ).toBeCloseTo(0.46332168133852614, 10);
    expect(
      fisherExactTable([
        [3, 1, 0],
        [1, 4, 2],
        [0, 2, 5],
      ]).p_value,
    ).toBeCloseTo(0.04655034507975685, 10);
    expect(fisherExactTable(AGE).p_value).toBeCloseTo(fisherExact(AGE).p_value, 12);
  });

  it('refuses more work than it may do', () => {
    expect(() =>
      fisherExactTable(
        [
          [14, 21, 13],
          [7, 16, 14],
        ],
        100,
      ),
    ).toThrow('too many tables');
    expect(() =>
      fisherExact([
        [0, 0],
        [1, 2],
      ]),
    ).toThrow('row 1');
  });
});

describe('crude odds ratio', () => {
  it('of responders of the reference study', () => {
    const found = crudeOddsRatio([
      [35, 13],
      [23, 14],
    ]);
    expect(found.value).toBeCloseTo(1.6388, 4);
    expect(found.interval?.[0]).toBeCloseTo(0.653, 4);
    expect(found.interval?.[1]).toBeCloseTo(4.1128, 4);
  });

  it('needs halves for an empty cell, and says so', () => {
    expect(() =>
      crudeOddsRatio([
        [5, 0],
        [2, 3],
      ]),
    ).toThrow('a cell of the table is empty');
    const found = crudeOddsRatio(
      [
        [5, 0],
        [2, 3],
      ],
      'add_half',
    );
    expect(found).toMatchObject({
      value: expect.closeTo((5.5 * 3.5) / (0.5 * 2.5), 10),
      method: expect.stringMatching(/half/),
    });
  });
});

describe('Cochran–Mantel–Haenszel', () => {
  it("of Berkeley's admissions", () => {
    // Men and women, admitted and rejected, by department (Bickel 1975); X² and odds ratio as in the manual of R.
    const departments = [
      [
        [512, 313],
        [89, 19],
      ],
      [
        [353, 207],
        [17, 8],
      ],
      [
        [120, 205],
        [202, 391],
      ],
      [
        [138, 279],
        [131, 244],
      ],
      [
        [53, 138],
        [94, 299],
      ],
      [
        [22, 351],
        [24, 317],
      ],
    ] as const;
    const found = mantelHaenszel(departments, { corrected: true });
    expect(found.statistic?.value).toBeCloseTo(1.4269, 3);
    expect(found.p_value).toBeCloseTo(0.2323, 3);
    expect(found.estimate?.value).toBeCloseTo(0.9046968, 6);
    expect(found.estimate?.interval?.[0]).toBeCloseTo(0.7719074, 6);
    expect(found.estimate?.interval?.[1]).toBeCloseTo(1.0603298, 6);
  });

  it('of one stratum is the chi-square test but for n - 1, with the crude odds ratio', () => {
    const found = mantelHaenszel([AGE], { corrected: false });
    expect(found.statistic?.value).toBeCloseTo((4.942159401905164 * 84) / 85, 10);
    expect(found.estimate?.value).toBeCloseTo((38 * 16) / (10 * 21), 10);
    expect(() =>
      mantelHaenszel(
        [
          [
            [1, 0],
            [0, 0],
          ],
          [
            [3, 0],
            [4, 0],
          ],
        ],
        { corrected: true },
      ),
    ).toThrow('no stratum');
  });
});
