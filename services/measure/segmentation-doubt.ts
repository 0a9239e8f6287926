import { Refusal } from '../refusal.ts';
import type { ColourGrid } from './refine-masks.ts';

/** Probabilities between these are doubt. */
const DOUBT = [0.25, 0.75] as const;
/** More doubtful skin than this share makes the whole photo doubtful. */
const DOUBTFUL_SHARE = 0.15;
/**
 * More than this, and there is no number to believe: of 160 rendered photos of a style held out, the four with a lesion
 * that were above it had an IoU of 0.25 to 0.59 (median of all above 0.85).
 */
export const UNCLEAR_SHARE = 0.24;

/** @throws Refusal `unclear_lesion` */
export function refuseUnclearLesion(doubtful: number): void {
  if (doubtful <= UNCLEAR_SHARE) return;
  throw new Refusal(
    'unclear_lesion',
    'On much of this skin the lesion cannot be told from healthy skin. Take the photo in even light, without flash or gloss, with the lesion and healthy skin around it filling the frame.',
  );
}

/**
 * Flags of a segmentation that a person should look at before the number is used.
 * @param doubtful `lesionOfSkin` of `Doubt`
 */
export function segmentationDoubt(
  doubtful: number,
  found: { readonly withoutReference: number; readonly tanLines: number; readonly dropped: number },
): readonly string[] {
  const flags: string[] = [];
  if (doubtful > DOUBTFUL_SHARE) flags.push('uncertain_segmentation');
  if (found.withoutReference > 0) flags.push('no_healthy_reference');
  if (found.tanLines > 0) flags.push('tan_line_left_out');
  if (found.dropped > 0) flags.push('piece_without_healthy_skin');
  return flags;
}

/** Cells whose probability is near neither 0 nor 1. */
export interface Doubt {
  /** Of being lesion, on skin, as a share of the skin; 0 without skin. */
  readonly lesionOfSkin: number;
  /** The same, and that of being skin, as a share of the frame. */
  readonly lesionOfFrame: number;
  readonly skinOfFrame: number;
}

export function doubtOf({ skin, lesion }: Pick<ColourGrid, 'skin' | 'lesion'>): Doubt {
  const [from, to] = DOUBT;
  let cells = 0;
  let ofLesion = 0;
  let ofSkin = 0;
  for (let i = 0; i < skin.length; i++) {
    if (skin[i] > from && skin[i] < to) ofSkin++;
    if (skin[i] < 0.5) continue;
    cells++;
    if (lesion[i] > from && lesion[i] < to) ofLesion++;
  }
  return {
    lesionOfSkin: ofLesion / Math.max(1, cells),
    lesionOfFrame: ofLesion / skin.length,
    skinOfFrame: ofSkin / skin.length,
  };
}
