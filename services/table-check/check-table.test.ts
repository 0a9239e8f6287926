import { describe, expect, it } from 'vitest';
import { parseCsvTable } from '../csv/csv-table.ts';
import { checkTable } from './check-table.ts';
import { RULES, type RuleId } from './rules.ts';

/** Grades of a rule's findings in order of the lines, for cells told as one line of `column value` pairs each. */
function grades(rule: RuleId, ...lines: readonly Readonly<Record<string, string | number>>[]) {
  const columns = [...new Set(lines.flatMap((line) => Object.keys(line)))];
  const rows = lines.map((line) => columns.map((column) => `"${line[column] ?? ''}"`).join(','));
  const { findings } = checkTable(parseCsvTable([columns.join(','), ...rows].join('\n'), 't.csv'));
  const own = findings.filter((each) => each.rule === rule).sort((a, b) => a.lines[0] - b.lines[0]);
  for (const each of own)
    expect(each).toMatchObject({ requires: RULES[rule].requires, printed: expect.stringMatching(/./) });
  return own.map(({ grade }) => grade).join(' ');
}

type Cells = Readonly<Record<string, string | number>>;
const count = (group: string, n: number, more: Cells): Cells => ({ row: 'x', kind: 'count', group, n, ...more });
const mean = (group: string, more: Cells): Cells => ({ row: 'x', kind: 'mean', group, n: 20, ...more });
const test = (more: Cells): Cells => ({ row: 'x', kind: 'test', ...more });
const or = (estimate: string, low: string, high: string, more: Cells = {}): Cells => ({
  ...{ row: 'x', kind: 'estimate', measure: 'OR', estimate, ci_low: low, ci_high: high },
  ...more,
});
const series = (before: Cells, after: Cells, change: Cells): readonly Cells[] => [
  mean('A', { time: 'before', ...before }),
  mean('A', { time: 'after', ...after }),
  mean('A', { time: 'change', ...change }),
];

describe('change_is_difference', () => {
  const of = (b: string, a: string, c: string, more: Cells = {}) =>
    grades('change_is_difference', ...series({ mean: b }, { mean: a }, { mean: c, ...more }));
  it('leaves what rounding explains, also printed as a fall', () => {
    expect([of('12.8', '6.1', '-6.7'), of('12.8', '6.1', '-6.6'), of('12.8', '6.1', '6.8')]).toEqual(
      Array(3).fill('consistent'),
    );
  });
  it('finds another number; in doubt with other people', () => {
    expect(of('12.8', '6.1', '-6.9')).toBe('fault');
    expect(of('12.8', '6.1', '-6.9', { n: 18 })).toBe('doubtful');
  });
});

describe('implied_correlation', () => {
  const of = (b: string, a: string, c: string) =>
    grades('implied_correlation', ...series({ mean: 9, sd: b }, { mean: 5, sd: a }, { mean: -4, sd: c }));
  it('leaves a triangle, also one that rounding closes', () => {
    expect([of('4.6', '3.2', '2.8'), of('4.6', '3.2', '1.3'), of('4.6', '3.2', '7.9')]).toEqual(
      Array(3).fill('consistent'),
    );
  });
  it('finds a change that varies too little or too much', () => {
    expect([of('4.6', '3.2', '1.1'), of('4.6', '3.2', '8.1')]).toEqual(['fault', 'fault']);
  });
});

describe('one_improvement', () => {
  const of = (percent: string, before = '10.0') =>
    grades(
      'one_improvement',
      ...series({ mean: before }, { mean: '5.0' }, { mean: '-5.0' }),
      mean('A', { time: 'percent change', mean: percent }),
    );
  it('leaves the same improvement and doubts another, and a baseline of nought has none', () => {
    expect([of('50'), of('-50.3'), of('38.2'), of('38.2', '0.0')]).toEqual([
      'consistent',
      'consistent',
      'doubtful',
      '',
    ]);
  });
});

describe('estimates', () => {
  // ln OR 0.5, SE 0.2: 1.649 (1.114 to 2.440), p 0.0124
  it('estimate_in_middle leaves the log middle, and doubts what a profile interval may be', () => {
    const of = (estimate: string, method = 'wald') =>
      grades('estimate_in_middle', or(estimate, '1.11', '2.44', { ci_method: method }));
    expect([of('1.65'), of('1.64'), of('1.78')]).toEqual(['consistent', 'consistent', 'fault']);
    expect([of('1.78', ''), of('1.78', 'other')]).toEqual(['doubtful', 'consistent']);
    const linear = (middle: string) =>
      grades('estimate_in_middle', or(middle, '-1.5', '3.5', { measure: 'difference', ci_method: 't' }));
    expect([linear('1.0'), linear('1.2')]).toEqual(['consistent', 'fault']);
  });
  it('estimate_in_interval finds an estimate outside, or ends exchanged', () => {
    expect(['1.09', '1.11', '1.65', '2.46'].map((e) => grades('estimate_in_interval', or(e, '1.11', '2.44')))).toEqual([
      ...['fault', 'consistent', 'consistent', 'fault'],
    ]);
    expect(grades('estimate_in_interval', or('1.65', '2.44', '1.11'))).toBe('fault');
  });
  it('p_against_interval leaves the p-value of the interval', () => {
    const of = (p: string, method = 'wald', more: Cells = {}) =>
      grades('p_against_interval', or('1.65', '1.11', '2.44', { ci_method: method, p, ...more }));
    expect([of('0.012'), of('0.01'), of('<0.05'), of('0.03'), of('0.20'), of('>0.05')]).toEqual([
      ...['consistent', 'consistent', 'consistent', 'fault', 'fault', 'fault'],
    ]);
    expect([of('0.03', ''), of('0.20', ''), of('0.03', 'wald', { test: 'likelihood ratio' })]).toEqual([
      'doubtful',
      'fault',
      'doubtful',
    ]);
  });
  it('p_against_interval knows that few degrees of freedom make a t interval wide', () => {
    // mean 2, SE 0.8, df 5: 2 ± 2.5706 · 0.8, t 2.5, p 0.0545; by the normal distribution it would be 0.0565.
    const t = { measure: 'difference', ci_method: 't', p: '0.0545' };
    const of = (more: Cells) => grades('p_against_interval', or('2.000', '-0.056', '4.056', { ...t, ...more }));
    expect([of({ df: 5 }), of({ n: 10 }), of({}), of({ df: 50 }), of({ ci_method: 'wald' })]).toEqual([
      ...['consistent', 'consistent', 'consistent', 'fault', 'fault'],
    ]);
  });
});

describe('ratios near nought', () => {
  it('are not held against a p-value that their digits do not tell', () => {
    const ratio = or('0.00', '0.00', '0.02', { ci_method: 'wald', p: '<0.001' });
    expect([grades('p_against_interval', ratio), grades('estimate_in_middle', ratio)]).toEqual(['', 'consistent']);
  });
  it('may have a t interval', () => {
    // exp(0.5 ± 2.228 · 0.2), df 10: t 2.5, p 0.0314; by the normal distribution 0.0277
    const of = (more: Cells) =>
      grades('p_against_interval', or('1.6487', '1.0559', '2.5744', { ci_method: 't', p: '0.0314', ...more }));
    expect([of({ df: 10 }), of({}), of({ df: 100 })]).toEqual(['consistent', 'consistent', 'fault']);
  });
});

describe('p_against_counts', () => {
  it('makes no test over levels that overlap', () => {
    const of = (levels: string) =>
      grades(
        'p_against_counts',
        ...['A', 'B'].flatMap((group) => [3, 9].map((n) => count(group, 20, { count: n, level: `l${n}`, levels }))),
        test({ p: '0.9' }),
      );
    expect([of('overlapping'), of('')]).toEqual(['', 'doubtful']);
  });

  const of = (p: string, name = '') =>
    grades('p_against_counts', count('A', 48, { count: 38 }), count('B', 37, { count: 21 }), test({ p, test: name }));
  it('leaves each form of the test', () => {
    expect(['0.026', '0.047', '0.034', '<0.05'].map((p) => of(p))).toEqual(Array(4).fill('consistent'));
    expect(of('0.047', 'chi-square')).toBe('consistent');
  });
  it('names a form that is not the stated one, and finds what is none', () => {
    expect([of('0.034', 'chi-square'), of('0.026', 'fisher'), of('0.02'), of('0.001')]).toEqual([
      ...['doubtful', 'doubtful', 'doubtful', 'fault'],
    ]);
  });
  it('leaves a pooled group out, and takes levels together', () => {
    const levels = [14, 21, 13].map((n, i) => count('A', 48, { count: n, level: `l${i}` }));
    const others = [7, 16, 14].map((n, i) => count('B', 37, { count: n, level: `l${i}` }));
    const all = { row: '', kind: 'group', group: 'All', of: 'A;B', n: 85 };
    const pooled = [21, 37, 27].map((n, i) => count('All', 85, { count: n, level: `l${i}` }));
    const p = (value: string, level = '') =>
      grades('p_against_counts', all, ...levels, ...others, ...pooled, test({ p: value, level, test: 'chi-square' }));
    expect([p('0.438'), p('0.277'), p('0.277', 'l0'), p('0.963', 'l1')]).toEqual([
      'consistent',
      'fault',
      'consistent',
      'consistent',
    ]);
  });
});

describe('an exact test that is too long', () => {
  it('is not called faulty', () => {
    const of = (name: string) =>
      grades(
        'p_against_counts',
        count('A', 200_000, { count: 100_300 }),
        count('B', 200_000, { count: 100_000 }),
        test({ p: '0.500', test: name }),
      );
    expect([of(''), of('fisher'), of('chi-square')]).toEqual(['doubtful', 'doubtful', 'fault']);
  });
});

describe('p_against_means and p_against_change', () => {
  const of = (p: string, name = '') =>
    grades(
      'p_against_means',
      mean('A', { n: 48, mean: '6.20', sd: '3.40' }),
      mean('B', { n: 37, mean: '4.80', sd: '2.90' }),
      test({ p, test: name }),
    );
  it('leaves t and Welch, and finds what is neither', () => {
    expect([of('0.048'), of('0.044'), of('0.048', 't'), of('0.01', 't')]).toEqual([
      ...['consistent', 'consistent', 'consistent'],
      'fault',
    ]);
  });
  it('without the name of the test it may be of ranks', () => expect(of('0.01')).toBe('doubtful'));
  it('leaves a paired p-value of the change, and finds another', () => {
    // t = 1.0 / (2.0 / √16) = 2, df 15: p 0.0639
    const paired = (p: string, name = 'paired t') =>
      grades(
        'p_against_change',
        mean('A', { n: 16, time: 'change', mean: '1.00', sd: '2.00' }),
        test({ p, group: 'A', test: name }),
      );
    expect([paired('0.064'), paired('0.06'), paired('0.02'), paired('0.02', '')]).toEqual([
      'consistent',
      'consistent',
      'fault',
      'doubtful',
    ]);
  });
  it('does not count a change without spread as a fault', () => {
    expect(
      grades('p_against_change', mean('A', { time: 'change', mean: '1', sd: '0' }), test({ p: '<0.001', group: 'A' })),
    ).toBe('consistent');
  });
});

describe('copied_p', () => {
  it('doubts three rows with one fine p-value, and leaves two, coarse ones and bounds', () => {
    const rows = (p: string, n: number) =>
      grades('copied_p', ...Array.from({ length: n }, (_, i) => ({ row: `r${i}`, kind: 'test', p })));
    expect([rows('0.273', 3), rows('0.273', 2), rows('0.27', 4), rows('<0.001', 5)]).toEqual(['doubtful', '', '', '']);
  });
});

describe('percentages', () => {
  const of = (n: number, k: number, percent: string) =>
    grades('percent_of_count', count('A', n, { count: k, percent }));
  it('percent_of_count leaves what rounds, doubts what was cut, finds the rest', () => {
    expect([of(48, 30, '62.5'), of(37, 19, '51'), of(37, 19, '51.4'), of(37, 21, '56.7'), of(37, 19, '54.1')]).toEqual([
      ...['consistent', 'consistent', 'consistent', 'doubtful', 'fault'],
    ]);
  });
  it('doubts a share of the row', () => {
    expect(
      grades(
        'percent_of_count',
        count('A', 48, { count: 30, percent: '61.2' }),
        count('B', 37, { count: 19, percent: '38.8' }),
      ),
    ).toBe('doubtful doubtful');
  });
  it('possible_percent asks for a whole number of people', () => {
    const possible = (n: number, percent: string) => grades('possible_percent', count('A', n, { percent }));
    expect([possible(37, '51.4'), possible(37, '52.0'), possible(37, '0'), possible(250, '52.1')]).toEqual([
      ...['consistent', 'fault', 'consistent', 'fault'],
    ]);
  });
  it('count_in_n', () => {
    expect(grades('count_in_n', count('A', 37, { count: 37 }), count('B', 37, { count: 38 }))).toBe('fault');
  });
  it('grim asks for a whole sum, where values are said to be whole', () => {
    const of2 = (value: string, more: Cells) => grades('grim', mean('A', { n: 28, mean: value, ...more }));
    const whole = { integers: 'yes' };
    expect([of2('5.18', whole), of2('5.19', whole), of2('5.19', {}), of2('5.19', { ...whole, items: 3 })]).toEqual([
      ...['consistent', 'fault', '', 'consistent'],
    ]);
  });
});

describe('sums', () => {
  const levels = (counts: readonly number[], more: Cells = {}) =>
    grades('levels_add_up', ...counts.map((n, i) => count('A', 48, { count: n, level: `l${i}`, ...more })));
  it('levels_add_up', () => {
    expect([
      levels([14, 21, 13]),
      levels([14, 21, 14]),
      levels([14, 21, 12]),
      levels([14, 21, 12], { levels: 'complete' }),
    ]).toEqual([...['consistent', 'fault', 'doubtful', 'fault']]);
    expect(levels([40, 40], { levels: 'overlapping' })).toBe('');
  });
  it('groups_add_up', () => {
    const group = (name: string, n: number, of = ''): Cells => ({ kind: 'group', group: name, n, of });
    const sum = (whole: number, counted: number) =>
      grades(
        'groups_add_up',
        group('A', 48),
        group('B', 37),
        group('All', whole, 'A;B'),
        count('A', 48, { count: 30 }),
        count('B', 37, { count: 19 }),
        count('All', whole, { count: counted }),
      );
    expect([sum(85, 49), sum(86, 49), sum(85, 50)]).toEqual([
      'consistent consistent',
      'fault consistent',
      'consistent fault',
    ]);
  });
});

describe('pooled figures', () => {
  const all = { kind: 'group', group: 'All', of: 'A;B', n: 85 };
  const of = (rule: RuleId, value: string, sd: string, n = 85) =>
    grades(
      rule,
      all,
      mean('A', { n: 48, mean: '39.5', sd: '11.8' }),
      mean('B', { n: 37, mean: '33.2', sd: '12.6' }),
      mean('All', { n, mean: value, sd }),
    );
  it('leaves what the groups have and finds the rest; in doubt with other people', () => {
    expect([
      of('pooled_mean', '36.8', '12.5'),
      of('pooled_mean', '36.4', '12.5'),
      of('pooled_mean', '36.4', '12.5', 84),
    ]).toEqual([...['consistent', 'fault', 'doubtful']]);
    expect([of('pooled_sd', '36.8', '12.4'), of('pooled_sd', '36.8', '12.2')]).toEqual(['consistent', 'fault']);
  });
});

describe('meaning', () => {
  it('one_instrument leaves one instrument, and what has none', () => {
    const of = (a: string, b: string) =>
      grades(
        'one_instrument',
        mean('A', { mean: 5, instrument: a }),
        mean('B', { mean: 6, instrument: b }),
        test({ p: '0.5' }),
      );
    expect([of('PASI', 'PASI'), of('', ''), of('PASI', 'VASI')]).toEqual(['consistent', '', 'fault']);
  });
  it('design leaves cross-sectional means and before-after studies', () => {
    const of = (design: string, time: string) =>
      grades('design', { kind: 'design', design }, mean('A', { mean: 5, time }));
    expect([of('cross-sectional', ''), of('before-after', 'after'), of('cross-sectional', 'after')]).toEqual([
      ...['consistent', 'consistent', 'fault'],
    ]);
  });
});

describe('what is not checked', () => {
  it('is told with its reason', () => {
    const csv = [
      'row,kind,group,mean,sd,n,p,test',
      'x,mean,A,1,1,9,,',
      'x,mean,B,2,1,9,,',
      'x,test,,,,,0.1,other',
      'x,test,A,,,,0.1,paired t',
      'y,test,,,,,0.1,',
    ].join('\n');
    expect(checkTable(parseCsvTable(csv, 't')).not_checked).toEqual([
      { line: 4, reason: 'a test named other cannot be recomputed from mean and SD' },
      { line: 5, reason: 'mean, SD and n of the change in this group are needed' },
      { line: 6, reason: 'its row has no counts and no means' },
    ]);
  });
});
