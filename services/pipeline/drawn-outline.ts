import type { ModelIdentity } from '../../models/segmenter.ts';
import type { Mask } from '../domain/raster.ts';
import { modelVersionOf } from '../domain/version.ts';
import { type DrawingFiles, readDrawing, skinIn } from '../imaging/read-drawing.ts';
import { readMask } from '../imaging/read-mask.ts';
import type { Attribution } from '../measure/measure-photo.ts';
import { modelProvenance } from '../measure/model-provenance.ts';

/** What measured an outline that a person drew: the rule by which it is taken, and no network. */
export const DRAWN_OUTLINE: ModelIdentity = { name: 'drawn-outline', version: '1', sha256: null, runtime: null };

/** An outline as it was sent, with where it comes from. */
export interface DrawnOutline extends DrawingFiles {
  /** Mask file of the corrected measurement: what is skin, where the drawing does not say. */
  readonly parentMask?: Uint8Array | undefined;
  readonly origin: Omit<Attribution, 'skin' | 'skin_model'>;
}

/** What was drawn on a photo; `skin` is undefined where a network has to say what is skin. */
export interface OutlineOnPhoto {
  readonly lesion: Mask;
  readonly skin: Mask | undefined;
  readonly skinFrom: Attribution['skin'];
}

/** @throws Refusal `mask_size`, `bad_mask` */
export async function outlineOnPhoto(
  outline: DrawnOutline,
  photo: { readonly width: number; readonly height: number },
): Promise<OutlineOnPhoto> {
  const { lesion, skin } = await readDrawing(outline, photo);
  if (skin !== undefined) return { lesion, skin, skinFrom: 'drawing' };
  if (outline.parentMask === undefined) return { lesion, skin: undefined, skinFrom: 'model' };
  const parent = await readMask(outline.parentMask, photo);
  if ('fault' in parent) throw new Error(`The mask of measurement ${outline.origin.parent}: ${parent.fault}`);
  return { lesion, skin: skinIn(parent), skinFrom: 'parent' };
}

/** Everything that is told of an outline. @param model says what is skin, where the outline does not */
export function attributionOf({ origin }: DrawnOutline, skin: Attribution['skin'], model: ModelIdentity): Attribution {
  const skinModel = { drawing: null, parent: origin.parent_model, model: modelVersionOf(modelProvenance(model)) }[skin];
  return { ...origin, skin, skin_model: skinModel };
}
