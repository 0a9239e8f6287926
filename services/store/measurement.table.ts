import type { Generated, GeneratedAlways, JSONColumnType, Selectable } from 'kysely';
import type { CalibrationKind } from '../domain/calibration.ts';
import type { Condition } from '../domain/condition.ts';
import type { Measurement } from '../domain/measurement.ts';
import type { SkinColour } from '../domain/skin-colour.ts';
import type { MeasurementSummary } from '../export/study/study-data.ts';

export interface MeasurementTable {
  readonly id: Generated<string>;
  readonly photo_id: string;
  readonly supersedes: string | null;
  /** The outline that a person drew; null where a model did. */
  readonly drawing_id: string | null;
  readonly model_name: string;
  readonly model_version: string;
  readonly model_sha256: string | null;
  readonly pipeline_version: string;
  readonly request_sha256: string;
  readonly result: JSONColumnType<Measurement, string, never>;
  /** This and the next four are taken out of the result by the database. */
  readonly summary: GeneratedAlways<MeasurementSummary>;
  readonly measured_condition: GeneratedAlways<Condition>;
  /** Of the healthy skin; null where it was not told. */
  readonly tone_class: GeneratedAlways<SkinColour['tone_class'] | null>;
  readonly patch_pixels: GeneratedAlways<readonly number[]>;
  readonly patch_depigmentation_percent: GeneratedAlways<readonly (number | null)[]>;
  readonly accepted: boolean;
  readonly calibration_kind: CalibrationKind;
  readonly mm_per_pixel: number | null;
  readonly tilt_deg: number | null;
  readonly skin_pixels: number;
  readonly lesion_pixels: number;
  readonly lesion_count: number;
  readonly percent_of_skin: number;
  readonly area_cm2: number | null;
  readonly bsa_percent: number | null;
  readonly bsa_method: string | null;
  readonly mean_depigmentation_percent: number | null;
  readonly mask_sha256: string | null;
  readonly overlay_sha256: string | null;
  readonly uncertainty_sha256: string | null;
  readonly measured_at: Generated<Date>;
}
export type MeasurementRow = Selectable<MeasurementTable>;
