import type { Instrument } from '../../scores/instruments.ts';

/** Instruments whose total is a percentage of something; all others are points of their own scale. */
const PERCENTAGES: ReadonlySet<Instrument> = new Set(['BSA_PERCENT', 'REPIGMENTATION_PERCENT', 'VES', 'SA-VES']);

/** Unit of an instrument's total: per cent, or points of the score, which UCUM writes as an annotation of 1. @source UCUM */
export function unitOfInstrument(instrument: Instrument): '%' | '{score}' {
  return PERCENTAGES.has(instrument) ? '%' : '{score}';
}
