import type { PatchRepigmentation, Repigmentation } from '../domain/measurement.ts';
import { DEFAULT_GRADE_BOUNDS_PERCENT, repigmentationGrade } from '../scores/repigmentation-grade.ts';
import { followPatches, type PatchChange, type PatchChanges } from './patch-repigmentation.ts';
import type { RegisteredVisits } from './regrowth.ts';
import { repigmentation } from './repigmentation.ts';
import { patternShares } from './repigmentation-pattern.ts';
import { rounded } from './rounded.ts';

interface ReportOptions {
  /** Bounds between the grades, percent. */
  readonly gradeBoundsPercent?: readonly number[] | undefined;
  /** Width of an upload pixel's share of the grid: upload px per grid px. */
  readonly uploadPerGrid?: number;
  /** How far the colour of a border blurs, grid px; see `patternShares`. */
  readonly borderReachPx?: number;
}

/**
 * The reported figures of a follow-up against its baseline; null when the baseline shows no lesion in the shared area.
 * @throws RangeError when masks differ in size or the bounds are none
 */
export function repigmentationReport(visits: RegisteredVisits, options: ReportOptions = {}): Repigmentation | null {
  const { gradeBoundsPercent = DEFAULT_GRADE_BOUNDS_PERCENT, uploadPerGrid = 1, borderReachPx = 1 } = options;
  const percents = repigmentation(visits.baseline, visits.followUp, visits.shared);
  if (!percents) return null;
  const changes = followPatches(visits);
  const before = changes.patches.reduce((sum, patch) => sum + patch.before, 0);
  return {
    gross_percent: rounded(percents.grossPercent, 2),
    new_percent: rounded(percents.newPercent, 2),
    net_percent: rounded(percents.netPercent, 2),
    grade: repigmentationGrade(percents.netPercent, gradeBoundsPercent),
    grade_bounds_percent: [...gradeBoundsPercent],
    pigment_weighted_percent: pigmentWeightedTotal(changes),
    pattern: patternShares(visits, changes, borderReachPx),
    patches: changes.patches.map((patch) => patchReport(patch, uploadPerGrid)),
    new_patches: { count: changes.apart.count, percent: rounded((100 * changes.apart.pixels) / before, 2) },
  };
}

function patchReport(patch: PatchChange, uploadPerGrid: number): PatchRepigmentation {
  const { before, regained, added, centroid, pixels } = patch;
  const percent = (part: number) => (before === 0 ? null : rounded((100 * part) / before, 2));
  return {
    centroid_px: [rounded(centroid[0] * uploadPerGrid, 1), rounded(centroid[1] * uploadPerGrid, 1)],
    shared_percent: rounded((100 * before) / pixels, 2),
    gross_percent: percent(regained),
    new_percent: percent(added),
    net_percent: percent(regained - added),
    pigment_weighted_percent: pigmentWeighted(patch.depigmentedBefore, patch.depigmentedAfter),
  };
}

/** 100 · (A0·d0 − At·dt) / (A0·d0); null where nothing was depigmented. (docs/measurement.md, section 6) */
function pigmentWeighted(before: number, after: number): number | null {
  return before > 0 ? rounded((100 * (before - after)) / before, 2) : null;
}

function pigmentWeightedTotal({ patches, apart }: PatchChanges): number | null {
  const before = patches.reduce((sum, patch) => sum + patch.depigmentedBefore, 0);
  const after = patches.reduce((sum, patch) => sum + patch.depigmentedAfter, apart.depigmented);
  return pigmentWeighted(before, after);
}
