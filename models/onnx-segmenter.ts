import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Condition } from '../services/domain/condition.ts';
import type { RgbImage } from '../services/domain/raster.ts';
import { resizeAreaPlanar } from '../services/raster/resize-area.ts';
import { Refusal } from '../services/refusal.ts';
import { type Manifest, outputChannel, parseManifest } from './manifest.ts';
import type { Segmentation, Segmenter } from './segmenter.ts';
import { ThreadedNetwork } from './threaded-network.ts';

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
  const { input, output } = manifest;
  const network = await ThreadedNetwork.open({ weights, input: input.name, output: output.name });
  return new OnnxSegmenter(manifest, network);
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

class OnnxSegmenter implements Segmenter {
  readonly identity;
  readonly caution: string;
  readonly #manifest: Manifest;
  readonly #network: ThreadedNetwork;

  constructor(manifest: Manifest, network: ThreadedNetwork) {
    this.identity = { name: manifest.name, version: manifest.version, sha256: manifest.sha256 };
    this.caution = manifest.note ?? '';
    this.#manifest = manifest;
    this.#network = network;
  }

  async segment(image: RgbImage, condition: Condition): Promise<Segmentation> {
    const channels = [outputChannel(this.#manifest, 'skin'), outputChannel(this.#manifest, condition)];
    const [width, height] = networkSize(image, this.#manifest.input);
    const reply = await this.#network.run({
      planes: resizeAreaPlanar(image, width, height, 1 / 255),
      width,
      height,
      channels,
    });
    if (reply.kind === 'failed') throw reply.error;
    if (reply.kind !== 'probabilities') {
      throw new Refusal('model_corrupt', `The model's output ${this.#manifest.output.name} is not float32.`);
    }
    const [skin, lesion] = reply.channels.map((data) => ({ width, height, data }));
    return { skin, lesion };
  }

  async close(): Promise<void> {
    await this.#network.close();
  }
}
