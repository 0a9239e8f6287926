import type { Condition } from '../services/domain/condition.ts';
import type { Manifest } from './manifest.ts';
import { checkHash, readModelFile } from './model-folder.ts';
import { NetworkSegmenter } from './network-segmenter.ts';
import type { Segmenter } from './segmenter.ts';

/**
 * Opens a folder with an ONNX file, or one for some conditions and one for the rest. The weights are read once, their sha256 is
 * compared with the manifest, and the very bytes that were checked are handed to the runtime.
 * @throws Refusal `model_corrupt` (other weights than the manifest says, or a network that does not fit it)
 */
export async function openOnnxSegmenter(folder: string, manifest: Manifest): Promise<Segmenter> {
  const read = async (file: string) => ({ format: 'onnx', weights: await readModelFile(folder, file) }) as const;
  const network = await read(manifest.file);
  const special = new Map<Condition, typeof network>();
  for (const [condition, file] of Object.entries(manifest.files_by_condition ?? {})) {
    special.set(condition as Condition, await read(file));
  }
  checkHash(
    folder,
    manifest,
    [network, ...special.values()].map(({ weights }) => weights),
  );
  return await NetworkSegmenter.open(manifest, network, special);
}
