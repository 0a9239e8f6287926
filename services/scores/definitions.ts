import { Refusal } from '../refusal.ts';
import type { ComputedScore, ScoreDefinition } from './definition.ts';
import { BSA_SUM } from './extent.ts';
import { faultOfScore } from './instruments.ts';
import { MASI, MMASI } from './masi.ts';
import { PASI, PASI_CONTINUOUS_AREA } from './pasi.ts';
import { PGA_X_BSA, SPGA } from './pga.ts';
import { readItems, type ScoreItems } from './read-items.ts';
import { VASI_DEFINITIONS } from './vasi-definitions.ts';

/** All that can be computed from items. The other instruments are known by the range of their total only. */
export const SCORE_DEFINITIONS: readonly ScoreDefinition[] = [
  ...VASI_DEFINITIONS,
  PASI,
  PASI_CONTINUOUS_AREA,
  SPGA,
  PGA_X_BSA,
  MASI,
  MMASI,
  BSA_SUM,
];

/** Sums of decimal fractions carry errors in the sixteenth digit; a total of 100 must not be 100.00000000000001. */
const DECIMALS = 10;
const withoutDust = (value: number): number => Number(value.toFixed(DECIMALS));

/** A form shows a total with one decimal at least. */
const FORM_TOLERANCE = 0.05 + 1e-9;

export function findDefinition(id: string): ScoreDefinition | undefined {
  return SCORE_DEFINITIONS.find((definition) => definition.id === id);
}

/**
 * The score of these items by this definition.
 * @throws Refusal `incomplete_score` naming what is missing; `invalid_request` for items or a total out of range
 */
export function computeScore(definition: ScoreDefinition, items: ScoreItems): ComputedScore {
  const { value, parts, warnings } = definition.compute(readItems(definition, items));
  const total = withoutDust(value);
  const fault = faultOfScore(definition.instrument, total);
  if (fault !== undefined) throw new Refusal('invalid_request', fault);
  const roundedParts = Object.entries(parts).map(([name, part]) => [name, withoutDust(part)] as const);
  return { value: total, parts: Object.fromEntries(roundedParts), warnings };
}

/** @throws Refusal where a total that was written down is not the one its items give, beyond rounding to one decimal */
export function refuseOtherTotal(definition: ScoreDefinition, computed: number, written: number): void {
  if (Math.abs(computed - written) <= FORM_TOLERANCE) return;
  throw new Refusal(
    'invalid_request',
    `The items give ${definition.instrument} ${Number(computed.toFixed(4))}, but the value is ${written}: correct one of the two.`,
  );
}
