import { notComputable } from './refuse.ts';

/** Counts: rows by columns. */
export type Counts = readonly (readonly number[])[];
/** ((a, b), (c, d)): two samples as rows, with and without the event as columns. */
export type FourFold = readonly [readonly [number, number], readonly [number, number]];

export interface Margins {
  readonly rows: readonly number[];
  readonly columns: readonly number[];
  readonly total: number;
}

const sum = (values: readonly number[]): number => values.reduce((all, value) => all + value, 0);

/**
 * @throws RangeError for a ragged table or what is no count
 * @throws Refusal `not_computable` below two rows or columns, or with an empty one
 */
export function marginsOf(test: string, counts: Counts): Margins {
  if (counts.some((row) => row.length !== counts[0].length)) throw new RangeError('Expected rows of one length');
  const bad = counts.flat().find((count) => !(Number.isInteger(count) && count >= 0));
  if (bad !== undefined) throw new RangeError(`Expected counts but received ${bad}`);
  const rows = counts.map(sum);
  const columns = (counts[0] ?? []).map((_, j) => sum(counts.map((row) => row[j])));
  if (rows.length < 2 || columns.length < 2) notComputable(test, 'needs at least two rows and two columns of counts.');
  if (rows.includes(0)) notComputable(test, `row ${rows.indexOf(0) + 1} of the table has no one in it.`);
  if (columns.includes(0)) notComputable(test, `column ${columns.indexOf(0) + 1} of the table has no one in it.`);
  return { rows, columns, total: sum(rows) };
}

/** Counts that the margins alone would make expect. */
export const expectedCounts = ({ rows, columns, total }: Margins): Counts =>
  rows.map((row) => columns.map((column) => (row * column) / total));

export const isFourFold = (counts: Counts): boolean => counts.length === 2 && counts.every((row) => row.length === 2);
