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
  const flags: string[] = [];
  if (isDoubtful(grid.skin, grid.lesion)) flags.push('uncertain_segmentation');
  if (found.withoutReference > 0) flags.push('no_healthy_reference');
  if (found.dropped > 0) flags.push('piece_without_healthy_skin');
  return flags;
}

function isDoubtful(skin: Float32Array, lesion: Float32Array): boolean {
  const [from, to] = DOUBT;
  let cells = 0;
  let doubtful = 0;
  for (let i = 0; i < skin.length; i++) {
    if (skin[i] < 0.5) continue;
    cells++;
    if (lesion[i] > from && lesion[i] < to) doubtful++;
  }
  return doubtful > DOUBTFUL_SHARE * cells;
}
