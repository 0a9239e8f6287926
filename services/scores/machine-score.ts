import type { MachineVasi } from './machine-vasi.ts';
import { machineVasi } from './machine-vasi.ts';
import type { VisitPhoto } from './visit-surfaces.ts';
import { type TotalName, visitTotal } from './visit-vasi.ts';

/** Which of the two a definition is beside: the assessor's ladder, or the continuous score. */
function pick(score: MachineVasi, definitionId: string): number | null {
  return definitionId.endsWith('_CONTINUOUS') ? score.continuous : score.laddered;
}

/** What the definitions whose ids begin so are totals of. */
const TOTALS: readonly (readonly [definition: string, total: TotalName])[] = [
  ['VASI_5_REGIONS', 'vasi5Regions'],
  ['VASI_6_REGIONS', 'tVasi'],
  ['T-VASI', 'tVasi'],
  ['F-VASI', 'fVasi'],
];

/**
 * The machine's value of all photos of a visit for a score by this definition, in the units of the score; null where the machine
 * gives none, because photos are missing or because it does not measure what the score asks for (PASI, MASI, a global assessment).
 */
export function machineScoreOfVisit(definitionId: string, photos: readonly VisitPhoto[]): number | null {
  const total = TOTALS.find(([definition]) => definitionId.startsWith(definition));
  return total === undefined ? null : pick(visitTotal(photos, total[1]), definitionId);
}

/** The same for one photo: what its lesions alone are, which is a score where the photo shows all that the score is of. */
export function machineScoreOfPhoto(definitionId: string, { region, measurement }: VisitPhoto): number | null {
  if (measurement === null) return null;
  if (definitionId === 'BSA_SUM') return measurement.lesion.bsa_percent;
  if (!definitionId.startsWith('F-VASI') || region !== 'face') return null;
  return pick(machineVasi(measurement), definitionId);
}

/**
 * Decimals of a machine's value as it is printed: a ten-thousandth of a percent of the body surface is 2 mm² of an adult, less than any lesion
 * that a photo shows. What is computed from it (differences, consensus, limits) takes it unrounded.
 */
const PRINTED_DECIMALS = 4;

/** A score as it is shown and exported, without the errors of binary fractions. */
export function printedScore<Value extends number | null>(value: Value): Value {
  return (value === null ? null : Number(value.toFixed(PRINTED_DECIMALS))) as Value;
}
