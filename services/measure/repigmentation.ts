import type { Mask } from '../domain/raster.ts';

/**
 * Repigmentation of a lesion between two registered masks, counted over the pixels that both photos show.
 * Gross: share of the baseline lesion that is lesion no more. New: lesion now that was none, in units of the baseline
 * lesion. Net = gross - new, negative when the lesion has grown. (docs/measurement.md)
 */
export interface RepigmentationPercents {
  readonly grossPercent: number;
  readonly newPercent: number;
  readonly netPercent: number;
}

/**
 * @returns undefined when the baseline shows no lesion in the shared area: a share of nothing is not a number
 * @throws RangeError when the masks differ in size
 */
export function repigmentation(baseline: Mask, followUp: Mask, shared: Mask): RepigmentationPercents | undefined {
  for (const mask of [followUp, shared]) {
    if (mask.width !== baseline.width || mask.height !== baseline.height) {
      throw new RangeError(
        `Expected masks of ${baseline.width}x${baseline.height} but received ${mask.width}x${mask.height}`,
      );
    }
  }
  const count = [0, 0, 0, 0];
  for (let i = 0; i < baseline.data.length; i++) {
    if (!shared.data[i]) continue;
    const change = 2 * baseline.data[i] + followUp.data[i];
    count[change] = count[change] + 1;
  }
  const [, added, healed, stayed] = count as [number, number, number, number];
  const before = healed + stayed;
  if (before === 0) return undefined;
  const percent = (pixels: number): number => (100 * pixels) / before;
  return { grossPercent: percent(healed), newPercent: percent(added), netPercent: percent(healed - added) };
}

/** Upper bounds of the grades, in percent of net repigmentation; they are printed with the grade. @source Batchelor2016 (VNS validation: quarters, success above 75 %) */
const GRADE_BOUNDS_PERCENT = [25, 50, 75] as const;

/** Grade of a net repigmentation: `<=0 %`, `0-25 %`, `25-50 %`, `50-75 %`, `75-100 %`, `100 %` (upper bounds inclusive). */
export function repigmentationGrade(netPercent: number): string {
  if (netPercent <= 0) return '<=0 %';
  if (netPercent >= 100) return '100 %';
  const bounds = [0, ...GRADE_BOUNDS_PERCENT, 100];
  const upper = bounds.findIndex((bound, i) => i > 0 && netPercent <= bound);
  return `${bounds[upper - 1]}-${bounds[upper]} %`;
}
