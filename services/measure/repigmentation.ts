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

/** Bounds between the grades, in percent of net repigmentation, where nothing else is asked for. @source Batchelor2016 (VNS validation: quarters, success above 75 %) */
export const DEFAULT_GRADE_BOUNDS_PERCENT: readonly number[] = [25, 50, 75];

/** Whether these can bound grades: at least one, rising, strictly between 0 and 100. */
export function areGradeBounds(boundsPercent: readonly number[]): boolean {
  const all = [0, ...boundsPercent, 100];
  return boundsPercent.length > 0 && all.every((bound, i) => i === 0 || bound > all[i - 1]);
}

/**
 * Grade of a net repigmentation: `<=0 %`, one interval between neighbouring bounds (upper bound inclusive), `100 %`. With the
 * default bounds `0-25 %`, `25-50 %`, `50-75 %`, `75-100 %`. (docs/measurement.md, section 6)
 * @throws RangeError when the bounds do not rise from above 0 to below 100
 */
export function repigmentationGrade(netPercent: number, boundsPercent = DEFAULT_GRADE_BOUNDS_PERCENT): string {
  if (!areGradeBounds(boundsPercent)) {
    throw new RangeError(`Expected rising grade bounds between 0 and 100 % but received ${boundsPercent.join(', ')}`);
  }
  if (netPercent <= 0) return '<=0 %';
  if (netPercent >= 100) return '100 %';
  const bounds = [0, ...boundsPercent, 100];
  const upper = bounds.findIndex((bound, i) => i > 0 && netPercent <= bound);
  return `${bounds[upper - 1]}-${bounds[upper]} %`;
}
