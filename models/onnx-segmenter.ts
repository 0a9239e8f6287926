import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import type { Condition } from '../services/domain/condition.ts';
import type { RgbImage, ScalarMap } from '../services/domain/raster.ts';
import { resizeAreaPlanar } from '../services/raster/resize-area.ts';
import { Refusal } from '../services/refusal.ts';
import { type Manifest, outputChannel, parseManifest } from './manifest.ts';
import type { Segmentation, Segmenter } from './segmenter.ts';

/**
 * Opens a model folder (manifest.json and weights). The weights are read once, their sha256 is compared with the
 * manifest, and the very bytes that were checked are handed to the runtime.
 * @throws Refusal `unknown_model` (no or bad manifest), `model_corrupt` (other weights than the manifest says)
 */
export async function openOnnxSegmenter(folder: string): Promise<Segmenter> {
  const manifest = await readManifest(folder);
  const weights = await readFile(join(folder, manifest.file)).catch((cause: unknown) => {
    throw new Refusal('model_corrupt', `The weights ${manifest.file} of ${folder} cannot be read.`, { cause });
  });
  const sha256 = createHash('sha256').update(weights).digest('hex');
  if (sha256 !== manifest.sha256) {
    throw new Refusal(
      'model_corrupt',
      `The weights in ${folder} have sha256 ${sha256}, but the manifest says ${manifest.sha256}. Install the model again.`,
    );
  }
  // One thread: results do not depend on the machine's cores, and workers scale by processes.
  const session = await InferenceSession.create(weights, { intraOpNumThreads: 1, interOpNumThreads: 1 });
  return new OnnxSegmenter(manifest, session);
}

export async function readManifest(folder: string): Promise<Manifest> {
  const path = join(folder, 'manifest.json');
  const text = await readFile(path, 'utf8').catch((cause: unknown) => {
    throw new Refusal('unknown_model', `${path} cannot be read. 'dermetry models' lists what is installed.`, { cause });
  });
  return parseManifest(JSON.parse(text), path);
}

/** Size the network sees: long side as the manifest says, both sides whole multiples, never larger than the image. */
export function networkSize(image: { width: number; height: number }, input: Manifest['input']): [number, number] {
  const scale = Math.min(1, input.long_side_px / Math.max(image.width, image.height));
  const side = (length: number): number => {
    const largest = Math.floor(length / input.multiple_of) * input.multiple_of;
    const nearest = Math.round((length * scale) / input.multiple_of) * input.multiple_of;
    return Math.max(input.multiple_of, Math.min(largest, nearest));
  };
  return [side(image.width), side(image.height)];
}

/** Red, green and blue in [0, 1] at the network's size. */
function networkInput(image: RgbImage, width: number, height: number): Float32Array {
  const planes = resizeAreaPlanar(image, width, height);
  for (let i = 0; i < planes.length; i++) planes[i] /= 255;
  return planes;
}

class OnnxSegmenter implements Segmenter {
  readonly identity;
  readonly caution: string;
  readonly #manifest: Manifest;
  readonly #session: InferenceSession;

  constructor(manifest: Manifest, session: InferenceSession) {
    this.identity = { name: manifest.name, version: manifest.version, sha256: manifest.sha256 };
    this.caution = manifest.note ?? '';
    this.#manifest = manifest;
    this.#session = session;
  }

  async segment(image: RgbImage, condition: Condition): Promise<Segmentation> {
    const lesionChannel = outputChannel(this.#manifest, condition);
    const skinChannel = outputChannel(this.#manifest, 'skin');
    const [width, height] = networkSize(image, this.#manifest.input);
    const cells = width * height;
    const planes = networkInput(image, width, height);
    const output = await this.#run(planes, width, height);
    const probability = (channel: number): ScalarMap => ({
      width,
      height,
      data: output.slice(channel * cells, (channel + 1) * cells),
    });
    return { skin: probability(skinChannel), lesion: probability(lesionChannel) };
  }

  async #run(planes: Float32Array, width: number, height: number): Promise<Float32Array> {
    const { input, output } = this.#manifest;
    const tensor = new Tensor('float32', planes, [1, 3, height, width]);
    const result = (await this.#session.run({ [input.name]: tensor }, [output.name]))[output.name];
    if (result?.type !== 'float32')
      throw new Refusal('model_corrupt', `The model's output ${output.name} is not float32.`);
    return result.data as Float32Array;
  }

  async close(): Promise<void> {
    await this.#session.release();
  }
}
