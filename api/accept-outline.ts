import { readDrawing } from '../services/imaging/read-drawing.ts';
import { Refusal } from '../services/refusal.ts';
import { addDrawing } from '../services/store/drawings.ts';
import { imageSha256 } from '../services/store/images.ts';
import type { Photo } from '../services/store/photos.ts';
import type { Actor } from '../services/study/policy.ts';
import { enqueueOrWait } from './accept-photo.ts';
import type { AppDependencies } from './dependencies.ts';
import type { UploadedFile } from './form.ts';

const PARTS = ['mask', 'skin_mask'] as const;
type Part = (typeof PARTS)[number];

/** Each part at most once, and the mask of the lesion once. */
async function bytesOfParts(
  files: readonly UploadedFile[],
  maxBytes: number,
): Promise<Partial<Record<Part, Buffer>> & { readonly mask: Buffer }> {
  const bytes: Partial<Record<Part, Buffer>> = {};
  for (const { name, tooLarge, upload } of files) {
    const part = PARTS.find((each) => each === name);
    if (part === undefined || bytes[part] !== undefined) {
      throw new Refusal(
        'invalid_request',
        `Send one file part "mask" and, if you like, one "skin_mask", not "${name}".`,
      );
    }
    if (tooLarge) {
      throw new Refusal(
        'file_too_large',
        `The file is larger than ${Math.floor(maxBytes / 1e6)} MB: save it as a PNG of one channel.`,
      );
    }
    bytes[part] = await upload.read();
  }
  const { mask } = bytes;
  if (mask === undefined) throw new Refusal('invalid_request', 'Send the outline as a file part "mask".');
  return { ...bytes, mask };
}

export interface SentOutline {
  readonly files: readonly UploadedFile[];
  readonly reason: string;
  readonly withoutLesion: boolean;
  /** The measurement that is corrected; null for an outline drawn from nothing. */
  readonly parentId: string | null;
}

/** Checks an outline, adds its row, keeps its files as they were sent, then adds the job. Throws `Refusal`; then nothing of it is kept. */
export async function acceptOutline(
  deps: AppDependencies,
  actor: Actor,
  { photo, sent }: { readonly photo: Photo; readonly sent: SentOutline },
) {
  const { reason, withoutLesion, parentId, files } = sent;
  const { mask, skin_mask: skinMask } = await bytesOfParts(files, deps.maxUploadBytes);
  await readDrawing({ mask, skinMask, withoutLesion }, photo);
  const asked = {
    photoId: photo.id,
    parentId,
    maskSha256: imageSha256(mask),
    skinMaskSha256: skinMask === undefined ? null : imageSha256(skinMask),
    withoutLesion,
    reason,
  };
  const keepFiles = async () => {
    await deps.images.write(mask);
    if (skinMask !== undefined) await deps.images.write(skinMask);
  };
  const added = await addDrawing(deps.db, actor, { asked, keepFiles });
  const isWaiting = added.photo.state === 'queued' || added.photo.state === 'measuring';
  return { ...added, isWaiting, jobId: isWaiting ? await enqueueOrWait(deps, added.photo) : null };
}
