import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseCsvTable } from '../csv/csv-table.ts';
import { chiSquare } from '../statistics/chi-square.ts';
import type { FourFold } from '../statistics/contingency.ts';
import { twoSidedNormal } from '../statistics/distributions.ts';
import { fisherExact } from '../statistics/fisher-exact.ts';
import { pairedT } from '../statistics/paired-t.ts';
import { standardDeviation } from '../statistics/sample.ts';
import { studentT, welchT } from '../statistics/two-sample-t.ts';
import { checkTable, type TableCheck } from './check-table.ts';

interface Subject {
  readonly before: number;
  readonly after: number;
  readonly items: number;
  readonly yes: boolean;
  readonly level: 'none' | 'some' | 'all';
}
type Print = (value: number) => string;

const real = fc.double({ min: 0, max: 40, noNaN: true });
const subject: fc.Arbitrary<Subject> = fc.record({
  before: real,
  after: real,
  items: fc.integer({ min: 0, max: 12 }),
  yes: fc.boolean(),
  level: fc.constantFrom('none', 'some', 'all'),
});
const varies = (values: readonly number[]): boolean => standardDeviation(values) > 1e-6;
/** Without any spread there is no t-test to print. */
const group = fc
  .array(subject, { minLength: 4, maxLength: 40 })
  .filter((all) => varies(all.map(({ after }) => after)) && varies(all.map(({ before, after }) => after - before)));
const decimals = fc.integer({ min: 0, max: 3 });

const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
const rounded =
  (digits: number): Print =>
  (value) =>
    value.toFixed(digits);
/** Digits dropped, as text: so that no arithmetic of ours decides. */
const truncated =
  (digits: number): Print =>
  (value) => {
    const text = value.toFixed(15);
    return text.slice(0, text.indexOf('.') + (digits === 0 ? 0 : 1 + digits));
  };

/** The tables of a study as its authors would print them, typed for the check. */
function tablesOf(a: readonly Subject[], b: readonly Subject[], print: Print, printP: Print): string {
  const groups = { A: a, B: b, All: [...a, ...b] };
  const lines: Record<string, string | number>[] = Object.entries(groups).map(([name, { length: n }]) => ({
    ...{ kind: 'group', group: name, n, of: name === 'All' ? 'A;B' : '' },
  }));
  const p = (value: number): string => (value < 0.001 ? '<0.001' : printP(value));
  for (const [name, all] of Object.entries(groups)) {
    const change = all.map(({ before, after }) => after - before);
    for (const [time, values] of [
      ['before', all.map(({ before }) => before)],
      ['after', all.map(({ after }) => after)],
      ['change', change],
    ] as const) {
      const cells = { mean: print(mean(values)), sd: print(standardDeviation(values)), time, instrument: 'PASI' };
      lines.push({ kind: 'mean', row: 'score', group: name, ...cells });
    }
    lines.push({
      kind: 'mean',
      row: 'items',
      group: name,
      mean: print(mean(all.map(({ items }) => items))),
      integers: 'yes',
    });
    const paired = pairedT(
      all.map(({ after }) => after),
      all.map(({ before }) => before),
    );
    lines.push({ kind: 'test', row: 'score', group: name, p: p(paired.p_value), test: 'paired t' });
    for (const level of ['none', 'some', 'all'] as const) {
      const count = all.filter((each) => each.level === level).length;
      const percent = print((100 * count) / all.length);
      lines.push({ kind: 'count', row: 'level', level, group: name, count, percent, levels: 'complete' });
    }
    const count = all.filter(({ yes }) => yes).length;
    lines.push({ kind: 'count', row: 'yes', group: name, count, percent: print((100 * count) / all.length) });
    lines.push({ kind: 'count', row: 'share', group: name, percent: print((100 * count) / all.length) });
  }
  const of = (subjects: readonly Subject[]) => subjects.map(({ after }) => after);
  lines.push({ kind: 'test', row: 'score', time: 'after', p: p(studentT(of(a), of(b)).p_value), test: 't' });
  lines.push({ kind: 'test', row: 'score', time: 'after', p: p(welchT(of(a), of(b)).p_value), test: 'welch' });
  const yes = [a, b].map((all) => all.filter((each) => each.yes).length);
  const counts: FourFold = [
    [yes[0], a.length - yes[0]],
    [yes[1], b.length - yes[1]],
  ];
  if (yes[0] + yes[1] > 0 && yes[0] + yes[1] < a.length + b.length) {
    const test = { kind: 'test', row: 'yes' };
    lines.push({ ...test, p: p(chiSquare(counts, { yates: false }).p_value), test: 'chi-square' });
    lines.push({ ...test, p: p(chiSquare(counts, { yates: true }).p_value), test: 'chi-square yates' });
    lines.push({ ...test, p: p(fisherExact(counts).p_value), test: 'fisher' });
  }
  if (counts.flat().every((count) => count > 0)) lines.push(oddsRatio(counts, print, p));
  const columns = [...new Set(lines.flatMap((line) => Object.keys(line)))];
  return [columns, ...lines.map((line) => columns.map((column) => line[column] ?? ''))]
    .map((row) => row.join(','))
    .join('\n');
}

function oddsRatio([[a, b], [c, d]]: FourFold, print: Print, p: Print): Record<string, string> {
  const log = Math.log((a * d) / (b * c));
  const se = Math.sqrt(1 / a + 1 / b + 1 / c + 1 / d);
  const [low, middle, high] = [log - 1.959964 * se, log, log + 1.959964 * se].map((each) => print(Math.exp(each)));
  const interval = { estimate: middle, ci_low: low, ci_high: high, ci_method: 'wald' };
  return { kind: 'estimate', row: 'odds', measure: 'OR', ...interval, p: p(twoSidedNormal(log / se)) };
}

const check = (csv: string): TableCheck => checkTable(parseCsvTable(csv, 'honest.csv'));

describe('tables made from raw data', () => {
  it('are consistent in every rule when rounded, however coarsely', () => {
    fc.assert(
      fc.property(group, group, decimals, decimals, (a, b, digits, digitsP) => {
        const { findings, not_checked: notChecked } = check(tablesOf(a, b, rounded(digits), rounded(digitsP)));
        expect(findings.filter(({ grade, rule }) => grade !== 'consistent' && rule !== 'copied_p')).toEqual([]);
        expect(findings.filter(({ grade }) => grade === 'fault')).toEqual([]);
        expect(new Set(findings.map(({ rule }) => rule)).size).toBeGreaterThanOrEqual(12);
        expect(notChecked.filter(({ reason }) => !reason.startsWith('a ratio printed as 0'))).toEqual([]);
      }),
      { numRuns: 300 },
    );
  });

  it('are never faulty when truncated', () => {
    fc.assert(
      fc.property(group, group, decimals, decimals, (a, b, digits, digitsP) => {
        const { findings } = check(tablesOf(a, b, truncated(digits), truncated(digitsP)));
        expect(findings.filter(({ grade }) => grade === 'fault')).toEqual([]);
      }),
      { numRuns: 300 },
    );
  });

  it('are faulty once a printed number is moved beyond its rounding', () => {
    fc.assert(
      fc.property(group, group, fc.nat(), (a, b, which) => {
        const lines = tablesOf(a, b, rounded(2), rounded(3)).split('\n');
        const pooled = lines.flatMap((line, i) => (/^(mean|count),All,.*\d/.test(line) ? [i] : []));
        const columns = lines[0].split(',');
        const moved = pooled[which % pooled.length];
        const cells = lines[moved].split(',');
        const [column, step] = cells[0] === 'mean' ? ['mean', 0.5] : ['count', 1];
        const at = columns.indexOf(column);
        if (cells[at] === '') return;
        cells[at] = (Number(cells[at]) + step).toFixed(cells[0] === 'mean' ? 2 : 0);
        const faulty = check([...lines.slice(0, moved), cells.join(','), ...lines.slice(moved + 1)].join('\n'));
        expect(faulty.findings.some(({ grade, lines: [line] }) => grade === 'fault' && line === moved + 1)).toBe(true);
      }),
    );
  });
});
