import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { PACKAGE_ROOT } from '../../package-root.ts';
import { MACHINE_SCORE_COLUMNS } from './machine-score-columns.ts';
import { MEASUREMENT_COLUMNS } from './measurement-columns.ts';
import { READ_COLUMNS } from './read-columns.ts';
import { SCORE_COLUMNS } from './score-columns.ts';
import { TREATMENT_COLUMNS } from './treatment-columns.ts';

const TABLES = {
  'measurements.csv': MEASUREMENT_COLUMNS,
  'scores.csv': SCORE_COLUMNS,
  'machine-scores.csv': MACHINE_SCORE_COLUMNS,
  'reads.csv': READ_COLUMNS,
  'treatments.csv': TREATMENT_COLUMNS,
};
const tables = Object.entries(TABLES).map(([file, columns]) => [file, columns.map(({ name }) => name)] as const);

const documentation = await readFile(join(PACKAGE_ROOT, 'docs', 'export.md'), 'utf8');
const described = new Set(
  documentation
    .split('\n')
    .filter((line) => line.startsWith('| `'))
    .flatMap((line) => [...(line.split('|')[1] ?? '').matchAll(/`([a-z0-9_]+)`/g)].map(([, name]) => name)),
);

it.each(tables)('every column of %s is described in docs/export.md, and stands in it once', (_file, names) => {
  expect(new Set(names).size).toBe(names.length);
  expect(names.filter((name) => !described.has(name))).toEqual([]);
});

it('nothing is described that is not there', () => {
  const names = new Set(tables.flatMap(([, columns]) => columns));
  expect([...described].filter((name) => !names.has(name))).toEqual([]);
});
