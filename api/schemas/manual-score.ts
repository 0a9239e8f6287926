import Type from 'typebox';
import { INSTRUMENT_RANGES, InstrumentSchema } from '../../services/scores/instruments.ts';
import { Id, Instant, Nullable } from './error.ts';
import { shared } from './shared.ts';

const ranges = Object.entries(INSTRUMENT_RANGES)
  .map(([name, range]) => `${name} ${range.minimum} to ${range.maximum}${range.integer ? ', whole numbers' : ''}`)
  .join('; ');
const Items = Type.Record(Type.String({ pattern: '^[A-Za-z0-9_.-]{1,64}$' }), Type.Number(), {
  description: 'Single items of the instrument, such as the areas and grades of each region',
  maxProperties: 200,
});

export const NewManualScoreSchema = Type.Object(
  {
    instrument: InstrumentSchema,
    value: Type.Optional(Type.Number({ description: `The total. Ranges: ${ranges}` })),
    items: Type.Optional(Items),
    rater: Type.String({ minLength: 1, maxLength: 64, description: 'Pseudonymous code of the rater' }),
    scored_at: Type.Optional(Type.String({ format: 'date-time', description: 'Now if left out' })),
    supersedes: Type.Optional(Type.String({ format: 'uuid', description: 'The score that this one corrects' })),
  },
  { additionalProperties: false },
);

export const ManualScoreSchema = shared(
  'ManualScore',
  Type.Object({
    id: Id,
    visit_id: Nullable(Id),
    photo_id: Nullable(Id),
    supersedes: Nullable(Id),
    instrument: InstrumentSchema,
    value: Nullable(Type.Number()),
    items: Nullable(Type.Record(Type.String(), Type.Number())),
    rater: Type.String(),
    scored_at: Instant,
    created_at: Instant,
  }),
);
export const ManualScoreListSchema = Type.Object({
  manual_scores: Type.Array(ManualScoreSchema, {
    description: 'All of them in order of scoring; one that another `supersedes` was corrected',
  }),
});
