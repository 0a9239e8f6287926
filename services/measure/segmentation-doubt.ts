import type { ColourGrid } from './refine-masks.ts';

/** Probabilities of a lesion between these are doubt. */
const DOUBT = [0.25, 0.75] as const;
/** More doubtful skin than this share makes the whole photo doubtful. */
const DOUBTFUL_SHARE = 0.15;

/** Flags of a segmentation that a person should look at before the number is used. */
export function segmentationDoubt(
  grid: Pick<ColourGrid, 'skin' | 'lesion'>,
  found: { readonly withoutReference: number; readonly dropped: number },
): readonly string[] {
  let skin = 0;
  let doubtful = 0;
  for (let i = 0; i < grid.skin.length; i++) {
    if (grid.skin[i] < 0.5) continue;
    skin++;
    const lesion = grid.lesion[i];
    if (lesion > DOUBT[0] && lesion < DOUBT[1]) doubtful++;
  }
  const flags: string[] = [];
  if (doubtful > DOUBTFUL_SHARE * skin) flags.push('uncertain_segmentation');
  if (found.withoutReference > 0) flags.push('no_healthy_reference');
  if (found.dropped > 0) flags.push('piece_without_healthy_skin');
  return flags;
}
