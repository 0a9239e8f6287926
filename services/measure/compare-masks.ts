import type { Mask } from '../domain/raster.ts';

/** What became of each pixel of the baseline photo. */
export const CHANGE = { none: 0, unchanged: 1, repigmented: 2, newLesion: 3, notShared: 4 } as const;

/** One `CHANGE` value per pixel of the baseline grid. */
export interface ChangeMap {
  readonly width: number;
  readonly height: number;
  readonly data: Uint8Array;
}

export function changeMap(baseline: Mask, followUp: Mask, shared: Mask): ChangeMap {
  const data = new Uint8Array(baseline.data.length);
  const byState = [CHANGE.none, CHANGE.newLesion, CHANGE.repigmented, CHANGE.unchanged];
  for (let i = 0; i < data.length; i++) {
    data[i] = shared.data[i] ? byState[2 * baseline.data[i] + followUp.data[i]] : CHANGE.notShared;
  }
  return { width: baseline.width, height: baseline.height, data };
}
