import type { Condition } from '../services/domain/condition.ts';
import type { RgbImage } from '../services/domain/raster.ts';
import { resizeAreaPlanar } from '../services/raster/resize-area.ts';
import { type Manifest, outputChannel, rangeChannels } from './manifest.ts';
import type { Segmentation, Segmenter } from './segmenter.ts';
import { type NetworkFiles, ThreadedNetwork } from './threaded-network.ts';

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
  return resizeAreaPlanar(image, width, height, 1 / 255);
}

/** A network as a segmenter, whatever runs it; some conditions may have a network of their own. */
export class NetworkSegmenter implements Segmenter {
  readonly identity;
  readonly caution: string;
  readonly #manifest: Manifest;
  readonly #network: ThreadedNetwork;
  readonly #special: ReadonlyMap<Condition, ThreadedNetwork>;

  private constructor(manifest: Manifest, network: ThreadedNetwork, special: ReadonlyMap<Condition, ThreadedNetwork>) {
    const { name, version, sha256 } = manifest;
    this.identity = { name, version, sha256, runtime: network.runtime };
    this.caution = manifest.note ?? '';
    this.#manifest = manifest;
    this.#network = network;
    this.#special = special;
  }

  /**
   * @param special conditions that another network measures, of the same form; one is loaded when it is first needed
   * @throws Refusal `model_corrupt` when the network cannot be loaded or does not fit its manifest
   */
  static async open(
    manifest: Manifest,
    files: NetworkFiles,
    special: ReadonlyMap<Condition, NetworkFiles> = new Map(),
  ): Promise<NetworkSegmenter> {
    const { input, output } = manifest;
    const form = {
      input: input.name,
      output: output.name,
      layout: input.layout,
      activation: output.activation,
      channels: output.channels.length,
      multipleOf: input.multiple_of,
    };
    const others = [...special].map(
      ([condition, of]) => [condition, new ThreadedNetwork({ form, files: of })] as const,
    );
    return new NetworkSegmenter(manifest, await ThreadedNetwork.open({ form, files }), new Map(others));
  }

  async segment(image: RgbImage, condition: Condition): Promise<Segmentation> {
    const wanted = ['skin', condition] as const;
    const channels = wanted.map((channel) => outputChannel(this.#manifest, channel));
    const ranges = wanted.flatMap((channel) => rangeChannels(this.#manifest, channel) ?? []);
    const [width, height] = networkSize(image, this.#manifest.input);
    const planes = networkInput(image, width, height);
    const network = this.#special.get(condition) ?? this.#network;
    const found = await network.run({ planes, width, height, channels: [...channels, ...ranges] });
    const [skin, lesion, ...ends] = found.map((data) => ({ width, height, data }));
    if (ends.length < 4) return { skin, lesion };
    const [lowestSkin, highestSkin, lowestLesion, highestLesion] = ends;
    return {
      skin,
      lesion,
      range: {
        skin: { lowest: lowestSkin, highest: highestSkin },
        lesion: { lowest: lowestLesion, highest: highestLesion },
      },
    };
  }

  async close(): Promise<void> {
    await Promise.all([this.#network, ...this.#special.values()].map((network) => network.close()));
  }
}
