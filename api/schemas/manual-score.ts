import Type from 'typebox';
import { SCORE_DEFINITIONS } from '../../services/scores/definitions.ts';
import { INSTRUMENT_RANGES, InstrumentSchema } from '../../services/scores/instruments.ts';
import { Id, Instant, Nullable } from './error.ts';
import { shared } from './shared.ts';

const ranges = Object.entries(INSTRUMENT_RANGES)
  .map(([name, range]) => `${name} ${range.minimum} to ${range.maximum}${range.integer ? ', whole numbers' : ''}`)
  .join('; ');
/** A name or a code word, such as a body region. No spaces: not a place for notes about a patient. */
const Word = Type.String({ pattern: '^[A-Za-z0-9_.-]{1,64}$' });
const NamedNumbers = Type.Record(Word, Type.Number(), { maxProperties: 200 });
const Group = Type.Record(Word, Type.Union([Type.Number(), Word]), { maxProperties: 20 });
export const Items = Type.Union([NamedNumbers, Type.Array(Group, { maxItems: 50 })], {
  description: 'Single items of the instrument: named numbers, or a list with one group for each region',
  examples: [[{ body_region: 'hand', hand_units: 0.5, residual_depigmentation_percent: 75 }]],
});

const DefinitionId = Type.Enum(
  SCORE_DEFINITIONS.map(({ id }) => id),
  {
    description:
      'Checks the items and computes the total from them; GET /v1/score-definitions says what each needs. Without it, items are kept as they are sent.',
  },
);

export const NewManualScoreSchema = Type.Object(
  {
    instrument: InstrumentSchema,
    value: Type.Optional(Type.Number({ description: `The total. Ranges: ${ranges}` })),
    items: Type.Optional(Items),
    definition: Type.Optional(DefinitionId),
    rater: Type.String({ minLength: 1, maxLength: 64, description: 'Pseudonymous code of the rater' }),
    scored_at: Type.Optional(Type.String({ format: 'date-time', description: 'Now if left out' })),
    supersedes: Type.Optional(Type.String({ format: 'uuid', description: 'The score that this one corrects' })),
    reason: Type.Optional(
      Type.String({ minLength: 1, maxLength: 500, description: 'Why it is corrected; needed in a study' }),
    ),
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
    items: Nullable(Items),
    definition: Nullable(
      Type.Object({ id: Type.String(), version: Type.String() }, { description: 'By which the value was computed' }),
    ),
    warnings: Type.Array(Type.String(), {
      description: 'What to look at again in the items; nothing was changed for it',
    }),
    reason: Nullable(Type.String({ description: 'Why an earlier score was corrected' })),
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
