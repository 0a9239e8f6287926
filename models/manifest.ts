import Type from 'typebox';
import Value from 'typebox/value';
import { CONDITIONS, type Condition, ConditionSchema } from '../services/domain/condition.ts';
import { Refusal } from '../services/refusal.ts';

/** How the weights are stored, and so which runtime runs them. */
export const MODEL_FORMATS = ['onnx', 'tfjs-layers', 'tfjs-graph'] as const;
export type ModelFormat = (typeof MODEL_FORMATS)[number];

/** Order of the axes of input and output: batch, channels, rows, columns or batch, rows, columns, channels. */
export const TENSOR_LAYOUTS = ['NCHW', 'NHWC'] as const;
export type TensorLayout = (typeof TENSOR_LAYOUTS)[number];

/** What the network's output is: probabilities, or logits that still need the sigmoid. */
export const ACTIVATIONS = ['sigmoid in graph', 'none'] as const;
export type Activation = (typeof ACTIVATIONS)[number];

/** A plain file name: nothing that leads out of the model's folder. */
export const PLAIN_FILE_NAME = '^[A-Za-z0-9][A-Za-z0-9._-]*$';

/** What travels with a network: enough to run it, to know where it came from and what it is for. */
export const ManifestSchema = Type.Object({
  name: Type.String({ minLength: 1 }),
  version: Type.String({ minLength: 1 }),
  /** `model.json` of TensorFlow.js names its weight files itself. */
  file: Type.String({ pattern: PLAIN_FILE_NAME }),
  /** Conditions that a network of their own measures in place of `file`, of the same form, and its file; ONNX only. */
  files_by_condition: Type.Optional(
    Type.Partial(Type.Record(ConditionSchema, Type.String({ pattern: PLAIN_FILE_NAME })), {
      additionalProperties: false,
    }),
  ),
  /** Where it is left out, a `.json` file is what it says in its own `format`, all else is ONNX. */
  format: Type.Optional(Type.Enum(MODEL_FORMATS)),
  /**
   * Of `file` and then those of `files_by_condition`, in their order; for TensorFlow.js of model.json and then its weight files, in
   * the order in which it names them.
   */
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
    /** Of the output too. */
    layout: Type.Enum(TENSOR_LAYOUTS),
    dtype: Type.Literal('float32'),
    channels: Type.Tuple([Type.Literal('red'), Type.Literal('green'), Type.Literal('blue')]),
    colour_space: Type.Literal('sRGB'),
    value_range: Type.Tuple([Type.Literal(0), Type.Literal(1)]),
    long_side_px: Type.Integer({ minimum: 64, maximum: 2048 }),
    multiple_of: Type.Integer({ minimum: 1, maximum: 256 }),
  }),
  output: Type.Object({
    name: Type.String(),
    activation: Type.Enum(ACTIVATIONS),
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

/**
 * Indices of the lowest and the highest probability that any member gives a channel; undefined of a network that is one.
 * A committee names them `lowest skin`, `highest vitiligo` and so on.
 */
export function rangeChannels(
  { output }: Manifest,
  channel: 'skin' | Condition,
): readonly [lowest: number, highest: number] | undefined {
  const [lowest, highest] = ['lowest', 'highest'].map((end) => output.channels.indexOf(`${end} ${channel}`));
  return lowest < 0 || highest < 0 ? undefined : [lowest, highest];
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
