import type { Generated, Selectable } from 'kysely';
import type { BsaFormula } from '../domain/patient.ts';

export interface SubjectTable {
  readonly id: Generated<string>;
  readonly code: string;
  readonly height_cm: number | null;
  readonly weight_kg: number | null;
  readonly bsa_formula: BsaFormula | null;
  readonly study_id: string | null;
  readonly site_id: string | null;
  readonly treatment: string | null;
  readonly created_at: Generated<Date>;
}
export type SubjectRow = Selectable<SubjectTable>;
