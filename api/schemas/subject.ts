import Type from 'typebox';
import { BsaFormulaSchema } from '../../services/domain/patient.ts';
import { Id, Instant, Nullable } from './error.ts';
import { shared } from './shared.ts';

/** The tallest and the heaviest person on record, and small infants, with room: beyond is a slip of the unit. */
const HeightCm = Type.Number({ minimum: 30, maximum: 280, description: 'Height in cm' });
const WeightKg = Type.Number({ minimum: 1, maximum: 650, description: 'Weight in kg' });
/** Begins with a letter or digit, holds no space: usable in file names and tables. */
const Code = Type.String({
  pattern: '^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$',
  description: 'Pseudonymous code; never a name, a date of birth or a hospital number',
  examples: ['S-001'],
});

export const NewSubjectSchema = Type.Object(
  {
    code: Code,
    height_cm: Type.Optional(Nullable(HeightCm)),
    weight_kg: Type.Optional(Nullable(WeightKg)),
    bsa_formula: Type.Optional(Nullable(BsaFormulaSchema)),
    site_id: Type.Optional(
      Type.String({
        format: 'uuid',
        description: 'The site of a study that the subject belongs to; that of the key, or none, if left out',
      }),
    ),
  },
  { additionalProperties: false },
);

export const SubjectSchema = shared(
  'Subject',
  Type.Object({
    id: Id,
    code: Type.String(),
    height_cm: Nullable(Type.Number()),
    weight_kg: Nullable(Type.Number()),
    /** Null: Mosteller. */
    bsa_formula: Nullable(BsaFormulaSchema),
    study_id: Nullable(Id),
    site_id: Nullable(Id),
    created_at: Instant,
  }),
);

export const SubjectListQuery = Type.Object(
  {
    code: Type.Optional(Type.String({ description: 'Only the subjects with this code: one, or one at each site' })),
    after: Type.Optional(Type.String({ description: 'Only subjects after this one; from `next` of the page before' })),
    limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 500, default: 100 })),
  },
  { additionalProperties: false },
);
export const SubjectListSchema = Type.Object({
  subjects: Type.Array(SubjectSchema),
  next: Nullable(Type.String({ description: 'What to send as `after` for the next page; null on the last one' })),
});
