import { readdir, stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { PACKAGE_ROOT } from '../services/package-root.ts';
import { Refusal } from '../services/refusal.ts';
import type { Manifest } from './manifest.ts';
import { readManifest } from './model-folder.ts';
import { openOnnxSegmenter } from './onnx-segmenter.ts';
import type { Segmenter } from './segmenter.ts';
import { openTfjsSegmenter } from './tfjs-segmenter.ts';
import { thresholdSegmenter } from './threshold-segmenter.ts';

/** The network that measures when none is named. */
export const DEFAULT_MODEL = 'lesion-unet';

const modelsFolder = (): string => join(PACKAGE_ROOT, 'models');

const isModelFolder = async (folder: string): Promise<boolean> =>
  (await stat(join(folder, 'manifest.json')).catch(() => undefined)) !== undefined;

/** Networks that stand in the models folder, by name. */
export async function listModels(): Promise<readonly Manifest[]> {
  const folders = await readdir(modelsFolder(), { withFileTypes: true });
  const manifests: Manifest[] = [];
  for (const { name } of folders.filter((entry) => entry.isDirectory())) {
    const folder = join(modelsFolder(), name);
    if (await isModelFolder(folder)) manifests.push(await readManifest(folder));
  }
  return manifests.sort((a, b) => a.name.localeCompare(b.name));
}

/** @param model name of an installed model, `threshold` for the baseline without weights, or a folder with a network of one's own */
export async function openSegmenter(model: string = DEFAULT_MODEL): Promise<Segmenter> {
  if (model === thresholdSegmenter.identity.name) return thresholdSegmenter;
  const known = await listModels();
  if (known.some(({ name }) => name === model)) return await openModelFolder(join(modelsFolder(), model));
  if (await isModelFolder(model)) return await openModelFolder(resolve(model));
  const names = [...known.map(({ name }) => name), thresholdSegmenter.identity.name].join(', ');
  throw new Refusal(
    'unknown_model',
    `There is no model '${model}', nor a folder of that name with a manifest.json. Installed: ${names}.`,
  );
}

/**
 * Opens a folder with a manifest and a network, in whichever format.
 * @throws Refusal `unknown_model` (no or bad manifest), `model_corrupt` (other bytes than the manifest says, or a
 * network that does not fit it)
 */
export async function openModelFolder(folder: string): Promise<Segmenter> {
  const manifest = await readManifest(folder);
  const tfjs = manifest.format === undefined ? manifest.file.endsWith('.json') : manifest.format !== 'onnx';
  return await (tfjs ? openTfjsSegmenter(folder, manifest) : openOnnxSegmenter(folder, manifest));
}
