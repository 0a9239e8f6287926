import Type from 'typebox';

/** The one shape of every error. `code` is stable, `message` is for people and may change. */
export const ErrorSchema = Type.Object(
  {
    error: Type.Object({
      code: Type.String({ description: 'Stable; program against this.', examples: ['not_found'] }),
      message: Type.String({ description: 'For people: what is wrong and what to do.' }),
      details: Type.Optional(Type.Array(Type.Record(Type.String(), Type.Unknown()))),
    }),
  },
  { description: 'What was wrong and what to do' },
);
export type ErrorBody = Type.Static<typeof ErrorSchema>;

/** Added to the responses of every route. */
export const errorResponses = { '4xx': ErrorSchema, '5xx': ErrorSchema } as const;

export const Nullable = <Schema extends Type.TSchema>(schema: Schema) => Type.Union([schema, Type.Null()]);
export const Id = Type.String({ format: 'uuid' });
export const IdParams = Type.Object({ id: Id });
export const Instant = Type.String({ format: 'date-time', description: 'ISO 8601 with a zone' });
