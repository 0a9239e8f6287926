import { readFile } from 'node:fs/promises';
import { expect, it } from 'vitest';
import type { Interval } from '../interval.ts';
import { agreementReport } from '../report/agreement-report.ts';

interface Oracle {
  readonly data: Readonly<Record<'subject' | 'x' | 'y' | 'first' | 'second', readonly number[]>>;
  readonly expected: Readonly<Record<string, { readonly value: number; readonly interval: Interval | null }>>;
}
const oracle: Oracle = JSON.parse(await readFile(new URL('./oracle.json', import.meta.url), 'utf8'));

const figuresOf = (a: readonly number[], b: readonly number[], hasSubjects: boolean) => {
  const rows = a.map((value, i) => ({ number: i, readings: [value, b[i]], subject: `S${oracle.data.subject[i]}` }));
  const table = { methods: ['x', 'y'], rows, hasSubjects, by: null };
  const options = { unit: 'cm²', margin: null, errorRatio: 1, seed: 1 };
  return new Map(agreementReport(table, options).groups[0].comparisons[0].figures.map((each) => [each.id, each]));
};
const { x, y, first, second } = oracle.data;
const found = { '': figuresOf(x, y, false), repeated: figuresOf(x, y, true), grades: figuresOf(first, second, false) };

it.each(Object.entries(oracle.expected))('%s is what numpy and scipy make of it', (name, { value, interval }) => {
  const [id = '', kind = ''] = name.split('/').reverse();
  const figure = found[kind as keyof typeof found].get(id);
  expect(figure?.value).toBeCloseTo(value, 6);
  if (interval === null) return;
  expect(figure?.interval?.[0]).toBeCloseTo(interval[0], 6);
  expect(figure?.interval?.[1]).toBeCloseTo(interval[1], 6);
});
