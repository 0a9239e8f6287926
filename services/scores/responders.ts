import type { ResponseDocument, ResponseStatus } from '../domain/response.ts';
import { rounded } from '../measure/rounded.ts';
import { Refusal } from '../refusal.ts';
import { faultOfScore, type Instrument } from './instruments.ts';

interface ResponderDefinition {
  readonly instrument: Instrument;
  /** Raised whenever the same scores would give another status. */
  readonly version: string;
  /** Least relative fall from baseline. */
  readonly leastFallPercent: number;
  /** Keys of the list of sources in docs/measurement.md. */
  readonly sources: readonly string[];
}

const F_VASI = { instrument: 'F-VASI', version: '1', sources: ['Rosmarin2022'] } as const;
const T_VASI = { instrument: 'T-VASI', version: '1', sources: ['Rosmarin2022'] } as const;
const PASI = { instrument: 'PASI', version: '1', sources: ['Fredriksson1978'] } as const;
/** Relative fall; no threshold is agreed. */
const MMASI = { instrument: 'mMASI', version: '1', sources: ['Pandya2011'] } as const;

export const RESPONDER_DEFINITIONS = {
  'F-VASI50': { ...F_VASI, leastFallPercent: 50 },
  'F-VASI75': { ...F_VASI, leastFallPercent: 75 },
  'F-VASI90': { ...F_VASI, leastFallPercent: 90 },
  'T-VASI50': { ...T_VASI, leastFallPercent: 50 },
  'T-VASI75': { ...T_VASI, leastFallPercent: 75 },
  PASI50: { ...PASI, leastFallPercent: 50 },
  PASI75: { ...PASI, leastFallPercent: 75 },
  PASI90: { ...PASI, leastFallPercent: 90 },
  PASI100: { ...PASI, leastFallPercent: 100 },
  mMASI50: { ...MMASI, leastFallPercent: 50 },
  mMASI75: { ...MMASI, leastFallPercent: 75 },
} as const satisfies Readonly<Record<string, ResponderDefinition>>;
export type ResponderId = keyof typeof RESPONDER_DEFINITIONS;
const RESPONDER_IDS = Object.keys(RESPONDER_DEFINITIONS) as ResponderId[];

export const RESPONDER_INSTRUMENTS = [F_VASI, T_VASI, PASI, MMASI].map(({ instrument }) => instrument);
export type ResponderInstrument = (typeof RESPONDER_INSTRUMENTS)[number];

export interface Response {
  /** Missing stays missing: nobody is made a non-responder here. Naming a rule for that is the analysis' part. */
  readonly status: ResponseStatus;
  /** Relative fall from baseline; negative where it got worse; null without both scores or with a baseline of nought. */
  readonly fallPercent: number | null;
}

/** 0.3 of 1.2 is a fall of 75 %, though not in binary fractions. */
const ROUNDING_PERCENT = 1e-9;

/** Enough for any reading, and without the dust of binary fractions, which would show 75 as 74.99999999999999. */
const SHOWN_DECIMALS = 9;

/** Relative fall from baseline in percent; null for a baseline of nought, from which nothing can fall. */
export function fallPercent(baseline: number, followUp: number): number | null {
  return baseline === 0 ? null : (100 * (baseline - followUp)) / baseline;
}

/** Scores of one instrument; null where none was taken. */
export interface ScorePair {
  readonly baseline: number | null;
  readonly followUp: number | null;
}

/**
 * Whether a follow-up answers the definition.
 * @throws Refusal `invalid_request` for a score that this instrument cannot have
 */
export function responseOf(id: ResponderId, { baseline, followUp }: ScorePair): Response {
  const { instrument, leastFallPercent } = RESPONDER_DEFINITIONS[id];
  for (const score of [baseline, followUp]) {
    const fault = score === null ? undefined : faultOfScore(instrument, score);
    if (fault !== undefined) throw new Refusal('invalid_request', fault);
  }
  if (baseline === null || followUp === null) return { status: 'missing', fallPercent: null };
  const fall = fallPercent(baseline, followUp);
  if (fall === null) return { status: 'not_evaluable', fallPercent: null };
  return { status: reaches(fall, leastFallPercent) ? 'responder' : 'non_responder', fallPercent: fall };
}

/** Whether a fall is at least as large as a threshold, both in percent. */
export const reaches = (fall: number, leastFallPercent: number): boolean => fall >= leastFallPercent - ROUNDING_PERCENT;

/**
 * The answer by every definition of an instrument, from the lowest threshold.
 * @throws Refusal `invalid_request` for a score that this instrument cannot have
 */
export function responsesOf(instrument: ResponderInstrument, scores: ScorePair): ResponseDocument {
  const ids = RESPONDER_IDS.filter((id) => RESPONDER_DEFINITIONS[id].instrument === instrument);
  return {
    instrument,
    baseline: scores.baseline,
    follow_up: scores.followUp,
    responses: ids.map((id) => {
      const { version, leastFallPercent, sources } = RESPONDER_DEFINITIONS[id];
      const { status, fallPercent: fall } = responseOf(id, scores);
      const definition = { id, version, least_fall_percent: leastFallPercent, sources: [...sources] };
      return { definition, status, fall_percent: fall === null ? null : rounded(fall, SHOWN_DECIMALS) };
    }),
  };
}

/** The definition that asks for just this fall of an instrument; undefined where none is published. */
export function findResponderId(instrument: string, leastFallPercent: number): ResponderId | undefined {
  return RESPONDER_IDS.find((id) => {
    const definition = RESPONDER_DEFINITIONS[id];
    return definition.instrument === instrument && definition.leastFallPercent === leastFallPercent;
  });
}

/** Undefined for an instrument without definitions of a responder. */
export function findResponderInstrument(name: string): ResponderInstrument | undefined {
  return RESPONDER_INSTRUMENTS.find((instrument) => instrument === name);
}
