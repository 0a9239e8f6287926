import type { Instrument } from '../scores/instruments.ts';
import { reaches } from '../scores/responders.ts';

/** A change that patients, or experts, were found to hold to be worth having. */
export interface MeaningfulChange {
  readonly meaning: string;
  /** `fall_percent`: relative fall. `fall`: fall in the instrument's unit. `value`: the score at the end itself. */
  readonly measured_by: 'fall_percent' | 'fall' | 'value';
  readonly at_least: number;
  /** Keys of the sources in docs/outcomes.md. */
  readonly sources: readonly string[];
}

const relative = (meaning: string, atLeast: number, source: string): MeaningfulChange => ({
  meaning,
  measured_by: 'fall_percent',
  at_least: atLeast,
  sources: [source],
});

/** The sources in full, as far as they were at hand. */
export const MEANINGFUL_CHANGE_SOURCES: Readonly<Record<string, string>> = {
  Batchelor2016: 'Batchelor JM et al. Br J Dermatol 2016; 174:386',
  Ezzedine2025: 'Ezzedine K et al. JAMA Dermatol 2025; 161:39 (at second hand)',
  Kitchen2022: 'Kitchen H et al. Dermatol Ther 2022; 12. doi 10.1007/s13555-022-00752-8 (percentages at second hand)',
  'SA-VES-MCID': 'A study of 244 patients, whose details were not at hand',
};

/** Published thresholds. Instruments that are not here have none that is agreed: PASI and mMASI among them. */
export const MEANINGFUL_CHANGES: Readonly<Partial<Record<Instrument, readonly MeaningfulChange[]>>> = {
  'T-VASI': [
    relative('lower threshold of meaningful change', 30, 'Ezzedine2025'),
    relative('mean fall of patients "much improved"', 42, 'Ezzedine2025'),
    relative('meaningful to most patients and clinicians', 50, 'Kitchen2022'),
  ],
  'F-VASI': [
    relative('lower threshold of meaningful change', 50, 'Ezzedine2025'),
    relative('mean fall of patients "much improved"', 57, 'Ezzedine2025'),
    relative('meaningful to 80 % of patients and 64 % of experts', 75, 'Kitchen2022'),
  ],
  'SA-VES': [{ meaning: 'minimal important change', measured_by: 'fall', at_least: 1.3, sources: ['SA-VES-MCID'] }],
  VNS: [{ meaning: 'treatment success', measured_by: 'value', at_least: 4, sources: ['Batchelor2016'] }],
};

/** Whether a change is at least as large as the threshold; null where it cannot be said: a baseline of nought. */
export function isMeaningful(
  { measured_by: by, at_least: least }: MeaningfulChange,
  {
    before,
    after,
    fallPercent,
  }: { readonly before: number; readonly after: number; readonly fallPercent: number | null },
): boolean | null {
  if (by === 'value') return after >= least;
  if (by === 'fall') return reaches(before - after, least);
  return fallPercent === null ? null : reaches(fallPercent, least);
}
