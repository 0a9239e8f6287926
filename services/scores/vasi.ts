/** One lesion: its share of the body surface and how much of its pigment is gone, both in percent. */
export interface DepigmentedPatch {
  readonly bsaPercent: number;
  readonly depigmentationPercent: number;
}

/** Levels of residual depigmentation that an assessor chooses from (Hamzavi 2004). */
export const VASI_LADDER_PERCENT = [0, 10, 25, 50, 75, 90, 100] as const;

function assertPatch({ bsaPercent, depigmentationPercent }: DepigmentedPatch): void {
  for (const [name, value] of Object.entries({ bsaPercent, depigmentationPercent })) {
    if (!(value >= 0 && value <= 100)) {
      throw new RangeError(`Expected a percentage from 0 to 100 for ${name} but received ${value}`);
    }
  }
}

/** The nearest level; halfway between two, the higher one (cut points 5, 17.5, 37.5, 62.5, 82.5, 95 %). */
export function ladderLevel(depigmentationPercent: number): number {
  assertPatch({ bsaPercent: 0, depigmentationPercent });
  let nearest: number = VASI_LADDER_PERCENT[0];
  for (const level of VASI_LADDER_PERCENT) {
    if (Math.abs(level - depigmentationPercent) <= Math.abs(nearest - depigmentationPercent)) nearest = level;
  }
  return nearest;
}

/**
 * What these lesions add to a VASI, with depigmentation as measured: Σ %BSA × depigmentation, 0 to 100. Never to be
 * called "VASI" without "continuous": an assessor's score knows seven levels only.
 */
export function vasiContinuous(patches: readonly DepigmentedPatch[]): number {
  patches.forEach(assertPatch);
  return patches.reduce((sum, patch) => sum + (patch.bsaPercent * patch.depigmentationPercent) / 100, 0);
}

/** The same with each lesion's depigmentation moved to the nearest level first: per lesion, not on the average. */
export function vasiLaddered(patches: readonly DepigmentedPatch[]): number {
  return vasiContinuous(
    patches.map((patch) => ({ ...patch, depigmentationPercent: ladderLevel(patch.depigmentationPercent) })),
  );
}
