import Type from 'typebox';
import { Id, Instant, Nullable } from './error.ts';
import { shared } from './shared.ts';

/** The oldest age on record, with room. */
const AgeYears = Type.Number({
  minimum: 0,
  maximum: 130,
  description: 'Age at the visit, for the shares of body regions; those of an adult where it is not known',
});

export const NewVisitSchema = Type.Object(
  {
    sequence: Type.Optional(
      Type.Integer({
        minimum: 1,
        maximum: 10_000,
        description: '1 for the first visit; the next free one if left out',
      }),
    ),
    label: Type.Optional(
      Type.String({ minLength: 1, maxLength: 64, description: '"visit N" if left out', examples: ['baseline'] }),
    ),
    visit_date: Type.Optional(Nullable(Type.String({ format: 'date', examples: ['2025-03-30'] }))),
    age_years: Type.Optional(Nullable(AgeYears)),
  },
  { additionalProperties: false },
);

export const VisitSchema = shared(
  'Visit',
  Type.Object({
    id: Id,
    subject_id: Id,
    sequence: Type.Integer(),
    label: Type.String(),
    visit_date: Nullable(Type.String({ format: 'date' })),
    age_years: Nullable(Type.Number()),
    created_at: Instant,
  }),
);
export const VisitListSchema = Type.Object({ visits: Type.Array(VisitSchema) });
