import type { Mask } from '../domain/raster.ts';
import { connectedComponents } from '../geometry/components.ts';
import { fillRuns, type Run } from '../raster/runs.ts';

/** A piece of skin with less healthy skin than this share of it shows no healthy skin: the rest is the border's width. */
const LEAST_HEALTHY_SHARE_OF_PIECE = 0.05;

export interface OwnSkin {
  readonly skin: Mask;
  readonly lesion: Mask;
  /** Pieces that were taken away. */
  readonly dropped: number;
}

/**
 * Lesion is contrast against the patient's own healthy skin. A piece of skin, apart from the rest, that is lesion all over shows
 * none: pale cloth, a tile and a depigmented hand look alike there, so it is neither skin nor lesion in the result, and counted.
 * Where no piece shows healthy skin, as in near-universal vitiligo, all stay.
 */
export function withHealthySkin(skin: Mask, lesion: Mask): OwnSkin {
  const pieces = connectedComponents(skin);
  const bare = pieces.filter(
    ({ runs, pixels }) => pixels - countInside(lesion, runs) < LEAST_HEALTHY_SHARE_OF_PIECE * pixels,
  );
  if (bare.length === 0 || bare.length === pieces.length) return { skin, lesion, dropped: 0 };
  const kept = { skin: { ...skin, data: skin.data.slice() }, lesion: { ...lesion, data: lesion.data.slice() } };
  for (const { runs } of bare) {
    fillRuns(kept.skin, runs, 0);
    fillRuns(kept.lesion, runs, 0);
  }
  return { ...kept, dropped: bare.length };
}

function countInside({ width, data }: Mask, runs: readonly Run[]): number {
  let count = 0;
  for (const { y, start, end } of runs) for (let i = y * width + start; i <= y * width + end; i++) count += data[i];
  return count;
}
