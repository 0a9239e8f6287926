import { Refusal } from '../refusal.ts';
import { computeScore, findDefinition, refuseOtherTotal } from './definitions.ts';
import { faultOfScore, type Instrument } from './instruments.ts';
import type { ScoreItems } from './read-items.ts';

/** A score as somebody sends it. */
export interface SentScore {
  readonly instrument: Instrument;
  readonly value?: number | undefined;
  readonly items?: ScoreItems | undefined;
  /** By which the total is computed from the items; without it, items are kept as they are sent. */
  readonly definition?: string | undefined;
}

export interface CheckedScore {
  /** Null where only items were sent, without a definition. */
  readonly value: number | null;
  readonly definition?: { readonly id: string; readonly version: string };
}

/**
 * The total by the definition that was named, which a total that was sent has to agree with; without a definition, the total
 * that was sent, if it is within the range of its instrument.
 * @throws Refusal saying what does not fit
 */
export function checkedScore({ instrument, value, items, definition: id }: SentScore): CheckedScore {
  if (value === undefined && items === undefined) {
    throw new Refusal('invalid_request', 'Send a value, items or both.');
  }
  const fault = value === undefined ? undefined : faultOfScore(instrument, value);
  if (fault !== undefined) throw new Refusal('invalid_request', fault);
  const definition = id === undefined ? undefined : findDefinition(id);
  if (definition === undefined) return { value: value ?? null };
  if (definition.instrument !== instrument) {
    throw new Refusal('invalid_request', `${definition.id} gives ${definition.instrument}, not ${instrument}.`);
  }
  if (items === undefined) throw new Refusal('invalid_request', `${definition.id} needs items to compute from.`);
  const computed = computeScore(definition, items);
  if (value !== undefined) refuseOtherTotal(definition, computed.value, value);
  return { value: computed.value, definition };
}
