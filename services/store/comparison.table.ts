import type { Generated, JSONColumnType, Selectable } from 'kysely';
import type { Comparison } from '../domain/measurement.ts';
import type { ComparisonState } from './photo-state.ts';

export interface ComparisonTable {
  readonly id: Generated<string>;
  readonly baseline_visit_id: string | null;
  readonly follow_up_visit_id: string | null;
  /** NULL: the default ones. */
  readonly grade_bounds_percent: readonly number[] | null;
  readonly state: Generated<ComparisonState>;
  readonly state_changed_at: Generated<Date>;
  readonly created_at: Generated<Date>;
}
export type ComparisonRow = Selectable<ComparisonTable>;

export interface ComparisonPairTable {
  readonly id: Generated<string>;
  readonly comparison_id: string;
  readonly baseline_photo_id: string;
  readonly follow_up_photo_id: string;
}

export interface ComparisonResultTable {
  readonly id: Generated<string>;
  readonly pair_id: string;
  readonly supersedes: string | null;
  readonly model_name: string;
  readonly model_version: string;
  readonly model_sha256: string | null;
  readonly pipeline_version: string;
  readonly result: JSONColumnType<Comparison | null, string | null, never>;
  readonly gross_percent: number | null;
  readonly new_percent: number | null;
  readonly net_percent: number | null;
  readonly overlap_percent: number | null;
  readonly residual_px: number | null;
  readonly overlay_sha256: string | null;
  readonly refusal_code: string | null;
  readonly refusal_message: string | null;
  readonly compared_at: Generated<Date>;
}
