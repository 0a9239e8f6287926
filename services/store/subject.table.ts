import type { Generated, Insertable, Selectable } from 'kysely';

export interface SubjectTable {
  readonly id: Generated<string>;
  readonly code: string;
  readonly height_cm: number | null;
  readonly weight_kg: number | null;
  readonly created_at: Generated<Date>;
}
export type SubjectRow = Selectable<SubjectTable>;
export type InsertableSubjectRow = Insertable<SubjectTable>;
