import type { Mask } from '../domain/raster.ts';

/** Two visits on the baseline's grid. All masks and maps are of one size. */
export interface RegisteredVisits {
  readonly baseline: Mask;
  readonly followUp: Mask;
  /** What both photos show. */
  readonly shared: Mask;
  /** Residual depigmentation of each pixel at each visit, 0 to 1; absent where the condition has none or it could not be told. */
  readonly depigmentation?: { readonly baseline: Float32Array; readonly followUp: Float32Array } | undefined;
}

/** @throws RangeError when masks or maps differ in size */
export function expectOneSize({ baseline, followUp, shared, depigmentation }: RegisteredVisits): void {
  for (const mask of [followUp, shared]) {
    if (mask.width !== baseline.width || mask.height !== baseline.height) {
      throw new RangeError(
        `Expected masks of ${baseline.width}x${baseline.height} but received ${mask.width}x${mask.height}`,
      );
    }
  }
  for (const map of depigmentation ? [depigmentation.baseline, depigmentation.followUp] : []) {
    if (map.length !== baseline.data.length) {
      throw new RangeError(`Expected a map of ${baseline.data.length} pixels but received ${map.length}`);
    }
  }
}

/** Pixels for which `test` holds, as a mask. */
export function maskWhere({ width, height }: Mask, test: (i: number) => boolean): Mask {
  const data = new Uint8Array(width * height);
  for (let i = 0; i < data.length; i++) if (test(i)) data[i] = 1;
  return { width, height, data };
}
