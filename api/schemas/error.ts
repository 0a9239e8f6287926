import Type from 'typebox';
import { shared } from './shared.ts';

/** The one shape of every error. `code` is stable, `message` is for people and may change. */
const ErrorContent = Type.Object({
  code: Type.String({ description: 'Stable; program against this.', examples: ['not_found'] }),
  message: Type.String({ description: 'For people: what is wrong and what to do.' }),
  details: Type.Optional(Type.Array(Type.Record(Type.String(), Type.Unknown()))),
});
export const ErrorSchema = shared('Error', Type.Object({ error: ErrorContent }));
export type ErrorBody = Type.Static<typeof ErrorSchema>;

/** Added to the responses of every route. */
export const errorResponses = { '4xx': ErrorSchema, '5xx': ErrorSchema } as const;

export const Nullable = <Schema extends Type.TSchema>(schema: Schema) => Type.Union([schema, Type.Null()]);
export const Id = Type.String({ format: 'uuid' });
export const RefusalSchema = shared('Refusal', Type.Object({ code: Type.String(), message: Type.String() }));
export const IdParams = Type.Object({ id: Id });
export const Instant = Type.String({ format: 'date-time', description: 'ISO 8601 with a zone' });
