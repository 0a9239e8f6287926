import Type from 'typebox';
import Value from 'typebox/value';
import { CONDITIONS, type Condition, ConditionSchema } from '../services/domain/condition.ts';
import { Refusal } from '../services/refusal.ts';

/** What travels with a network: enough to run it, to know where it came from and what it is for. */
export const ManifestSchema = Type.Object({
  name: Type.String({ minLength: 1 }),
  version: Type.String({ minLength: 1 }),
  file: Type.String({ pattern: '^[A-Za-z0-9._-]+$' }),
  sha256: Type.String({ pattern: '^[0-9a-f]{64}$' }),
  bytes: Type.Integer({ minimum: 1 }),
  licence: Type.String({ minLength: 1 }),
  intended_use: Type.String({ minLength: 1 }),
  not_for: Type.String({ minLength: 1 }),
  /** What everybody who uses a number of this model has to know; stands in the notes of each measurement. */
  note: Type.Optional(Type.String()),
  conditions: Type.Array(ConditionSchema, { minItems: 1 }),
  input: Type.Object({
    name: Type.String(),
    layout: Type.Literal('NCHW'),
    dtype: Type.Literal('float32'),
    channels: Type.Tuple([Type.Literal('red'), Type.Literal('green'), Type.Literal('blue')]),
    colour_space: Type.Literal('sRGB'),
    value_range: Type.Tuple([Type.Literal(0), Type.Literal(1)]),
    long_side_px: Type.Integer({ minimum: 64, maximum: 2048 }),
    multiple_of: Type.Integer({ minimum: 1, maximum: 256 }),
  }),
  output: Type.Object({
    name: Type.String(),
    activation: Type.Literal('sigmoid in graph'),
    channels: Type.Array(Type.String(), { minItems: 2 }),
    value_range: Type.Tuple([Type.Literal(0), Type.Literal(1)]),
  }),
});
export type Manifest = Type.Static<typeof ManifestSchema>;

/** @throws Refusal `unknown_model` that names the first field that is wrong. */
export function parseManifest(json: unknown, origin: string): Manifest {
  if (Value.Check(ManifestSchema, json)) {
    const missing = ['skin', ...json.conditions].find((channel) => !json.output.channels.includes(channel));
    if (missing === undefined) return json;
    throw new Refusal('unknown_model', `${origin}: the network has no output channel '${missing}'.`);
  }
  const [first] = Value.Errors(ManifestSchema, json);
  throw new Refusal(
    'unknown_model',
    `${origin} is no valid model manifest: ${first?.instancePath || 'the document'} ${first?.message ?? ''}.`,
  );
}

/** Index of a channel in the network's output. */
export function outputChannel(manifest: Manifest, channel: 'skin' | Condition): number {
  const index = manifest.output.channels.indexOf(channel);
  if (index >= 0) return index;
  throw new Refusal(
    'unknown_model',
    `The model ${manifest.name} does not measure ${channel}; it knows ${manifest.conditions.join(', ')}. Choose another of ${CONDITIONS.join(', ')} or another model.`,
  );
}
