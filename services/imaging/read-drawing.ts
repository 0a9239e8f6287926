import type { Mask } from '../domain/raster.ts';
import { countPixels } from '../raster/count-pixels.ts';
import { Refusal } from '../refusal.ts';
import { type DrawnMask, readMask } from './read-mask.ts';

interface Size {
  readonly width: number;
  readonly height: number;
}

/** What somebody drew: a mask file of the lesion, which may hold the skin too, or a second one that does. */
export interface DrawingFiles {
  readonly mask: Uint8Array;
  readonly skinMask?: Uint8Array | undefined;
  /** Said of a mask without a lesion, so that an empty file sent by mistake is no finding. */
  readonly withoutLesion: boolean;
}

export interface ReadDrawing {
  readonly lesion: Mask;
  /** Undefined where nothing was drawn as skin. */
  readonly skin: Mask | undefined;
}

/**
 * Reads and checks what was drawn on a photo.
 * @param photo size of the upright photo as uploaded, which the masks have to have
 * @throws Refusal `mask_size`, `bad_mask` with what is wrong and what to do
 */
export async function readDrawing({ mask, skinMask, withoutLesion }: DrawingFiles, photo: Size): Promise<ReadDrawing> {
  const drawn = await requireMask(mask, photo);
  const skin = skinMask === undefined ? drawn.skin : await skinOf(skinMask, drawn, photo);
  const lesionPixels = countPixels(drawn.lesion);
  if (lesionPixels === 0 && !withoutLesion) {
    throw new Refusal('bad_mask', 'The mask shows no lesion. If there is none in the photo, say so (without lesion).');
  }
  if (lesionPixels > 0 && withoutLesion) {
    throw new Refusal(
      'bad_mask',
      `The mask shows a lesion of ${lesionPixels} pixels, but it is said that there is none.`,
    );
  }
  return { lesion: drawn.lesion, skin };
}

async function requireMask(bytes: Uint8Array, photo: Size): Promise<DrawnMask> {
  const read = await readMask(bytes, photo);
  if (!('fault' in read)) return read;
  throw new Refusal(read.isOfOtherSize ? 'mask_size' : 'bad_mask', read.fault);
}

/** Of a skin mask everything is skin that is not 0. */
export function skinIn({ skin, lesion }: Pick<DrawnMask, 'skin' | 'lesion'>): Mask {
  return skin ?? lesion;
}

async function skinOf(skinMask: Uint8Array, drawn: DrawnMask, photo: Size): Promise<Mask> {
  if (drawn.skin !== undefined) {
    throw new Refusal('bad_mask', 'The mask of the lesion holds the skin already (127). Send it without a skin mask.');
  }
  const skin = skinIn(await requireMask(skinMask, photo));
  const outside = drawn.lesion.data.reduce((sum, value, i) => sum + (value & (1 - skin.data[i])), 0);
  if (outside === 0) return skin;
  throw new Refusal(
    'bad_mask',
    `The lesion mask has ${outside} pixels outside the skin mask. A lesion is skin: draw the skin around it.`,
  );
}
