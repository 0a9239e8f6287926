import { faultOfScore, type Instrument } from './instruments.ts';

interface ResponderDefinition {
  readonly instrument: Instrument;
  /** Least relative fall from baseline. */
  readonly leastFallPercent: number;
}

/** @source Rosmarin2022 (F-VASI, T-VASI), Fredriksson1978 (PASI), Pandya2011 (mMASI; relative fall, no threshold agreed) */
export const RESPONDER_DEFINITIONS = {
  'F-VASI50': { instrument: 'F-VASI', leastFallPercent: 50 },
  'F-VASI75': { instrument: 'F-VASI', leastFallPercent: 75 },
  'F-VASI90': { instrument: 'F-VASI', leastFallPercent: 90 },
  'T-VASI50': { instrument: 'T-VASI', leastFallPercent: 50 },
  'T-VASI75': { instrument: 'T-VASI', leastFallPercent: 75 },
  PASI50: { instrument: 'PASI', leastFallPercent: 50 },
  PASI75: { instrument: 'PASI', leastFallPercent: 75 },
  PASI90: { instrument: 'PASI', leastFallPercent: 90 },
  PASI100: { instrument: 'PASI', leastFallPercent: 100 },
  mMASI50: { instrument: 'mMASI', leastFallPercent: 50 },
  mMASI75: { instrument: 'mMASI', leastFallPercent: 75 },
} as const satisfies Readonly<Record<string, ResponderDefinition>>;
export type ResponderId = keyof typeof RESPONDER_DEFINITIONS;

export interface Response {
  /** Missing stays missing: nobody is made a non-responder here. Naming a rule for that is the analysis' part. */
  readonly status: 'responder' | 'non_responder' | 'not_evaluable' | 'missing';
  /** Relative fall from baseline; negative where it got worse; null without both scores or with a baseline of nought. */
  readonly fallPercent: number | null;
}

/** 0.3 of 1.2 is a fall of 75 %, though not in binary fractions. */
const ROUNDING_PERCENT = 1e-9;

/** Relative fall from baseline in percent; null for a baseline of nought, from which nothing can fall. */
export function fallPercent(baseline: number, followUp: number): number | null {
  return baseline === 0 ? null : (100 * (baseline - followUp)) / baseline;
}

/**
 * Whether a follow-up answers the definition.
 * @param scores of the definition's instrument; null where none was taken
 * @throws RangeError for a score that this instrument cannot have
 */
export function responseOf(
  id: ResponderId,
  { baseline, followUp }: { readonly baseline: number | null; readonly followUp: number | null },
): Response {
  const { instrument, leastFallPercent } = RESPONDER_DEFINITIONS[id];
  for (const score of [baseline, followUp]) {
    const fault = score === null ? undefined : faultOfScore(instrument, score);
    if (fault !== undefined) throw new RangeError(fault);
  }
  if (baseline === null || followUp === null) return { status: 'missing', fallPercent: null };
  const fall = fallPercent(baseline, followUp);
  if (fall === null) return { status: 'not_evaluable', fallPercent: null };
  const responds = fall >= leastFallPercent - ROUNDING_PERCENT;
  return { status: responds ? 'responder' : 'non_responder', fallPercent: fall };
}
