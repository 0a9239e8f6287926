import { modelVersionOf } from '../services/domain/version.ts';
import type { DrawnOutline } from '../services/pipeline/drawn-outline.ts';
import type { Database } from '../services/store/database.ts';
import type { StoredDrawing } from '../services/store/drawings.ts';
import type { ImageStore } from '../services/store/images.ts';
import { findMeasurement } from '../services/store/measurements.ts';

async function readFileOf(images: ImageStore, sha256: string): Promise<Uint8Array> {
  const bytes = await images.read(sha256);
  if (bytes === undefined) throw new Error(`The mask file ${sha256} is missing.`);
  return bytes;
}

/** An outline with its files, ready to be measured. */
export async function outlineOf(
  { db, images }: { readonly db: Database; readonly images: ImageStore },
  drawing: StoredDrawing,
): Promise<DrawnOutline> {
  const { parentId, maskSha256, skinMaskSha256, withoutLesion, drawnBy, reason, createdAt } = drawing;
  const parent = parentId === null ? undefined : await findMeasurement(db, parentId);
  const drawnBefore = parent?.result.provenance.drawing;
  return {
    mask: await readFileOf(images, maskSha256),
    skinMask: skinMaskSha256 === null ? undefined : await readFileOf(images, skinMaskSha256),
    parentMask: parent?.maskSha256 == null ? undefined : await readFileOf(images, parent.maskSha256),
    withoutLesion,
    origin: {
      ...{ drawn_by: drawnBy, drawn_at: createdAt.toISOString(), reason, mask_sha256: maskSha256, parent: parentId },
      // Of a correction of a correction: the model that began.
      parent_model:
        parent === undefined ? null : (drawnBefore?.parent_model ?? modelVersionOf(parent.result.provenance)),
    },
  };
}
