import { type RawBuilder, sql } from 'kysely';

/** Whether an id is one of some, however many: one parameter of the statement. */
export function isAmong(column: string, ids: readonly string[]): RawBuilder<boolean> {
  return sql<boolean>`${sql.ref(column)} = any(${[...ids]}::uuid[])`;
}
