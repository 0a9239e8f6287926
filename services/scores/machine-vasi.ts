import type { Measurement } from '../domain/measurement.ts';
import { vasiContinuous, vasiLaddered } from './vasi.ts';

export interface MachineVasi {
  /** %BSA × mean measured depigmentation; null where one of them is not known. */
  readonly continuous: number | null;
  /** With each lesion on the assessor's ladder; null also where not every lesion is listed with its depigmentation. */
  readonly laddered: number | null;
}

/** What of a measurement a score is made of. */
export interface ScoredLesions {
  readonly condition: Measurement['condition'];
  readonly lesion: Pick<Measurement['lesion'], 'pixels' | 'bsa_percent' | 'mean_depigmentation_percent'> & {
    readonly patches: readonly Pick<
      Measurement['lesion']['patches'][number],
      'pixels' | 'mean_depigmentation_percent'
    >[];
  };
}

/** What the lesions of one photo add to a VASI. Other conditions than vitiligo have none. */
export function machineVasi({ condition, lesion }: ScoredLesions): MachineVasi {
  if (condition !== 'vitiligo' || lesion.bsa_percent === null) return { continuous: null, laddered: null };
  if (lesion.pixels === 0) return { continuous: 0, laddered: 0 };
  const bsaPercent = lesion.bsa_percent;
  const mean = lesion.mean_depigmentation_percent;
  return {
    continuous: mean === null ? null : vasiContinuous([{ bsaPercent, depigmentationPercent: mean }]),
    laddered: ladderedVasi(lesion, bsaPercent),
  };
}

function ladderedVasi({ patches, pixels }: ScoredLesions['lesion'], bsaPercent: number): number | null {
  const listed = patches.reduce((sum, patch) => sum + patch.pixels, 0);
  if (listed !== pixels) return null;
  const parts = patches.flatMap((patch) =>
    patch.mean_depigmentation_percent === null
      ? []
      : [
          {
            bsaPercent: (bsaPercent * patch.pixels) / pixels,
            depigmentationPercent: patch.mean_depigmentation_percent,
          },
        ],
  );
  return parts.length === patches.length ? vasiLaddered(parts) : null;
}
