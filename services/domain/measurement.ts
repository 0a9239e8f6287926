import Type from 'typebox';
import { CalibrationSchema } from './calibration.ts';
import { ConditionSchema } from './condition.ts';
import { BSA_FORMULAS, BsaFormulaSchema } from './patient.ts';
import {
  CardGreysReportSchema,
  ChartReportSchema,
  COLOUR_REFERENCES,
  ColourPairSchema,
  GreyCardReportSchema,
} from './skin-colour.ts';

const NullableNumber = Type.Union([Type.Number(), Type.Null()]);

/** One connected lesion. Coordinates and pixels are those of the upright photo as uploaded. */
export const LesionPatchSchema = Type.Object({
  pixels: Type.Integer(),
  centroid_px: Type.Tuple([Type.Number(), Type.Number()]),
  area_cm2: NullableNumber,
  mean_contrast: Type.Number(),
  mean_depigmentation_percent: NullableNumber,
  /** Absent, as all colours, from measurements of pipeline 0.3.0 and before. Nearest level of the VASI ladder to the mean depigmentation; null for other conditions. */
  vasi_level_percent: Type.Optional(NullableNumber),
  colour: Type.Optional(ColourPairSchema),
});

/** `absolute_…`: measured cm² over the body surface by that formula. */
const BSA_METHODS = [...BSA_FORMULAS.map((formula) => `absolute_${formula}` as const), 'region_share'] as const;

/** %BSA by each route that is founded, whichever of them `bsa_percent` is, so that their disagreement can be seen. */
const BsaRoutesSchema = Type.Object({
  absolute: Type.Union([
    Type.Object({ percent: Type.Number(), formula: BsaFormulaSchema, body_surface_m2: Type.Number() }),
    Type.Null(),
  ]),
  region_share: Type.Union([
    Type.Object({ percent: Type.Number(), region_bsa_percent: Type.Number(), age_group: Type.String() }),
    Type.Null(),
  ]),
  difference_bsa_percent: NullableNumber,
  ratio: NullableNumber,
});
/** The surface that the area was corrected to, or why it was not. `axis_deg` is the angle of the limb's axis to the photo's x axis, y down. */
const CurvatureSchema = Type.Object({
  model: Type.Union([Type.Literal('cylinder'), Type.Literal('none')]),
  axis_deg: NullableNumber,
  radius_mm: NullableNumber,
  reason: Type.Union([Type.String(), Type.Null()]),
});
export type Curvature = Type.Static<typeof CurvatureSchema>;

/**
 * Standard deviations, each as a share of the area: what makes the intervals, part by part. All null where no lesion was found; those
 * of scale and cm² also without a scale, that of curvature where no curvature was corrected.
 */
const AreaUncertaintySchema = Type.Object({
  /** Tilt included. */
  scale_relative_sd: NullableNumber,
  /** Concerns the curvature-corrected area only. */
  curvature_relative_sd: NullableNumber,
  border_relative_sd: NullableNumber,
  segmentation_relative_sd: NullableNumber,
  /** Concerns the share of skin only. */
  skin_relative_sd: NullableNumber,
  area_cm2_relative_sd: NullableNumber,
  percent_of_skin_relative_sd: NullableNumber,
});
export type AreaUncertainty = Type.Static<typeof AreaUncertaintySchema>;

/** Who drew the outline: a model; a person who corrected a measurement, its parent; a person without one. */
export const MEASUREMENT_ORIGINS = ['model', 'corrected', 'manual'] as const;

/** Where the skin of a drawn outline comes from: the drawing itself, the corrected measurement, or a model. */
export const SKIN_SOURCES = ['drawing', 'parent', 'model'] as const;

/** How an outline that a person drew came about. */
export const DrawingSchema = Type.Object({
  /** Name of the key that sent it; null for a file without a server. */
  drawn_by: Type.Union([Type.String(), Type.Null()]),
  drawn_at: Type.Union([Type.String({ format: 'date-time' }), Type.Null()]),
  reason: Type.Union([Type.String(), Type.Null()]),
  mask_sha256: Type.String({ description: 'Of the mask file as it was sent' }),
  /** Name, version and hash of the model of the corrected measurement; null without one. */
  parent_model: Type.Union([Type.String(), Type.Null()]),
  skin: Type.Enum(SKIN_SOURCES),
  /** The model that says what is skin; null where none does. */
  skin_model: Type.Union([Type.String(), Type.Null()]),
  /** Drawn lesion outside what was taken for skin, which was added to the skin. */
  outside_skin_pixels: Type.Integer(),
});
export type Drawing = Type.Static<typeof DrawingSchema>;

/** A measurement as it is stored, sent and printed: names carry units (docs/measurement.md). */
export const MeasurementSchema = Type.Object({
  condition: ConditionSchema,
  /** Absent, as `parent`, from measurements stored before people could draw: `model`. */
  origin: Type.Optional(Type.Enum(MEASUREMENT_ORIGINS)),
  /** Id of the measurement that was corrected; null for other origins. */
  parent: Type.Optional(Type.Union([Type.String(), Type.Null()])),
  quality: Type.Object({ accepted: Type.Boolean(), flags: Type.Array(Type.String()) }),
  calibration: CalibrationSchema,
  skin: Type.Object({ pixels: Type.Integer() }),
  lesion: Type.Object({
    pixels: Type.Integer(),
    count: Type.Integer(),
    percent_of_skin: Type.Number(),
    /** 95 %; null where a person drew the outline; absent, as the budget, from measurements of pipeline 0.4.0 and before. */
    percent_of_skin_interval: Type.Optional(Type.Union([Type.Tuple([Type.Number(), Type.Number()]), Type.Null()])),
    uncertainty: Type.Optional(AreaUncertaintySchema),
    area_cm2: NullableNumber,
    area_cm2_interval: Type.Union([Type.Tuple([Type.Number(), Type.Number()]), Type.Null()]),
    /** On the surface of a limb, where the outline shows one; `area_cm2` is what is projected onto the scale's plane. */
    area_cm2_curvature_corrected: Type.Optional(NullableNumber),
    area_cm2_curvature_corrected_interval: Type.Optional(
      Type.Union([Type.Tuple([Type.Number(), Type.Number()]), Type.Null()]),
    ),
    curvature: Type.Optional(CurvatureSchema),
    bsa_percent: NullableNumber,
    bsa_method: Type.Union([Type.Enum(BSA_METHODS), Type.Null()]),
    /** Absent from measurements of pipeline 0.3.0 and before. */
    bsa_routes: Type.Optional(BsaRoutesSchema),
    mean_depigmentation_percent: NullableNumber,
    patches: Type.Array(LesionPatchSchema),
  }),
  /** Colours of all lesions together and of the healthy skin near them. */
  colour: Type.Optional(
    Type.Object({
      reference: Type.Enum(COLOUR_REFERENCES),
      ...ColourPairSchema.properties,
      /** Why colours are null, or what they must not be taken for. */
      note: Type.Union([Type.String(), Type.Null()]),
      chart: Type.Union([ChartReportSchema, Type.Null()]),
      /** Absent from measurements of pipeline 0.4.0 and before. */
      card_greys: Type.Optional(Type.Union([CardGreysReportSchema, Type.Null()])),
      /** Null where none was declared or a better reference was there; absent from measurements stored before it could be. */
      grey_card: Type.Optional(Type.Union([GreyCardReportSchema, Type.Null()])),
    }),
  ),
  notes: Type.Array(Type.String()),
  provenance: Type.Object({
    model: Type.String(),
    model_version: Type.String(),
    model_sha256: Type.Union([Type.String(), Type.Null()]),
    /** Absent in results that were stored before it was recorded. */
    model_runtime: Type.Optional(Type.Union([Type.String(), Type.Null()])),
    pipeline_version: Type.String(),
    measured_at_px: Type.Tuple([Type.Integer(), Type.Integer()]),
    thresholds: Type.Record(Type.String(), Type.Number()),
    /** Only where a person drew the outline. */
    drawing: Type.Optional(DrawingSchema),
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

const NewPatchesSchema = Type.Object({ count: Type.Integer(), percent: Type.Number() });

/** How the pigment came back, each as a share of what was regained; the four shares of one measure add up to 100 %. */
const PatternSchema = Type.Object({
  perifollicular_percent: Type.Number(),
  marginal_percent: Type.Number(),
  diffuse_percent: Type.Number(),
  /** In patches that are gone altogether: nothing of the border is left to tell a pattern by. */
  untold_percent: Type.Number(),
});
const NullablePattern = Type.Union([PatternSchema, Type.Null()]);
export const PatternSharesSchema = Type.Object({
  /** Area cannot tell a diffuse return, which leaves the border where it was: 0 here. */
  of_regained_area: NullablePattern,
  of_regained_pigment: NullablePattern,
});

/** One patch of the baseline and what became of it. */
const PatchRepigmentationSchema = Type.Object({
  /** In the baseline as uploaded. */
  centroid_px: Type.Tuple([Type.Number(), Type.Number()]),
  /** Share of the patch that the follow-up shows as well. */
  shared_percent: Type.Number(),
  gross_percent: NullableNumber,
  /** New lesion that has grown from this patch. */
  new_percent: NullableNumber,
  net_percent: NullableNumber,
  pigment_weighted_percent: NullableNumber,
});

/** The fields from `grade_bounds_percent` on are missing in comparisons stored before they were measured. */
export const RepigmentationSchema = Type.Object({
  gross_percent: Type.Number(),
  new_percent: Type.Number(),
  net_percent: Type.Number(),
  grade: Type.String(),
  grade_bounds_percent: Type.Optional(Type.Array(Type.Number())),
  pigment_weighted_percent: Type.Optional(NullableNumber),
  pattern: Type.Optional(PatternSharesSchema),
  patches: Type.Optional(Type.Array(PatchRepigmentationSchema)),
  /** New lesion apart from every patch of the baseline. */
  new_patches: Type.Optional(NewPatchesSchema),
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
  /** Who drew the outlines; absent from comparisons stored before people could. */
  origins: Type.Optional(
    Type.Object({ baseline: Type.Enum(MEASUREMENT_ORIGINS), follow_up: Type.Enum(MEASUREMENT_ORIGINS) }),
  ),
  notes: Type.Array(Type.String()),
  provenance: MeasurementSchema.properties.provenance,
});
export type Repigmentation = Type.Static<typeof RepigmentationSchema>;
export type PatchRepigmentation = Type.Static<typeof PatchRepigmentationSchema>;
export type RepigmentationPattern = Type.Static<typeof PatternSchema>;
export type PatternShares = Type.Static<typeof PatternSharesSchema>;
export type Comparison = Type.Static<typeof ComparisonSchema>;
