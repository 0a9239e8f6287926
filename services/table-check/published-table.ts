import type {
  CountStatement,
  DesignStatement,
  EstimateStatement,
  GroupStatement,
  MeanStatement,
  Statement,
  TestStatement,
  Time,
} from './statements.ts';

/** The lines of one row of one table: what can be held against each other. */
export interface Item {
  readonly table: string;
  readonly row: string;
  readonly counts: readonly CountStatement[];
  readonly means: readonly MeanStatement[];
  readonly tests: readonly TestStatement[];
  readonly estimates: readonly EstimateStatement[];
}

/** By table and name. */
type GroupIndex = ReadonlyMap<string, GroupStatement>;

export interface PublishedTable {
  readonly groups: readonly GroupStatement[];
  readonly groupIndex: GroupIndex;
  readonly designs: readonly DesignStatement[];
  /** In the order in which they were typed. Counts and means have the n of their group where they state none. */
  readonly items: readonly Item[];
}

const keyOf = (table: string, name: string | null): string => JSON.stringify([table, name]);

/** A group's size is told once: in its own table, or without a table for all of them. */
function groupIn(index: GroupIndex, table: string, name: string | null): GroupStatement | undefined {
  return index.get(keyOf(table, name)) ?? index.get(keyOf('', name));
}

export function publishedTable(statements: readonly Statement[]): PublishedTable {
  const groups = statements.filter((each) => each.kind === 'group');
  const designs = statements.filter((each) => each.kind === 'design');
  const groupIndex = new Map(groups.map((each) => [keyOf(each.table, each.group), each]));
  const items = new Map<string, Statement[]>();
  for (const statement of statements) {
    if (statement.kind === 'group' || statement.kind === 'design') continue;
    const key = JSON.stringify([statement.table, statement.row]);
    const withN =
      statement.kind === 'count' || statement.kind === 'mean'
        ? { ...statement, n: statement.n ?? groupIn(groupIndex, statement.table, statement.group)?.n ?? null }
        : statement;
    items.set(key, [...(items.get(key) ?? []), withN]);
  }
  return { groups, groupIndex, designs, items: [...items.values()].map(asItem) };
}

function asItem(statements: readonly Statement[]): Item {
  const [{ table, row }] = statements;
  return {
    ...{ table, row },
    counts: statements.filter((each) => each.kind === 'count'),
    means: statements.filter((each) => each.kind === 'mean'),
    tests: statements.filter((each) => each.kind === 'test'),
    estimates: statements.filter((each) => each.kind === 'estimate'),
  };
}

/** The groups that this one pools; empty for one that was observed. */
export function partsOf({ groupIndex }: PublishedTable, table: string, group: string | null): readonly string[] {
  return groupIn(groupIndex, table, group)?.of ?? [];
}

/** A group's own statement, if it was typed. */
export function groupNamed({ groupIndex }: PublishedTable, table: string, name: string): GroupStatement | undefined {
  return groupIn(groupIndex, table, name);
}

/** Those of groups that were observed, not pooled from others. */
export function observed<S extends { readonly table: string; readonly group: string | null }>(
  published: PublishedTable,
  statements: readonly S[],
): readonly S[] {
  return statements.filter(({ table, group }) => partsOf(published, table, group).length === 0);
}

/** The means of a row that were read in one group at one level, by time. */
export function seriesOf({ means }: Item): readonly Readonly<Partial<Record<Time, MeanStatement>>>[] {
  const series = new Map<string, Partial<Record<Time, MeanStatement>>>();
  for (const mean of means) {
    if (mean.time === null) continue;
    const key = JSON.stringify([mean.group, mean.level]);
    series.set(key, { ...series.get(key), [mean.time]: mean });
  }
  return [...series.values()];
}
