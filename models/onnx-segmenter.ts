import type { Manifest } from './manifest.ts';
import { checkHash, readModelFile } from './model-folder.ts';
import { NetworkSegmenter } from './network-segmenter.ts';
import type { Segmenter } from './segmenter.ts';

/**
 * Opens a folder with an ONNX file. The weights are read once, their sha256 is compared with the manifest, and the very
 * bytes that were checked are handed to the runtime.
 * @throws Refusal `model_corrupt` (other weights than the manifest says, or a network that does not fit it)
 */
export async function openOnnxSegmenter(folder: string, manifest: Manifest): Promise<Segmenter> {
  const weights = await readModelFile(folder, manifest.file);
  checkHash(folder, manifest, [weights]);
  return await NetworkSegmenter.open(manifest, { format: 'onnx', weights });
}
