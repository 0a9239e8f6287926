import Type from 'typebox';
import { CalibrationSchema } from './calibration.ts';
import { ConditionSchema } from './condition.ts';
import { ChartReportSchema, COLOUR_REFERENCES, ColourPairSchema } from './skin-colour.ts';

const NullableNumber = Type.Union([Type.Number(), Type.Null()]);

/** One connected lesion. Coordinates and pixels are those of the upright photo as uploaded. */
export const LesionPatchSchema = Type.Object({
  pixels: Type.Integer(),
  centroid_px: Type.Tuple([Type.Number(), Type.Number()]),
  area_cm2: NullableNumber,
  mean_contrast: Type.Number(),
  mean_depigmentation_percent: NullableNumber,
  /** Nearest level of the VASI ladder to the mean depigmentation; null for other conditions. */
  vasi_level_percent: NullableNumber,
  colour: ColourPairSchema,
});

/** A measurement as it is stored, sent and printed: names carry units (docs/measurement.md). */
export const MeasurementSchema = Type.Object({
  condition: ConditionSchema,
  quality: Type.Object({ accepted: Type.Boolean(), flags: Type.Array(Type.String()) }),
  calibration: CalibrationSchema,
  skin: Type.Object({ pixels: Type.Integer() }),
  lesion: Type.Object({
    pixels: Type.Integer(),
    count: Type.Integer(),
    percent_of_skin: Type.Number(),
    area_cm2: NullableNumber,
    area_cm2_interval: Type.Union([Type.Tuple([Type.Number(), Type.Number()]), Type.Null()]),
    bsa_percent: NullableNumber,
    bsa_method: Type.Union([Type.Literal('absolute_mosteller'), Type.Literal('region_share'), Type.Null()]),
    mean_depigmentation_percent: NullableNumber,
    patches: Type.Array(LesionPatchSchema),
  }),
  /** Colours of all lesions together and of the healthy skin near them. */
  colour: Type.Object({
    reference: Type.Enum(COLOUR_REFERENCES),
    ...ColourPairSchema.properties,
    /** Why colours are null, or what they must not be taken for. */
    note: Type.Union([Type.String(), Type.Null()]),
    chart: Type.Union([ChartReportSchema, Type.Null()]),
  }),
  notes: Type.Array(Type.String()),
  provenance: Type.Object({
    model: Type.String(),
    model_version: Type.String(),
    model_sha256: Type.Union([Type.String(), Type.Null()]),
    pipeline_version: Type.String(),
    measured_at_px: Type.Tuple([Type.Integer(), Type.Integer()]),
    thresholds: Type.Record(Type.String(), Type.Number()),
  }),
});
export type Measurement = Type.Static<typeof MeasurementSchema>;

export const PhotoIdentitySchema = Type.Object({
  path: Type.String(),
  sha256: Type.String(),
  width: Type.Integer(),
  height: Type.Integer(),
});
export type PhotoIdentity = Type.Static<typeof PhotoIdentitySchema>;

/** What `dermetry measure --json` prints for one photo, besides the error document. */
export type MeasurementDocument = { readonly photo: PhotoIdentity } & Measurement;

export const RepigmentationSchema = Type.Object({
  gross_percent: Type.Number(),
  new_percent: Type.Number(),
  net_percent: Type.Number(),
  grade: Type.String(),
});
export const RegistrationSchema = Type.Object({
  method: Type.String(),
  inliers: Type.Integer(),
  residual_px: Type.Number(),
  overlap_percent: Type.Number(),
});
/** Result of comparing a follow-up with its baseline (definitions: docs/measurement.md). */
export const ComparisonSchema = Type.Object({
  condition: ConditionSchema,
  repigmentation: Type.Union([RepigmentationSchema, Type.Null()]),
  registration: RegistrationSchema,
  baseline: PhotoIdentitySchema,
  follow_up: PhotoIdentitySchema,
  notes: Type.Array(Type.String()),
  provenance: MeasurementSchema.properties.provenance,
});
export type Repigmentation = Type.Static<typeof RepigmentationSchema>;
export type Comparison = Type.Static<typeof ComparisonSchema>;
