import type { Generated, Selectable } from 'kysely';

export interface VisitTable {
  readonly id: Generated<string>;
  readonly subject_id: string;
  readonly sequence: number;
  readonly label: string;
  /** yyyy-mm-dd; dates come as text, so that no time zone can move them. */
  readonly visit_date: string | null;
  readonly age_years: number | null;
  readonly created_at: Generated<Date>;
}
export type VisitRow = Selectable<VisitTable>;
