import type { BodyRegion, View } from '../domain/body-region.ts';
import type { Measurement } from '../domain/measurement.ts';
import { bsaPercentOfArea, mostellerSquareMetres, REGION_SHARE_PERCENT } from './body-surface.ts';

interface BsaInput {
  readonly areaCm2: number | null;
  readonly percentOfSkin: number;
  readonly region?: BodyRegion | undefined;
  readonly view?: View | undefined;
  readonly patient?: { readonly heightCm: number; readonly weightKg: number } | undefined;
}

export interface BsaPercent {
  readonly percent: number;
  readonly method: NonNullable<Measurement['lesion']['bsa_method']>;
}

/**
 * %BSA by the measured area over the patient's body surface where both are known; else by the region's share where the
 * view shows a whole region; else not at all.
 */
export function bsaPercent({ areaCm2, percentOfSkin, region, view, patient }: BsaInput): BsaPercent | null {
  if (areaCm2 !== null && patient) {
    const surface = mostellerSquareMetres(patient.heightCm, patient.weightKg);
    return { percent: bsaPercentOfArea(areaCm2, surface), method: 'absolute_mosteller' };
  }
  const share = region === undefined ? null : REGION_SHARE_PERCENT[region];
  if (view !== 'whole_region' || share === null) return null;
  return { percent: (percentOfSkin / 100) * share, method: 'region_share' };
}
