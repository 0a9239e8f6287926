import Type from 'typebox';
import { BodyRegionSchema, ViewSchema } from '../../services/domain/body-region.ts';
import { ConditionSchema, IlluminationSchema } from '../../services/domain/condition.ts';
import {
  DEFAULT_REFLECTANCE_PERCENT,
  LEAST_REFLECTANCE_PERCENT,
  MOST_REFLECTANCE_PERCENT,
  PIXEL_RECT_PATTERN,
} from '../../services/domain/grey-card.ts';
import { PHOTO_STATES } from '../../services/store/photo-state.ts';
import { Id, Instant, Nullable, RefusalSchema } from './error.ts';
import { ManualScoreSchema } from './manual-score.ts';
import { StoredMeasurementSchema } from './measurement.ts';
import { shared } from './shared.ts';

/** A pixel of 10 mm shows nothing, one of 0.1 µm is a microscope: beyond is a slip of the unit. */
const MmPerPixel = Type.Number({ minimum: 0.0001, maximum: 10, description: 'mm per pixel of the upright photo' });
/** Side of the square marker in the photo. */
const MarkerMm = Type.Number({ minimum: 2, maximum: 500, description: 'Side of the ArUco marker in mm' });
export const DEFAULT_MARKER_MM = 20;
/** Half or twice what is printed is no printer's fault but a slip of the unit. */
const CardScaleMm = Type.Number({
  minimum: 50,
  maximum: 200,
  description: 'What the 100 mm scale printed on the calibration card measures with a ruler, in mm',
});
const ColourChart = Type.Boolean({
  description: 'A ColorChecker Classic lies wholly in the frame: the reported colours are referred to it',
});
const GreyCardPx = Type.String({
  pattern: PIXEL_RECT_PATTERN,
  description:
    'Where a plain grey card lies: X,Y,WIDTH,HEIGHT in whole pixels of the upright photo. Without chart and calibration card the reported colours are referred to it',
});
const GreyCardReflectancePercent = Type.Number({
  minimum: LEAST_REFLECTANCE_PERCENT,
  maximum: MOST_REFLECTANCE_PERCENT,
  description: `What that card reflects, in percent; ${DEFAULT_REFLECTANCE_PERCENT} where it is left out`,
});

const fields = {
  condition: ConditionSchema,
  visit_id: Type.Optional(Id),
  body_region: Type.Optional(BodyRegionSchema),
  view: Type.Optional(ViewSchema),
  illumination: Type.Optional(IlluminationSchema),
  mm_per_pixel: Type.Optional(MmPerPixel),
  marker_mm: Type.Optional(MarkerMm),
  card_scale_mm: Type.Optional(CardScaleMm),
  colour_chart: Type.Optional(ColourChart),
  grey_card_px: Type.Optional(GreyCardPx),
  grey_card_reflectance_percent: Type.Optional(GreyCardReflectancePercent),
};
/** The fields of the form, once the files are taken out. They hold for every file of the request. */
export const PhotoFieldsSchema = Type.Object(fields, { additionalProperties: false });
export type PhotoFields = Type.Static<typeof PhotoFieldsSchema>;

/** The form as documented; fields may come before or after the files. */
export const PhotoUploadSchema = Type.Object({
  ...fields,
  file: Type.Array(Type.String({ format: 'binary' }), {
    description: 'One or many photos; the part may have any name',
  }),
});

export const PhotoSchema = shared(
  'Photo',
  Type.Object({
    id: Id,
    visit_id: Nullable(Id),
    replaces: Nullable(Type.String({ format: 'uuid', description: 'The photo that this one was taken again for' })),
    replaced_by: Nullable(
      Type.String({ format: 'uuid', description: 'The photo taken again in its place: this one counts no longer' }),
    ),
    sha256: Type.String({ description: 'Of the bytes as uploaded' }),
    format: Type.String(),
    width: Type.Integer({ description: 'Of the upright photo, in px' }),
    height: Type.Integer({ description: 'Of the upright photo, in px' }),
    condition: ConditionSchema,
    body_region: BodyRegionSchema,
    view: ViewSchema,
    illumination: IlluminationSchema,
    mm_per_pixel: Nullable(Type.Number({ description: 'Declared scale' })),
    marker_mm: Nullable(Type.Number()),
    card_scale_mm: Nullable(Type.Number({ description: 'Null where the printed scale was not checked' })),
    colour_chart: Type.Boolean(),
    grey_card_px: Nullable(Type.String({ description: 'X,Y,WIDTH,HEIGHT in the upright photo' })),
    grey_card_reflectance_percent: Nullable(Type.Number()),
    capture: Type.Object({
      captured_at: Nullable(Type.String({ description: 'Local time of the camera, without a zone' })),
      focal_length_mm: Nullable(Type.Number()),
      focal_length_35mm: Nullable(Type.Number()),
      exposure_time_s: Nullable(Type.Number()),
      f_number: Nullable(Type.Number()),
      iso: Nullable(Type.Number()),
    }),
    state: Type.Enum(PHOTO_STATES),
    refusal: Nullable(RefusalSchema),
    created_at: Instant,
    measurement: Nullable(StoredMeasurementSchema),
    manual_scores: Type.Array(ManualScoreSchema, {
      description: 'Scores of this photo and of its visit that no later one corrected',
    }),
  }),
);
export type PhotoBody = Type.Static<typeof PhotoSchema>;
export const PhotoListSchema = Type.Object({ photos: Type.Array(PhotoSchema) });

export const JobSchema = shared(
  'Job',
  Type.Object({
    id: Type.String(),
    events_url: Type.String({ description: 'Progress as server-sent events' }),
  }),
);
export const PhotoAcceptedSchema = Type.Object({ photo: PhotoSchema, job: Nullable(JobSchema) });
export const UploadResultSchema = Type.Object({
  photos: Type.Array(
    Type.Object({
      file: Type.Integer({ description: 'Which file of the request, from 0' }),
      created: Type.Boolean({ description: 'False where the same bytes were uploaded for this visit before' }),
      photo: PhotoSchema,
      job: Nullable(JobSchema),
    }),
  ),
  errors: Type.Array(
    Type.Object({
      file: Type.Integer({ description: 'Which file of the request, from 0' }),
      error: RefusalSchema,
    }),
    { description: 'Files that were turned away; nothing of them is kept' },
  ),
});
export type UploadResult = Type.Static<typeof UploadResultSchema>;

export const RemeasureSchema = Type.Object(
  {
    body_region: Type.Optional(BodyRegionSchema),
    view: Type.Optional(ViewSchema),
    illumination: Type.Optional(IlluminationSchema),
    mm_per_pixel: Type.Optional(Nullable(MmPerPixel)),
    marker_mm: Type.Optional(Nullable(MarkerMm)),
    card_scale_mm: Type.Optional(Nullable(CardScaleMm)),
    colour_chart: Type.Optional(ColourChart),
    grey_card_px: Type.Optional(Nullable(GreyCardPx)),
    grey_card_reflectance_percent: Type.Optional(GreyCardReflectancePercent),
  },
  { additionalProperties: false, description: 'What to correct before the photo is measured again' },
);
