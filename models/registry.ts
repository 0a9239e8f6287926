import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { PACKAGE_ROOT } from '../services/package-root.ts';
import { Refusal } from '../services/refusal.ts';
import type { Manifest } from './manifest.ts';
import { openOnnxSegmenter, readManifest } from './onnx-segmenter.ts';
import type { Segmenter } from './segmenter.ts';
import { thresholdSegmenter } from './threshold-segmenter.ts';

/** The network that measures when none is named. */
export const DEFAULT_MODEL = 'lesion-unet';

const modelsFolder = (): string => join(PACKAGE_ROOT, 'models');

/** Networks that stand in the models folder, by name. */
export async function listModels(): Promise<readonly Manifest[]> {
  const folders = await readdir(modelsFolder(), { withFileTypes: true });
  const manifests: Manifest[] = [];
  for (const { name } of folders.filter((entry) => entry.isDirectory())) {
    const folder = join(modelsFolder(), name);
    const described = await stat(join(folder, 'manifest.json')).catch(() => undefined);
    if (described) manifests.push(await readManifest(folder));
  }
  return manifests.sort((a, b) => a.name.localeCompare(b.name));
}

/** @param name a model folder's name, or `threshold` for the baseline without weights */
export async function openSegmenter(name: string = DEFAULT_MODEL): Promise<Segmenter> {
  if (name === thresholdSegmenter.identity.name) return thresholdSegmenter;
  const known = await listModels();
  if (!known.some((manifest) => manifest.name === name)) {
    const names = [...known.map((manifest) => manifest.name), thresholdSegmenter.identity.name].join(', ');
    throw new Refusal('unknown_model', `There is no model '${name}'. Installed: ${names}.`);
  }
  return openOnnxSegmenter(join(modelsFolder(), name));
}
