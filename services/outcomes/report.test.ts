import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Refusal } from '../refusal.ts';
import { outcomeReport } from './report.ts';
import type { ResponseTable } from './response.ts';
import { row, study, times } from './study.fixture.ts';

/** Every object in a document. */
function* objectsIn(value: unknown): Generator<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null) return;
  if (!Array.isArray(value)) yield value as Record<string, unknown>;
  for (const each of Object.values(value)) yield* objectsIn(each);
}

const interval = (estimate: { readonly interval?: readonly number[] | null } | object) =>
  'interval' in estimate ? (estimate.interval ?? []) : [];

/** 35 of 48 and 23 of 37 responders, as in the reference study. */
const REFERENCE = [
  ...times(35, { group: 'psoriasis', after: [4] }),
  ...times(13, { group: 'psoriasis', after: [9] }),
  ...times(23, { group: 'vitiligo', after: [4] }),
  ...times(14, { group: 'vitiligo', after: [9] }),
];

describe('response', () => {
  const response = outcomeReport(study(REFERENCE)).instruments[0].response as ResponseTable;
  const [asked] = response.responders;

  it('counts responders with their interval, difference and odds ratio', () => {
    expect(asked.definition).toMatchObject({ id: 'PASI50', version: '1' });
    expect(asked.groups).toMatchObject([
      { group: 'psoriasis', n: 48, responders: 35 },
      { group: 'vitiligo', n: 37, responders: 23 },
    ]);
    expect(asked.all).toMatchObject({ n: 85, responders: 58, percent: expect.closeTo(68.235, 3) });
    expect(interval(asked.groups[0].proportion)).toEqual([expect.closeTo(0.59, 3), expect.closeTo(0.834, 3)]);
    expect(interval(asked.groups[1].proportion)).toEqual([expect.closeTo(0.461, 3), expect.closeTo(0.759, 3)]);
    expect(interval(asked.difference)).toEqual([expect.closeTo(-0.0882, 4), expect.closeTo(0.2995, 4)]);
    expect(asked.odds_ratio).toMatchObject({ value: expect.closeTo(1.6388, 4) });
  });

  it('names the chosen test and gives its other variants', () => {
    expect(asked.tests.chosen).toMatchObject({
      test: "Pearson's chi-square test",
      variant: "with Yates' continuity correction",
    });
    expect(asked.tests.sensitivity).toMatchObject([
      { variant: 'without continuity correction', p_value: expect.closeTo(0.291, 3) },
      { test: "Fisher's exact test", p_value: expect.closeTo(0.35, 3) },
    ]);
  });

  it('has the other definitions of the instrument and the other rules for missing scores beside it', () => {
    expect(response.responders.map(({ definition }) => definition.id)).toEqual([
      'PASI50',
      'PASI75',
      'PASI90',
      'PASI100',
    ]);
    expect(response.other_missing_rules.map((each) => each.missing_rule)).toEqual(['nri', 'locf']);
  });

  it('gives the levels of a response one test, not one each', () => {
    const levels = [
      ...[14, 21, 13].flatMap((n, k) => times(n, { group: 'A', after: [[0, 3, 8][k]] })),
      ...[7, 16, 14].flatMap((n, k) => times(n, { group: 'B', after: [[0, 3, 8][k]] })),
    ];
    const found = outcomeReport(study(levels)).instruments[0].response as ResponseTable;
    expect(found.levels.groups.map((each) => each.levels.map(({ count }) => count))).toEqual([
      [14, 21, 13],
      [7, 16, 14],
    ]);
    expect(found.levels.tests.chosen).toMatchObject({ df: 2, p_value: expect.closeTo(0.438, 3) });
  });

  it('uses a threshold without a published definition as what it is', () => {
    const found = outcomeReport(study(REFERENCE, { responderPercent: 60 })).instruments[0].response as ResponseTable;
    expect(found.responders[0].definition).toEqual({ id: null, version: null, least_fall_percent: 60, sources: [] });
  });

  it('tests responders within strata when asked', () => {
    const strata = REFERENCE.map((each, i) => ({ ...each, stratum: i % 2 ? 'north' : 'south' }));
    const found = outcomeReport(study(strata, { stratumName: 'site' })).instruments[0].response as ResponseTable;
    expect(found.stratified?.chosen).toMatchObject({
      test: 'Cochran–Mantel–Haenszel test',
      estimate: { name: 'Mantel–Haenszel common odds ratio' },
    });
    expect(response.stratified).toBeNull();
  });

  it('of T-VASI is laid over what patients hold to be worth having', () => {
    const rows = [29, 30, 41.9, 42, 50].map((fall) =>
      row({ instrument: 'T-VASI', before: 20, after: [20 - fall / 5] }),
    );
    const found = outcomeReport(study(rows)).instruments[0].response as ResponseTable;
    expect(found.meaningful_change.map(({ threshold, groups }) => [threshold.at_least, groups[0].reached])).toEqual([
      [30, 4],
      [42, 2],
      [50, 1],
    ]);
  });

  it('is not made up for an instrument that does not fall', () => {
    const rows = [1, 4].map((after) => row({ instrument: 'VNS', before: null, after: [after] }));
    expect(outcomeReport(study(rows)).instruments[0].response).toMatchObject({ not_done: /VNS is not a response/ });
  });
});

describe('instruments', () => {
  const mixed = [
    ...[12, 14, 9, 11].map((before, i) => row({ group: 'psoriasis', before, after: [i + 4] })),
    ...[8, 10, 7, 12].map((before, i) => row({ group: 'vitiligo', instrument: 'VASI', before, after: [i + 2] })),
  ];

  it('are never in one table, and what only one group has is not compared', () => {
    const report = outcomeReport(study(mixed));
    expect(report.instruments.map(({ instrument, severity }) => [instrument, severity.n])).toEqual([
      ['PASI', 4],
      ['VASI', 4],
    ]);
    for (const { severity, change } of report.instruments) {
      expect(severity.rows[0].tests.chosen).toMatchObject({ not_done: expect.stringMatching(/only one group/) });
      expect(change.between_groups.tests.chosen).toMatchObject({ not_done: expect.any(String) });
      expect(change.rows).toHaveLength(1);
    }
    expect(report.warnings[0]).toMatch(/2 instruments \(PASI, VASI\)/);
  });

  it('of one person count that person once among the characteristics', () => {
    const both = ['PASI', 'BSA_PERCENT'].flatMap((instrument) =>
      ['1', '2', '3'].map((subject) => row({ subject, instrument, group: subject === '1' ? 'A' : 'B' })),
    );
    const age = { name: 'age', kind: 'number', values: [30, 40, 50, 30, 40, 50] } as const;
    const report = outcomeReport(study(both, { baseline: [age] }));
    expect(report.characteristics).toMatchObject({ n: 3, rows: [{ all: { n: 3, mean: 40 } }] });
    const older = { ...age, values: [30, 40, 50, 30, 41, 50] };
    expect(() => outcomeReport(study(both, { baseline: [older] }))).toThrow(
      'column age: the person 2 has 41 here but 40',
    );
  });

  it.each([
    [
      [row({ subject: '7' }), row({ subject: '7', where: 'row 3' })],
      /row 3: the person 7 stands with PASI in row already/,
    ],
    [
      [row({ subject: '7' }), row({ subject: '7', instrument: 'VASI', group: 'B', where: 'row 3' })],
      /row 3: the person 7 is in another group/,
    ],
    [[row({ before: 73, where: 'row 2' })], /row 2: PASI goes from 0 to 72, but the value is 73/],
    [[row({ instrument: 'IGA', before: 3.5 })], /whole number/],
    [[], /no rows/],
    [Array.from({ length: 13 }, (_, i) => row({ group: `${i}` })), /arm has 13 different groups/],
  ])('refuse %j', (rows, message) => {
    expect(() => outcomeReport(study(rows))).toThrow(message);
  });
});

describe('before and after', () => {
  it('is a paired t-test where the changes are normal, with the change as after less before', () => {
    const after = [1.9, 0.8, 1.1, 0.1, 0.4, 4.4, 5.5, 1.6, 4.6, 3.4];
    const rows = after.map((value, i) =>
      row({ before: value + [2.1, 1.5, 0.3, 1.2, 1.9, 0.9, 1.4, 2.4, 0.8, 1.7][i], after: [value] }),
    );
    const [all] = outcomeReport(study(rows)).instruments[0].change.rows;
    expect(all).toMatchObject({ pairs: 10, summary_by: 'mean_sd', change: { mean: expect.closeTo(-1.42, 10) } });
    expect(all.tests.chosen).toMatchObject({ test: 'Paired t-test', estimate: { value: expect.closeTo(-1.42, 10) } });
    expect(all.tests.sensitivity).toMatchObject([{ test: 'Wilcoxon signed-rank test' }]);
  });

  it('is a Wilcoxon test where they are not, and offers its other form and the t-test', () => {
    const rows = [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 40].map((fall) =>
      row({ before: 50, after: [50 - fall] }),
    );
    const [all] = outcomeReport(study(rows)).instruments[0].change.rows;
    expect(all.tests.chosen).toMatchObject({ variant: 'exact, two-sided', p_value: expect.closeTo(2 / 1024, 12) });
    expect(all.tests.sensitivity).toMatchObject(
      [{ variant: /normal approximation/ }, { test: 'Paired t-test' }].map(() => expect.anything()),
    );
    expect(all.tests.sensitivity.map((each) => 'test' in each && each.test)).toEqual([
      'Wilcoxon signed-rank test',
      'Paired t-test',
    ]);
  });

  it('counts what is missing and what was carried, dropping nothing silently', () => {
    const rows = [
      row({ before: 10, after: [8, 4] }),
      row({ before: 10, after: [7, null] }),
      row({ before: null, after: [7, 3] }),
      row({ before: 10, after: [null, null] }),
      row({ before: 0, after: [null, 0], group: null }),
    ];
    const observed = outcomeReport(study(rows));
    expect(observed.without_group).toBe(1);
    expect(observed.instruments[0].change.rows).toMatchObject([
      { group: 'A', n: 4, pairs: 1, missing_before: 1, missing_after: 2, carried_forward: 0 },
      { group: null, n: 5, pairs: 2, fall_percent: { n: 1, missing: 1 } },
    ]);
    const carried = outcomeReport(study(rows, { missingRule: 'locf' }));
    expect(carried.instruments[0].change.rows[0]).toMatchObject({ pairs: 2, missing_after: 1, carried_forward: 1 });
  });
});

describe('predictors', () => {
  const people = Array.from({ length: 60 }, (_, i) => i);
  const rows = people.map((i) => row({ after: [(i * 7) % 11 > 4 ? 2 : 9] }));
  const age = { name: 'age', kind: 'number', values: people.map((i) => 20 + ((i * 13) % 47)) } as const;
  const site = { name: 'site', kind: 'category', values: people.map((i) => (i === 5 ? null : 'ABC'[i % 3])) } as const;
  const table = (predictors: Parameters<typeof study>[1]) =>
    outcomeReport(study(rows, predictors)).instruments[0].predictors;

  it('have odds ratios crude, adjusted and by Firth, of those of whom all is known', () => {
    expect(table({ predictors: [age, site] })).toMatchObject({
      n: 59,
      left_out: { outcome: 0, predictors: { age: 0, site: 1 } },
      model: { terms: [{ term: 'site', test: { df: 2 } }], warnings: [expect.stringMatching(/below 10/)] },
      rows: [
        { predictor: 'age', level: null, adjusted: { wald: { test: 'Wald test' } } },
        { predictor: 'site', level: 'B', reference: 'A' },
        { predictor: 'site', level: 'C', reference: 'A', adjusted_firth: { wald: null } },
      ],
    });
    expect(table({})).toBeNull();
  });

  it('that separate the outcomes are named, and Firth stands in', () => {
    const sign = {
      name: 'sign',
      kind: 'category',
      values: people.map((i) => ((i * 7) % 11 > 4 ? 'yes' : 'no')),
    } as const;
    expect(table({ predictors: [sign] })).toMatchObject({
      model: { not_done: expect.stringMatching(/sign yes separates the outcomes/) },
      rows: [
        {
          adjusted: { not_done: expect.any(String) },
          adjusted_firth: { value: expect.closeTo(Math.log((34 + 0.5) / 0.5) + Math.log((26 + 0.5) / 0.5), 0) },
        },
      ],
    });
  });
});

describe('a report of any rows', () => {
  const score = fc.option(
    fc.integer({ min: 0, max: 6 }).map((value) => value / 2),
    { nil: null, freq: 5 },
  );
  const text = (...values: readonly string[]) => fc.option(fc.constantFrom(...values), { nil: null, freq: 6 });
  const person = fc.record({
    group: text('A', 'B', 'C'),
    instrument: fc.constantFrom('PASI', 'F-VASI', 'hand units'),
    before: score,
    after: fc.tuple(score, score),
    stratum: text('north', 'south'),
    age: fc.option(fc.integer({ min: 20, max: 24 }), { nil: null, freq: 6 }),
    sex: text('f', 'm'),
  });
  const people = fc.array(person, { minLength: 1, maxLength: 24 });

  it('names every test and its variant, and holds no NaN', () => {
    fc.assert(
      fc.property(people, fc.constantFrom('nri', 'locf', 'observed'), (rows, missingRule) => {
        const age = { name: 'age', kind: 'number', values: rows.map((each) => each.age) } as const;
        const sex = { name: 'sex', kind: 'category', values: rows.map((each) => each.sex) } as const;
        const report = outcomeReport(
          study(rows.map(row), { missingRule, stratumName: 'site', baseline: [age, sex], predictors: [age, sex] }),
        );
        for (const each of objectsIn(report)) {
          for (const value of Object.values(each)) expect(value).not.toBeNaN();
          if (!('p_value' in each)) continue;
          expect(each.test).toMatch(/\w/);
          expect(each.variant).toMatch(/\w/);
          expect(each.p_value).toBeGreaterThanOrEqual(0);
          expect(each.p_value).toBeLessThanOrEqual(1);
        }
      }),
      { numRuns: 60, seed: 11 },
    );
  });

  it('throws on what is no refusal', () => {
    expect(() => outcomeReport(study([row({ before: -1 })]))).toThrow(Refusal);
  });
});
