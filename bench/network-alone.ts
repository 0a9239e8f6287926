import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { readManifest } from '../models/model-folder.ts';
import { networkSize } from '../models/network-segmenter.ts';
import type { RgbImage } from '../services/domain/raster.ts';
import { PACKAGE_ROOT } from '../services/package-root.ts';

/** Runs the network on a tensor made beforehand, with the session settings of the segmenter: nothing before or after it. */
export async function networkAlone(model: string, image: RgbImage): Promise<() => Promise<void>> {
  const folder = join(PACKAGE_ROOT, 'models', model);
  const manifest = await readManifest(folder);
  const [width, height] = networkSize(image, manifest.input);
  const options = { intraOpNumThreads: 1, interOpNumThreads: 1 };
  const session = await InferenceSession.create(await readFile(join(folder, manifest.file)), options);
  const input = new Tensor('float32', new Float32Array(3 * width * height).fill(0.5), [1, 3, height, width]);
  return async () => {
    await session.run({ [manifest.input.name]: input }, [manifest.output.name]);
  };
}
