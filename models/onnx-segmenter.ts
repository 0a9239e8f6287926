import type { Condition } from '../services/domain/condition.ts';
import type { Manifest } from './manifest.ts';
import { checkHash, readModelFile } from './model-folder.ts';
import { NetworkSegmenter } from './network-segmenter.ts';
import type { Segmenter } from './segmenter.ts';
import type { NetworkFiles } from './threaded-network.ts';

/**
 * Opens a folder with an ONNX file, or one for some conditions and one for the rest. The weights are read once, their sha256 is
 * compared with the manifest, and the very bytes that were checked are handed to the runtime.
 * @throws Refusal `model_corrupt` (other weights than the manifest says, or a network that does not fit it)
 */
export async function openOnnxSegmenter(folder: string, manifest: Manifest): Promise<Segmenter> {
  const weights = await readModelFile(folder, manifest.file);
  const special = new Map<Condition, Buffer>();
  for (const [condition, file] of Object.entries(manifest.files_by_condition ?? {})) {
    special.set(condition as Condition, await readModelFile(folder, file));
  }
  checkHash(folder, manifest, [weights, ...special.values()]);
  const onnx = (bytes: Buffer): NetworkFiles => ({ format: 'onnx', weights: bytes });
  const networks = new Map([...special].map(([condition, bytes]) => [condition, onnx(bytes)]));
  return await NetworkSegmenter.open(manifest, onnx(weights), networks);
}
