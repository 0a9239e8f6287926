import Type from 'typebox';
import { Nullable } from './error.ts';
import { StoredMeasurementSchema } from './measurement.ts';
import { JobSchema, PhotoSchema } from './photo.ts';
import { ReasonSchema } from './study.ts';

const fields = {
  reason: ReasonSchema,
  without_lesion: Type.Optional(
    Type.Boolean({ description: 'The mask is empty because there is no lesion; else an empty mask is refused' }),
  ),
};
/** The fields of the form, once the files are taken out. */
export const OutlineFieldsSchema = Type.Object(fields, { additionalProperties: false });

const File = (description: string) => Type.String({ format: 'binary', description });
export const OutlineUploadSchema = Type.Object({
  ...fields,
  mask: File(
    'PNG of the size of the upright photo, as GET /v1/photos/ID/mask gives it out: 255 lesion, 127 skin, 0 neither; or 0 and 255 only, then skin is that of the corrected measurement, or what the model takes for skin, and the lesion. 8 bits of one channel, or 1 bit',
  ),
  skin_mask: Type.Optional(File('PNG of that size: 0 not skin, else skin; for a mask that does not say')),
});

export const OutlineAcceptedSchema = Type.Object({
  photo: PhotoSchema,
  drawing_id: Type.String({ format: 'uuid' }),
  created: Type.Boolean({ description: 'False where the same outline was sent before, with the same reason' }),
  job: Nullable(JobSchema),
});
export const OutlineWithdrawnSchema = Type.Object({ photo: PhotoSchema, job: Nullable(JobSchema) });
export const OneMeasurementSchema = StoredMeasurementSchema;
