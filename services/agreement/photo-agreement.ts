import type { Mask } from '../domain/raster.ts';
import { countPixels } from '../raster/count-pixels.ts';
import { type LesionCounts, lesionCounts } from './lesion-wise.ts';
import { dice, iou, type Overlap, overlap } from './overlap.ts';
import { relativeDifference } from './relative-difference.ts';
import { hausdorff95 } from './surface-distance.ts';

/** Skin includes lesion; both of one size. */
export interface SkinAndLesion {
  readonly skin: Mask;
  readonly lesion: Mask;
}

/** The machine's masks of one photo against the truth's (docs/measurement.md, section 8). Null where a figure has no meaning. */
export interface PhotoAgreement {
  readonly dice: number;
  readonly iou: number;
  readonly lesion_pixels: { readonly truth: number; readonly machine: number };
  readonly percent_of_skin: { readonly truth: number; readonly machine: number };
  /** 100 · (machine - truth) / truth; null where the truth has no lesion. */
  readonly area_difference_percent: number | null;
  readonly hd95_px: number | null;
  readonly lesions: LesionCounts;
  /** Pixels that only the machine calls lesion, in % of the truth's skin. */
  readonly false_lesion_percent_of_skin: number;
  /** Share of the truth's lesion that the machine takes for skin, in [0, 1]; null where the truth has no lesion. */
  readonly skin_recall_on_lesion: number | null;
}

/** @throws RangeError when the masks differ in size, or when the truth shows no skin */
export function photoAgreement(truth: SkinAndLesion, machine: SkinAndLesion): PhotoAgreement {
  const lesions = overlap(truth.lesion.data, machine.lesion.data, 1);
  const trueSkin = countPixels(truth.skin);
  const machineSkin = countPixels(machine.skin);
  if (trueSkin === 0) throw new RangeError('Expected a truth that shows skin but received none');
  return {
    dice: dice(lesions),
    iou: iou(lesions),
    lesion_pixels: { truth: lesions.truth, machine: lesions.measured },
    percent_of_skin: {
      truth: (100 * lesions.truth) / trueSkin,
      machine: machineSkin === 0 ? 0 : (100 * lesions.measured) / machineSkin,
    },
    area_difference_percent: lesions.truth === 0 ? null : 100 * relativeDifference(lesions.measured, lesions.truth),
    hd95_px: hausdorff95(truth.lesion, machine.lesion) ?? null,
    lesions: lesionCounts(truth.lesion, machine.lesion),
    false_lesion_percent_of_skin: (100 * (lesions.measured - lesions.intersection)) / trueSkin,
    skin_recall_on_lesion: recall(overlap(truth.lesion.data, machine.skin.data, 1)),
  };
}

function recall({ truth, intersection }: Overlap): number | null {
  return truth === 0 ? null : intersection / truth;
}
