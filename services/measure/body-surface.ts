import type { BodyRegion } from '../domain/body-region.ts';

/** Body surface in m². @source Mosteller1987 (N Engl J Med 317:1098) */
export function mostellerSquareMetres(heightCm: number, weightKg: number): number {
  if (!(heightCm > 0 && weightKg > 0)) {
    throw new RangeError(`Expected height and weight above 0 but received ${heightCm} cm and ${weightKg} kg`);
  }
  return Math.sqrt((heightCm * weightKg) / 3600);
}

/** Share of the body surface that an area is, in percent. */
export function bsaPercentOfArea(areaCm2: number, bodySurfaceM2: number): number {
  return (100 * areaCm2) / (bodySurfaceM2 * 1e4);
}

/**
 * Share of an adult's body surface, in percent, that a photo of the whole region from one side shows. Paired parts are
 * one side of one of them. The face is that of F-VASI (without scalp, ears and neck).
 * @source LundBrowder1944 (adult column, per surface); face: Rosmarin2022 (F-VASI range 0 to 3)
 */
export const REGION_SHARE_PERCENT: Readonly<Record<BodyRegion, number | null>> = {
  face: 3,
  scalp: 3.5,
  neck: 1,
  trunk_front: 13,
  trunk_back: 13,
  upper_arm: 2,
  forearm: 1.5,
  hand: 1.25,
  buttocks: 5,
  thigh: 4.75,
  lower_leg: 3.5,
  foot: 1.75,
  genitalia: 1,
  other: null,
};
