import { readFile } from 'node:fs/promises';
import type { DrawnOutline } from '../services/pipeline/drawn-outline.ts';
import { Refusal } from '../services/refusal.ts';
import { sha256Hex } from '../services/sha256.ts';

export interface OutlineOptions {
  readonly mask?: string;
  readonly skinMask?: string;
  readonly withoutLesion?: boolean;
}

/**
 * The outline that somebody drew elsewhere; undefined where the model is to draw it.
 * @throws Refusal for an outline of several photos, or options that belong to an outline without one
 */
export async function outlineOf(
  photos: readonly string[],
  { mask, skinMask, withoutLesion = false }: OutlineOptions,
): Promise<DrawnOutline | undefined> {
  if (mask === undefined) {
    if (skinMask === undefined && !withoutLesion) return undefined;
    throw new Refusal('invalid_request', '--skin-mask and --without-lesion need --mask: say where the outline is.');
  }
  if (photos.length > 1)
    throw new Refusal('invalid_request', '--mask is the outline of one photo: measure one at a time.');
  const bytes = await readFile(mask).catch((cause: Error) => {
    throw new Refusal('invalid_request', `The mask cannot be read: ${cause.message}.`, { cause });
  });
  return {
    mask: bytes,
    skinMask: skinMask === undefined ? undefined : await readFile(skinMask),
    withoutLesion,
    origin: {
      ...{ drawn_by: null, drawn_at: null, reason: null, parent: null, parent_model: null },
      mask_sha256: sha256Hex(bytes),
    },
  };
}
