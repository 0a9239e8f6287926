import type { ColumnType, Generated, Selectable } from 'kysely';
import type { BodyRegion, View } from '../domain/body-region.ts';
import type { Condition, Illumination } from '../domain/condition.ts';
import type { PhotoState } from './photo-state.ts';

export interface PhotoTable {
  readonly id: Generated<string>;
  readonly visit_id: string | null;
  readonly replaced_by: string | null;
  readonly upload_sha256: string;
  readonly stored_sha256: string;
  readonly format: string;
  readonly width: number;
  readonly height: number;
  readonly condition: Condition;
  readonly body_region: BodyRegion;
  readonly view: View;
  readonly illumination: Illumination;
  readonly declared_mm_per_pixel: number | null;
  readonly marker_side_mm: number | null;
  readonly card_scale_mm: number | null;
  readonly colour_chart: boolean;
  /** Left, top, width, height. */
  readonly grey_card_px: number[] | null;
  readonly grey_card_reflectance_percent: number | null;
  /** Local time of the camera without a zone, as text. */
  readonly captured_at: string | null;
  readonly focal_length_mm: number | null;
  readonly focal_length_35mm: number | null;
  readonly exposure_time_s: number | null;
  readonly f_number: number | null;
  readonly iso: number | null;
  readonly state: Generated<PhotoState>;
  readonly refusal_code: string | null;
  readonly refusal_message: string | null;
  readonly state_changed_at: ColumnType<Date, Date | undefined, Date>;
  readonly created_at: Generated<Date>;
}
export type PhotoRow = Selectable<PhotoTable>;
