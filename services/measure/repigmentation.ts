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
