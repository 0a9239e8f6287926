import { isDeepStrictEqual } from 'node:util';
import { findDefinition } from '../scores/definitions.ts';
import type { Instrument } from '../scores/instruments.ts';
import type { Protocol } from './protocol.ts';

/** A protocol as it was in force. */
export interface ProtocolVersion {
  /** 1 for the first. */
  readonly version: number;
  readonly protocol: Protocol;
  readonly inForceFrom: Date;
  /** Why, and by whom, it was amended; null for the first. */
  readonly amendment: { readonly reason: string; readonly amendedBy: string } | null;
}

/** What was recorded under the protocol so far, and has to keep its meaning. */
export interface Recorded {
  readonly visits: readonly { readonly label: string; readonly order: number }[];
  readonly conditions: readonly string[];
  /** Manual scores: the definition is null where only a total was given. */
  readonly scores: readonly { readonly instrument: Instrument; readonly definition: string | null }[];
  /** Whether reads were handed out. */
  readonly hasRounds: boolean;
}

const of = (protocol: Protocol, instrument: Instrument): readonly string[] =>
  protocol.instruments.filter((id) => findDefinition(id)?.instrument === instrument);

/**
 * Why an amendment cannot be: something that was recorded would be of no visit, of no condition, of no score or of another one, or
 * reads that are under way would be of another plan. Undefined where it can. Visits, photographs, instruments and margins can be added;
 * what was not used yet can be changed and taken away.
 */
export function faultOfAmendment(now: Protocol, amended: Protocol, recorded: Recorded): string | undefined {
  if (isDeepStrictEqual(now, amended)) return 'nothing of it is different';
  const visit = recorded.visits.find(
    ({ label, order }) => !amended.visits.some((each) => each.label === label && each.order === order),
  );
  if (visit !== undefined) return `there are visits "${visit.label}", which has to stay visit ${visit.order}`;
  const condition = recorded.conditions.find((each) => !amended.conditions.some((known) => known === each));
  if (condition !== undefined) return `there are photos of ${condition}`;
  for (const { instrument, definition } of recorded.scores) {
    if (definition !== null) {
      if (!amended.instruments.some((id) => id === definition)) return `there are scores by ${definition}`;
    } else if (!isDeepStrictEqual(of(now, instrument), of(amended, instrument))) {
      return `there are scores of ${instrument} that name no definition: by which they are would no longer be known`;
    }
  }
  if (!recorded.hasRounds) return undefined;
  if (!isDeepStrictEqual(now.reads, amended.reads)) return 'reads were handed out by its plan of reads';
  return now.thresholds.adjudication === amended.thresholds.adjudication
    ? undefined
    : 'reads were handed out with its limit of adjudication';
}
