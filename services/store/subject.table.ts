import type { Generated, Selectable } from 'kysely';

export interface SubjectTable {
  readonly id: Generated<string>;
  readonly code: string;
  readonly height_cm: number | null;
  readonly weight_kg: number | null;
  readonly created_at: Generated<Date>;
}
export type SubjectRow = Selectable<SubjectTable>;
