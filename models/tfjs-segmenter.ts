import Type from 'typebox';
import Value from 'typebox/value';
import { Refusal } from '../services/refusal.ts';
import { type Manifest, type ModelFormat, PLAIN_FILE_NAME } from './manifest.ts';
import { checkHash, parseJson, readModelFile } from './model-folder.ts';
import { NetworkSegmenter } from './network-segmenter.ts';
import type { Segmenter } from './segmenter.ts';

/** The parts of a TensorFlow.js model.json that are looked at before the runtime gets it. */
const ModelJsonSchema = Type.Object({
  format: Type.Optional(Type.String()),
  modelTopology: Type.Object({}),
  weightsManifest: Type.Array(
    Type.Object({ paths: Type.Array(Type.String()), weights: Type.Array(Type.Object({ name: Type.String() })) }),
  ),
});
export type TfjsModelJson = Type.Static<typeof ModelJsonSchema>;

const PLAIN = new RegExp(PLAIN_FILE_NAME);
/** What converters write into `format` of model.json. */
const FORMATS: Readonly<Record<string, ModelFormat>> = { 'layers-model': 'tfjs-layers', 'graph-model': 'tfjs-graph' };

/**
 * Opens a folder with a TensorFlow.js model: model.json and its weight files. All are read once and checked by sha256,
 * and the very bytes that were checked are handed to the runtime: it reads no file and follows no address itself.
 * @throws Refusal `model_corrupt` (missing or other files than the manifest says, or a network that does not fit it)
 */
export async function openTfjsSegmenter(folder: string, manifest: Manifest): Promise<Segmenter> {
  if (manifest.files_by_condition !== undefined) {
    throw new Refusal('unknown_model', `${folder}: files_by_condition is for ONNX networks only. Use one model.json.`);
  }
  const description = await readModelFile(folder, manifest.file);
  const modelJson = parseModelJson(description, `${folder}/${manifest.file}`);
  const shards: Buffer[] = [];
  for (const path of modelJson.weightsManifest.flatMap(({ paths }) => paths)) {
    shards.push(await readModelFile(folder, plainName(path, manifest.file)));
  }
  checkHash(folder, manifest, [description, ...shards]);
  const format = formatOf(modelJson, manifest);
  return await NetworkSegmenter.open(manifest, { format, modelJson, weights: Buffer.concat(shards) });
}

function parseModelJson(bytes: Buffer, origin: string): TfjsModelJson {
  const json = parseJson(bytes.toString('utf8'), origin, 'model_corrupt');
  if (Value.Check(ModelJsonSchema, json)) return json;
  const [first] = Value.Errors(ModelJsonSchema, json);
  throw new Refusal(
    'model_corrupt',
    `${origin} is no TensorFlow.js model: ${first?.instancePath || 'the document'} ${first?.message ?? ''}.`,
  );
}

function plainName(path: string, origin: string): string {
  if (PLAIN.test(path)) return path;
  throw new Refusal(
    'model_corrupt',
    `${origin} names the weight file '${path}': weight files must stand beside it and have plain names.`,
  );
}

/** @returns what the manifest says, else what model.json says of itself */
function formatOf({ format }: TfjsModelJson, manifest: Manifest): 'tfjs-layers' | 'tfjs-graph' {
  const own = FORMATS[format ?? ''];
  const wanted = manifest.format ?? own;
  if (wanted === 'tfjs-layers' || wanted === 'tfjs-graph') {
    if (own === undefined || own === wanted) return wanted;
    throw new Refusal('model_corrupt', `${manifest.file} is a ${format}, but the manifest says ${wanted}.`);
  }
  throw new Refusal(
    'model_corrupt',
    `${manifest.file} does not say whether it is a layers-model or a graph-model: set 'format' in the manifest.`,
  );
}
