import type { BodyRegion } from '../domain/body-region.ts';

/** Columns of the chart by the youngest age, in whole years, that each holds for: up to the next one. */
export const LUND_BROWDER_AGES = [0, 1, 5, 10, 15, 16] as const;
const ADULT = LUND_BROWDER_AGES.length - 1;

/** The parts whose share changes with age: half a head, half a thigh, half a lower leg. Percent, front or back. */
const HALF_HEAD = [9.5, 8.5, 6.5, 5.5, 4.5, 3.5] as const;
const HALF_THIGH = [2.75, 3.25, 4, 4.25, 4.5, 4.75] as const;
const HALF_LOWER_LEG = [2.5, 2.5, 2.75, 3, 3.25, 3.5] as const;

/**
 * The face of F-VASI: without scalp, ears and neck. Known for adults only, so a child's face has no share.
 * @source Rosmarin2022 (F-VASI goes from 0 to 3)
 */
const FACE_PERCENT = 3;

/** What one photo of a whole region from one side shows, for all ages. Paired parts are one side of one of them. */
const CONSTANT_SHARE_PERCENT = {
  neck: 1,
  trunk_front: 13,
  trunk_back: 13,
  upper_arm: 2,
  forearm: 1.5,
  hand: 1.25,
  buttocks: 5,
  foot: 1.75,
  genitalia: 1,
  other: null,
} as const;

/** The column of the chart: the adult's where the age is not known. */
function columnOf(ageYears: number | undefined): number {
  if (ageYears === undefined) return ADULT;
  if (!(ageYears >= 0)) throw new RangeError(`Expected an age of at least 0 years but received ${ageYears}`);
  return LUND_BROWDER_AGES.findLastIndex((from) => from <= ageYears);
}

/** What the column is called: "adult", "10 to 14 years". */
export function ageGroupOf(ageYears: number | undefined): string {
  const column = columnOf(ageYears);
  if (column === ADULT) return 'adult';
  const from = LUND_BROWDER_AGES[column];
  const to = LUND_BROWDER_AGES[column + 1] - 1;
  return from === to ? `${from} years` : `${from} to ${to} years`;
}

/**
 * Share of the body surface, in percent, that a photo of the whole region from one side shows; null where none is known.
 * @param ageYears adult where left out
 * @source LundBrowder1944 (per surface)
 */
export function regionSharePercent(region: BodyRegion, ageYears?: number): number | null {
  const column = columnOf(ageYears);
  switch (region) {
    case 'face':
      return column === ADULT ? FACE_PERCENT : null;
    case 'scalp':
      return HALF_HEAD[column];
    case 'thigh':
      return HALF_THIGH[column];
    case 'lower_leg':
      return HALF_LOWER_LEG[column];
    default:
      return CONSTANT_SHARE_PERCENT[region];
  }
}
