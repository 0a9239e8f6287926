import Type from 'typebox';

const definitions = new Map<string, Type.TSchema>();

/**
 * Names a schema, so that the description of the API holds it once and clients generated from it have a type of that
 * name. Returns the reference to use in other schemas; its static type is the schema's.
 */
export function shared<Schema extends Type.TSchema>(name: string, schema: Schema): Type.TUnsafe<Type.Static<Schema>> {
  definitions.set(name, schema);
  return Type.Unsafe<Type.Static<Schema>>({ $ref: `${name}#` });
}

/** All named schemas, each after those it refers to. */
export function sharedDefinitions(): readonly object[] {
  return [...definitions].map(([name, schema]) => ({ ...schema, $id: name }));
}
