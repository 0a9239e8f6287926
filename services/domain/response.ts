import Type from 'typebox';

const NullableNumber = Type.Union([Type.Number(), Type.Null()]);

/** Missing stays missing: nobody is made a non-responder. A baseline of nought is not evaluable. */
const RESPONSE_STATUSES = ['responder', 'non_responder', 'not_evaluable', 'missing'] as const;

/** What a baseline and a follow-up score say by one definition of a responder. */
const ResponseSchema = Type.Object({
  definition: Type.Object({
    id: Type.String({ examples: ['PASI75'] }),
    version: Type.String({ description: 'Raised whenever the same scores would give another status' }),
    least_fall_percent: Type.Number({ description: 'Relative fall from baseline that makes a responder' }),
    sources: Type.Array(Type.String(), { description: 'Keys of the sources in docs/measurement.md' }),
  }),
  status: Type.Enum(RESPONSE_STATUSES, {
    description: 'not_evaluable: the baseline is nought. missing: a score is; nobody is made a non-responder',
  }),
  fall_percent: Type.Union([Type.Number(), Type.Null()], {
    description: '100 · (baseline − follow-up) / baseline; negative where it got worse, null where there is none',
  }),
});

/** Two scores of one instrument and the answer by every definition of it, from the lowest threshold. */
export const ResponseDocumentSchema = Type.Object({
  instrument: Type.String(),
  baseline: NullableNumber,
  follow_up: NullableNumber,
  responses: Type.Array(ResponseSchema),
});
export type ResponseStatus = (typeof RESPONSE_STATUSES)[number];
export type ResponseDocument = Type.Static<typeof ResponseDocumentSchema>;
