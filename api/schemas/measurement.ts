import Type from 'typebox';
import { MeasurementSchema, PhotoIdentitySchema } from '../../services/domain/measurement.ts';
import { Id, Instant, Nullable } from './error.ts';
import { shared } from './shared.ts';

/** Scores computed from the measurement; null where %BSA or the depigmentation is not known. */
export const MachineScoresSchema = Type.Object({
  vasi_continuous: Nullable(
    Type.Number({ description: '%BSA × measured depigmentation: what these lesions add to a VASI' }),
  ),
  vasi_laddered: Nullable(
    Type.Number({ description: 'The same with each lesion moved to the nearest of 0, 10, 25, 50, 75, 90, 100 %' }),
  ),
});

export const StoredMeasurementSchema = shared(
  'Measurement',
  Type.Object({
    id: Id,
    photo_id: Id,
    supersedes: Nullable(Type.String({ format: 'uuid', description: 'The measurement that this one replaces' })),
    measured_at: Instant,
    mask_url: Nullable(Type.String()),
    overlay_url: Nullable(Type.String()),
    uncertainty_url: Nullable(Type.String()),
    machine_scores: MachineScoresSchema,
    photo: PhotoIdentitySchema,
    ...MeasurementSchema.properties,
    drawing_id: Nullable(
      Type.String({ format: 'uuid', description: 'The outline that a person drew; null where a model did' }),
    ),
  }),
);
export type StoredMeasurementBody = Type.Static<typeof StoredMeasurementSchema>;
export const MeasurementListSchema = Type.Object({
  measurements: Type.Array(StoredMeasurementSchema, { description: 'Newest first' }),
});
