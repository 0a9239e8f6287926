import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../statistics/seeded-random.ts';
import { MINI, WRIGHT } from '../peak-flow.fixture.ts';
import { proportionalBias } from '../proportional-bias.ts';
import { limitsOfAgreement } from '../repeated-limits.ts';
import {
  type AgreementTable,
  agreementReport,
  type Comparison,
  NO_GROUP,
  type ReadingRow,
} from './agreement-report.ts';
import { pairBootstrap } from './pair-bootstrap.ts';

const options = { unit: 'l/min', margin: null, errorRatio: 1, seed: 1 };

function tableOf(rows: readonly Omit<ReadingRow, 'number'>[], more: Partial<AgreementTable> = {}): AgreementTable {
  const methods = rows[0].readings.map((_, i) => 'ABC'[i]);
  const numbered = rows.map((row, i) => ({ ...row, number: i + 2 }));
  return { methods, rows: numbered, hasSubjects: false, by: null, ...more };
}

const figureIn = ({ figures }: Comparison, id: string) => {
  const found = figures.find((each) => each.id === id);
  if (found === undefined) throw new Error(`There is no ${id}`);
  return found;
};

const peakFlow = WRIGHT.map((value, i) => ({ readings: [value, MINI[i]] }));

/** 30 subjects with 4 rows each; the second method reads 2 more, and a subject's rows share a shift. */
function repeatedRows(seed: number): readonly Omit<ReadingRow, 'number'>[] {
  const random = seededRandom(seed);
  return Array.from({ length: 30 }, (_, i) => i).flatMap((subject) => {
    const shift = 4 * (random() - 0.5);
    return Array.from({ length: 4 }, () => {
      const truth = 10 + 80 * random();
      return { subject: `S${subject}`, readings: [truth + random(), truth + 2 + shift + random()] };
    });
  });
}

describe('the report of two methods', () => {
  const report = agreementReport(tableOf(peakFlow), { ...options, margin: 25 });
  const [pair] = report.groups[0].comparisons;

  it('gives every figure a form and a unit or none, every interval and p-value how it was made, and every source', () => {
    expect(pair).toMatchObject({ methods: ['A', 'B'], n: 17, subjects: null, left_out_rows: [] });
    expect(new Set(pair.figures.map(({ id }) => id)).size).toBe(pair.figures.length);
    for (const figure of pair.figures) {
      expect(figure.form).not.toBe('');
      expect(figure.value === null).toBe(false);
      expect(figure.interval === null).toBe(figure.interval_form === null);
      expect(figure.p_value === null).toBe(figure.test === null);
      for (const key of figure.references) expect(report.references[key]).toContain(' ');
    }
  });

  it.each([
    ['bias', -2.11764706, [-22.0488, 17.8135]],
    ['lower_limit_1.96', -78.0973, [-112.853, -43.341]],
    ['upper_limit_z', 73.8606, [48.86, 119.926]],
    ['icc_2,1', 0.945928, [0.8574, 0.9801]],
    ['ccc_n', 0.942742, [0.8505, 0.9787]],
    ['deming_slope', 0.9708808, [0.6746, 1.2672]],
    ['passing_bablok_slope', 1.0648148, [0.8371, 1.3968]],
  ] as const)('has %s', (id, value, interval) => {
    const found = figureIn(pair, id);
    expect(found.value).toBeCloseTo(value, 4);
    expect(found.interval?.[0]).toBeCloseTo(interval[0], 3);
    expect(found.interval?.[1]).toBeCloseTo(interval[1], 3);
  });

  it('reads the ICC on its interval and the margin on the limits', () => {
    expect(figureIn(pair, 'icc_2,1').reading).toBe('good to excellent');
    expect(figureIn(pair, 'equivalence').reading).toBe('equivalent');
    expect(figureIn(pair, 'limits_within_margin').reading).toBe('limits: not within; intervals: not within');
  });

  it('has no kappa of measured values, and one of grades', () => {
    expect(pair.figures.some(({ id }) => id.startsWith('kappa'))).toBe(false);
    const grades = tableOf([0, 1, 2, 3, 4, 4].map((grade, i) => ({ readings: [grade, i === 0 ? 1 : grade] })));
    const [graded] = agreementReport(grades, options).groups[0].comparisons;
    expect(figureIn(graded, 'exact_agreement')).toMatchObject({ reading: '5 of 6', unit: '%' });
    expect(figureIn(graded, 'kappa_quadratic').value).toBeGreaterThan(0.9);
    expect(figureIn(graded, 'ratio_bias')).toMatchObject({
      value: null,
      note: expect.stringContaining('row 2 is 0 and 1'),
    });
  });

  it('names the rows on which a responder flips', () => {
    const statuses = [
      [1, 0],
      [1, 1],
      [0, 0],
      [0, 1],
    ].map((readings) => ({ readings }));
    const [binary] = agreementReport(tableOf(statuses), options).groups[0].comparisons;
    expect(figureIn(binary, 'responder_discordance')).toMatchObject({
      ...{ value: 0, p_value: 1, reading: 'only A: 1, only B: 1', note: 'discordant rows: 2, 5' },
    });
  });
});

describe('rows of one subject', () => {
  const rows = repeatedRows(5);
  const table = tableOf(rows, { hasSubjects: true });
  const report = agreementReport(table, options);
  const [pair] = report.groups[0].comparisons;

  it('have limits for repeated rows, no interval that takes rows as independent, and bootstrap intervals', () => {
    expect(pair).toMatchObject({ n: 120, subjects: 30 });
    expect(report.bootstrap).toEqual({ seed: 1, resamples: 2000 });
    const bySubject = Array.from({ length: 30 }, (_, i) =>
      rows.filter(({ subject }) => subject === `S${i}`).map(({ readings: [a, b] }) => (a ?? 0) - (b ?? 0)),
    );
    const lower = figureIn(pair, 'lower_limit_1.96');
    expect(lower.value).toBeCloseTo(limitsOfAgreement(bySubject).limits?.[0] ?? 0, 9);
    expect(lower.interval).toBeNull();
    for (const id of ['bias', 'lower_limit_1.96', 'icc_2,1', 'ccc_n', 'deming_slope', 'sdc_agreement']) {
      const { value, bootstrap_interval } = figureIn(pair, id);
      expect(bootstrap_interval?.[0]).toBeLessThan(value ?? 0);
      expect(bootstrap_interval?.[1]).toBeGreaterThan(value ?? 0);
    }
    expect(figureIn(pair, 'passing_bablok_slope')).toMatchObject({
      ...{ interval: null, bootstrap_interval: null, note: expect.stringContaining('several rows of a subject') },
    });
    expect(figureIn(pair, 'deming_slope').interval_form).toContain('30 subjects');
  });

  it('widen the interval of the bias, which counts subjects and not rows', () => {
    const independent = agreementReport({ ...table, hasSubjects: false }, options).groups[0].comparisons[0];
    const width = (interval: readonly [number, number] | null) => (interval ? interval[1] - interval[0] : Number.NaN);
    const clustered = width(figureIn(pair, 'bias').bootstrap_interval);
    expect(clustered).toBeGreaterThan(1.4 * width(figureIn(independent, 'bias').interval));
  });

  it('give the figures of the bootstrap from sums as the methods give them from readings', () => {
    // Of one and the same subject every resample is the same: the interval is the figure.
    const [a, b] = [WRIGHT, MINI];
    const subjects = [...a.map(() => 'S1'), ...a.map(() => 'S2')];
    const twins = { first: 'A', second: 'B', a: [...a, ...a], b: [...b, ...b], rows: [], subjects };
    const found = pairBootstrap(twins, options);
    const plain = agreementReport(tableOf(peakFlow), options).groups[0].comparisons[0];
    for (const id of ['bias', 'mean_absolute_difference', 'ccc_n', 'pearson_r', 'deming_slope', 'deming_intercept']) {
      expect(found.get(id)?.[0]).toBeCloseTo(figureIn(plain, id).value ?? 0, 8);
      expect(found.get(id)?.[1]).toBeCloseTo(figureIn(plain, id).value ?? 0, 8);
    }
    expect(found.get('proportional_bias')?.[0]).toBeCloseTo(proportionalBias(a, b).slope, 9);
    const limits = limitsOfAgreement([a.map((value, i) => value - b[i]), a.map((value, i) => value - b[i])]).limits;
    expect(found.get('lower_limit_1.96')?.[0]).toBeCloseTo(limits?.[0] ?? 0, 9);
  });
});

describe('three methods, groups and missing values', () => {
  const rows = peakFlow.map(({ readings: [a, b] }, i) => ({
    readings: [a, i === 3 ? null : b, i === 5 ? null : a + b],
    group: i === 0 ? null : i % 2 === 0 ? 'III' : 'V',
  }));
  const report = agreementReport(tableOf(rows, { by: 'tone' }), options);

  it('compare all over the rows that have all, and each pair over the rows that have both', () => {
    const all = report.groups[0].comparisons;
    expect(all.map(({ methods, n, left_out_rows }) => [methods.join(''), n, left_out_rows])).toEqual([
      ['ABC', 15, [5, 7]],
      ['AB', 16, [5]],
      ['AC', 16, [7]],
      ['BC', 15, [5, 7]],
    ]);
    expect(figureIn(all[0], 'icc_3,k').value).not.toBeNull();
  });

  it('give figures for each group in the order in which they occur, also of the rows that have none', () => {
    expect(report.groups.map(({ group, comparisons }) => [group, comparisons[2].n])).toEqual([
      [null, 16],
      [NO_GROUP, 1],
      ['V', 7],
      ['III', 8],
    ]);
  });

  it('say why there is no figure: of one row, of none, of rows without subject, of a constant', () => {
    const single = report.groups[1].comparisons[1];
    expect(figureIn(single, 'lower_limit_1.96')).toMatchObject({
      value: null,
      note: expect.stringContaining('2 diff'),
    });
    const empty = agreementReport(tableOf([{ readings: [1, null] }]), options).groups[0].comparisons[0];
    expect(empty).toMatchObject({ n: 0, left_out_rows: [2], figures: [] });
    const noSubject = tableOf([{ readings: [1, 2], subject: null }], { hasSubjects: true });
    expect(agreementReport(noSubject, options).groups[0].comparisons[0]).toMatchObject({ n: 0, left_out_rows: [2] });
    const constant = tableOf([1, 1, 1].map((value) => ({ readings: [value, value] })));
    const figures = agreementReport(constant, options).groups[0].comparisons[0];
    for (const id of ['icc_2,1', 'ccc_n', 'kappa_linear', 'deming_slope', 'passing_bablok_slope', 'pearson_r']) {
      expect(figureIn(figures, id)).toMatchObject({ value: null, note: expect.stringMatching(/same|vary/) });
    }
    expect(figureIn(figures, 'bias')).toMatchObject({
      ...{ value: 0, interval: [0, 0] },
      note: expect.stringContaining('no width'),
    });
  });
});
