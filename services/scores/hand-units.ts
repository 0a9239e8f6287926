import type { ItemField } from './definition.ts';

/**
 * What one hand unit (the patient's palm with fingers) is taken for, in percent of the body surface. Scores by eye use 1;
 * an adult's hand is nearer to 0.87, so a score by eye reads 1 / 0.87, some 15 %, above a measured one.
 * @source Rhodes2013 (0.87, whole hand of adults)
 */
export const HAND_UNIT_PERCENT = { nominal: 1, adult: 0.87 } as const;

/** Hands of adults and children, thin and obese, were found between 0.67 and 1.4 %: beyond is a slip, such as the palm alone. */
export const HAND_UNIT_LIMITS = { minimum: 0.6, maximum: 1.5 } as const;

export const HAND_UNIT_FIELD: ItemField = {
  name: 'hand_unit_bsa_percent',
  ...HAND_UNIT_LIMITS,
  integer: false,
  description: `What one hand with fingers is taken for, in percent of the body surface: ${HAND_UNIT_PERCENT.nominal} if left out, ${HAND_UNIT_PERCENT.adult} for an adult's, or as measured`,
  optional: true,
};

/** %BSA, or a score made of it, in hand units: what a rater would read who takes one hand for 1 %. */
export function inHandUnits(bsaPercent: number, handUnitPercent: number): number {
  const { minimum, maximum } = HAND_UNIT_LIMITS;
  if (!(handUnitPercent >= minimum && handUnitPercent <= maximum)) {
    throw new RangeError(`Expected a hand of ${minimum} to ${maximum} % but received ${handUnitPercent}`);
  }
  return bsaPercent / handUnitPercent;
}
