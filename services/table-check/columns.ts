import type { Kind } from './statements.ts';

/** Every column that a table to check may have. What each means stands in docs/check-table.md. */
export const COLUMNS = [
  ...['table', 'row', 'level', 'kind', 'group', 'of', 'time', 'n', 'count', 'percent', 'levels'],
  ...['mean', 'sd', 'instrument', 'integers', 'items', 'test', 'p'],
  ...['measure', 'estimate', 'ci_low', 'ci_high', 'ci_percent', 'ci_method', 'df', 'design', 'note'],
] as const;

interface KindColumns {
  readonly needs: readonly string[];
  readonly may: readonly string[];
}

/** Beside `table` and `note`, which any line may have. */
export const KIND_COLUMNS: Readonly<Record<Kind, KindColumns>> = {
  design: { needs: ['design'], may: [] },
  group: { needs: ['group', 'n'], may: ['of'] },
  count: { needs: ['row', 'group'], may: ['level', 'n', 'count', 'percent', 'levels'] },
  mean: { needs: ['row', 'group', 'mean'], may: ['level', 'time', 'n', 'sd', 'instrument', 'integers', 'items'] },
  test: { needs: ['row', 'p'], may: ['level', 'group', 'time', 'test'] },
  estimate: {
    needs: ['row', 'measure', 'estimate', 'ci_low', 'ci_high'],
    may: ['level', 'group', 'ci_percent', 'ci_method', 'n', 'df', 'p', 'test'],
  },
};
export const KINDS = Object.keys(KIND_COLUMNS) as readonly Kind[];
