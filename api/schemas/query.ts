import Type from 'typebox';
import { QUERY_REASONS, QUERY_STATES, QUERY_STEPS } from '../../services/study/queries.ts';
import { Id, Instant, Nullable } from './error.ts';
import { shared } from './shared.ts';

const Text = Type.String({ minLength: 1, maxLength: 1000 });

export const NewQuerySchema = Type.Object(
  {
    reason: Type.Enum(QUERY_REASONS),
    text: Type.Optional(Type.String({ minLength: 1, maxLength: 1000, description: 'Needed with the reason other' })),
  },
  { additionalProperties: false },
);
export const AnswerSchema = Type.Object(
  {
    text: Type.Optional(Text),
    replacing_photo_id: Type.Optional(
      Type.String({
        format: 'uuid',
        description:
          'The photo that was taken again, uploaded to the same visit beforehand; it takes the place of the old one',
      }),
    ),
  },
  { additionalProperties: false, description: 'A text, a photo, or both' },
);
export const StepTextSchema = Type.Object({ text: Type.Optional(Text) }, { additionalProperties: false });

/** Of what a reader may not know, everything is null: the photo, who else wrote, and what the site answered. */
export const QuerySchema = shared(
  'PhotoQuery',
  Type.Object({
    id: Id,
    state: Type.Enum(QUERY_STATES),
    reason: Type.Enum(QUERY_REASONS),
    study_id: Nullable(Id),
    photo_id: Nullable(Id),
    read_id: Nullable(Type.String({ format: 'uuid', description: 'Of a query that a reader raised, for that reader' })),
    photo_number: Nullable(Type.Integer({ description: 'Which picture of that read' })),
    replacing_photo_id: Nullable(Id),
    steps: Type.Array(
      Type.Object({
        kind: Type.Enum(QUERY_STEPS),
        text: Nullable(Type.String()),
        by: Nullable(Type.String({ description: 'Name of the key; null for the site and for readers' })),
        by_role: Nullable(Type.String()),
        at: Nullable(Instant),
      }),
      { description: 'Oldest first' },
    ),
  }),
);
export const QueryListSchema = Type.Object({ queries: Type.Array(QuerySchema) });
export const QueryFilter = Type.Object(
  { state: Type.Optional(Type.Enum(QUERY_STATES)) },
  { additionalProperties: false },
);
