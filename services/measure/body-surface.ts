import type { BsaFormula } from '../domain/patient.ts';

type Formula = (heightCm: number, weightKg: number) => number;

/** Body surface in m² from height in cm and weight in kg; the letters and constants are those of the papers. */
const FORMULAS: Readonly<Record<BsaFormula, Formula>> = {
  /** @source Mosteller1987 */
  mosteller: (H, W) => Math.sqrt((H * W) / 3600),
  /** @source DuBois1916 */
  du_bois: (H, W) => 0.007184 * W ** 0.425 * H ** 0.725,
  /** @source Haycock1978, made for children too */
  haycock: (H, W) => 0.024265 * W ** 0.5378 * H ** 0.3964,
};

/** Body surface in m². */
export function bodySurfaceSquareMetres(formula: BsaFormula, heightCm: number, weightKg: number): number {
  if (!(heightCm > 0 && weightKg > 0)) {
    throw new RangeError(`Expected height and weight above 0 but received ${heightCm} cm and ${weightKg} kg`);
  }
  return FORMULAS[formula](heightCm, weightKg);
}

/** Share of the body surface that an area is, in percent. */
export function bsaPercentOfArea(areaCm2: number, bodySurfaceM2: number): number {
  return (100 * areaCm2) / (bodySurfaceM2 * 1e4);
}
