import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { PACKAGE_ROOT } from '../../package-root.ts';
import { MEASUREMENT_COLUMNS } from './measurement-columns.ts';
import { SCORE_COLUMNS } from './score-columns.ts';

const documentation = await readFile(join(PACKAGE_ROOT, 'docs', 'export.md'), 'utf8');
const described = new Set(
  documentation
    .split('\n')
    .filter((line) => line.startsWith('| `'))
    .flatMap((line) => [...(line.split('|')[1] ?? '').matchAll(/`([a-z0-9_]+)`/g)].map(([, name]) => name)),
);

it.each([
  ['measurements.csv', MEASUREMENT_COLUMNS.map(({ name }) => name)],
  ['scores.csv', SCORE_COLUMNS.map(({ name }) => name)],
])('every column of %s is described in docs/export.md, and stands in it once', (_file, names) => {
  expect(new Set(names).size).toBe(names.length);
  expect(names.filter((name) => !described.has(name))).toEqual([]);
});

it('nothing is described that is not there', () => {
  const names = new Set([...MEASUREMENT_COLUMNS, ...SCORE_COLUMNS].map(({ name }) => name));
  expect([...described].filter((name) => !names.has(name))).toEqual([]);
});
