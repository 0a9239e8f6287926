import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Refusal } from '../services/refusal.ts';
import { type Manifest, parseManifest } from './manifest.ts';

/** @throws Refusal `unknown_model` when the folder has no manifest.json, or one that is not valid */
export async function readManifest(folder: string): Promise<Manifest> {
  const path = join(folder, 'manifest.json');
  const text = await readFile(path, 'utf8').catch((cause: unknown) => {
    throw new Refusal('unknown_model', `${path} cannot be read. 'dermetry models' lists what is installed.`, { cause });
  });
  return parseManifest(parseJson(text, path, 'unknown_model'), path);
}

/** @throws Refusal with `code` when the text is no JSON */
export function parseJson(text: string, origin: string, code: 'unknown_model' | 'model_corrupt'): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new Refusal(code, `${origin} is no JSON: ${(cause as Error).message}.`, { cause });
  }
}

/** @throws Refusal `model_corrupt` when the file is missing */
export async function readModelFile(folder: string, file: string): Promise<Buffer> {
  return await readFile(join(folder, file)).catch((cause: unknown) => {
    throw new Refusal('model_corrupt', `The file ${file} of the model in ${folder} cannot be read.`, { cause });
  });
}

/**
 * Compares the sha256 of the files, one after the other, with the manifest's.
 * @throws Refusal `model_corrupt`
 */
export function checkHash(folder: string, manifest: Manifest, files: readonly Uint8Array[]): void {
  const hash = createHash('sha256');
  for (const bytes of files) hash.update(bytes);
  const sha256 = hash.digest('hex');
  if (sha256 === manifest.sha256) return;
  throw new Refusal(
    'model_corrupt',
    `The weights in ${folder} have sha256 ${sha256}, but the manifest says ${manifest.sha256}. Install the model again.`,
  );
}
