import type { Condition } from '../domain/condition.ts';
import type { Instrument } from './instruments.ts';
import {
  countSurfaces,
  faultOfPhoto,
  type MissingPhotos,
  missingPhotos,
  type VisitPhoto,
  wholeFigures,
} from './visit-surfaces.ts';
import { type VisitTotal, visitTotals } from './visit-vasi.ts';

/** What the machine says of a whole visit. */
export interface VisitMachineScore {
  readonly condition: Condition;
  readonly instrument: Instrument;
  /** Of the manual score that it stands beside. */
  readonly definitionId: string;
  /** In the units of the score, unrounded; null where a photo that it needs is missing. */
  readonly value: number | null;
  /** What it is the sum of. */
  readonly photoIds: readonly string[];
  readonly missing: readonly MissingPhotos[];
}

function bothWays(
  instrument: 'VASI' | 'F-VASI' | 'T-VASI',
  definitionId: string,
  { laddered, continuous, ...of }: VisitTotal,
): readonly VisitMachineScore[] {
  return [
    { condition: 'vitiligo', instrument, definitionId, value: laddered, ...of },
    {
      condition: 'vitiligo',
      instrument: `${instrument}_CONTINUOUS`,
      definitionId: `${definitionId}_CONTINUOUS`,
      value: continuous,
      ...of,
    },
  ];
}

/** Lesions of one condition in percent of the whole body. */
function bsaPercent(condition: Condition, photos: readonly VisitPhoto[]): VisitMachineScore {
  const { surfaces } = countSurfaces(photos, (photo) => {
    if (photo.measurement === null) return 'not_measured';
    const percent = photo.measurement.lesion.bsa_percent;
    return faultOfPhoto(photo) ?? (percent === null ? 'no_score' : { percent });
  });
  const figures = wholeFigures(surfaces);
  return {
    ...{ condition, instrument: 'BSA_PERCENT', definitionId: 'BSA_SUM' },
    value: figures === undefined ? null : figures.reduce((sum, { percent }) => sum + percent, 0),
    photoIds: surfaces.flatMap(({ counted }) => counted.map(({ id }) => id)),
    missing: missingPhotos(surfaces),
  };
}

/**
 * All that the machine scores of a visit, for the conditions that are studied; for PASI, MASI and global assessments it has nothing.
 * @param photos in order of upload, the newest last
 */
export function visitMachineScores(
  conditions: readonly Condition[],
  photos: readonly VisitPhoto[],
): readonly VisitMachineScore[] {
  return conditions.flatMap((condition) => {
    const own = photos.filter(({ measurement }) => measurement === null || measurement.condition === condition);
    if (condition !== 'vitiligo') return [bsaPercent(condition, own)];
    const { vasi5Regions, tVasi, fVasi } = visitTotals(own);
    return [
      ...bothWays('VASI', 'VASI_5_REGIONS', vasi5Regions),
      ...bothWays('F-VASI', 'F-VASI', fVasi),
      ...bothWays('T-VASI', 'T-VASI', tVasi),
      bsaPercent(condition, own),
    ];
  });
}
