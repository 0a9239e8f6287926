import Type from 'typebox';

/** Formulas for the body surface from height and weight; the choice moves %BSA by up to 12 % in obesity. */
export const BSA_FORMULAS = ['mosteller', 'du_bois', 'haycock'] as const;
export type BsaFormula = (typeof BSA_FORMULAS)[number];
export const BsaFormulaSchema = Type.Enum(BSA_FORMULAS);
export const DEFAULT_BSA_FORMULA: BsaFormula = 'mosteller';

/** What %BSA needs to know of a person. Height without weight, or the reverse, gives no body surface. */
export interface Patient {
  readonly heightCm?: number | undefined;
  readonly weightKg?: number | undefined;
  /** At the time of the photo; the shares of an adult hold where it is left out. */
  readonly ageYears?: number | undefined;
  /** Mosteller where left out. */
  readonly bsaFormula?: BsaFormula | undefined;
}
