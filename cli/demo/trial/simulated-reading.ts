import { createHash } from 'node:crypto';
import { normalQuantile } from '../../../services/statistics/distributions.ts';
import { standardDeviation, variance } from '../../../services/statistics/sample.ts';
import type { Scatter, SimulatedReader } from './plan.ts';

/** Fingertip units in a hand, which is 1 % of the body surface. @source Bae2021 (32.1 ± 1.3) */
const FINGERTIPS_PER_HAND = 32.1;
/** The range of F-VASI. */
const MAX_F_VASI = 3;
const HASH_BITS = 48;

/** How the readings of a study lie about the truth, in the units of the score. */
export interface ReadingErrors {
  readonly seed: string;
  /** Of one reading about the truth, over readers. */
  readonly sd: number;
  /** Of what a reader sees in a picture each time. */
  readonly lastingSd: number;
  /** Of what differs when the same reader reads the same picture again. */
  readonly momentarySd: number;
}

/**
 * Spread of the readings that gives the published intraclass correlation on units that differ as these do: the correlation is the
 * share of the variance that lies between units.
 * @param truths true value of every unit
 * @throws RangeError where readers' offsets and repeats together exceed the variance
 */
export function readingErrors(
  truths: readonly number[],
  { scatter, readers }: { readonly scatter: Scatter; readonly readers: readonly SimulatedReader[] },
): ReadingErrors {
  const { seed, icc_between_readers: icc, repeat_variance_share: momentary } = scatter;
  const offsets = readers.filter(({ role }) => role === 'rater').map(({ offset_sd }) => offset_sd);
  const lasting = 1 - momentary - (offsets.length > 1 ? variance(offsets) : 0);
  if (lasting < 0) throw new RangeError(`Expected offsets of less variance but received ${offsets.join(', ')}`);
  const sd = standardDeviation(truths) * Math.sqrt((1 - icc) / icc);
  return { seed, sd, lastingSd: sd * Math.sqrt(lasting), momentarySd: sd * Math.sqrt(momentary) };
}

/** A draw from the standard normal distribution, the same for the same words. */
function standardNormal(...words: readonly string[]): number {
  const bits = createHash('sha256')
    .update(words.join('\n'))
    .digest()
    .readUIntBE(0, HASH_BITS / 8);
  return normalQuantile((bits + 0.5) / 2 ** HASH_BITS);
}

export interface Occasion {
  readonly reader: SimulatedReader;
  /** Names what is read. */
  readonly unit: string;
  /** Tells a first reading from a repeat. */
  readonly kind: string;
  readonly truth: number;
}

/**
 * What a simulated reader writes down: hands of depigmented skin, counted in whole fingertips, all of it fully depigmented, as the
 * lesions are rendered.
 * @returns items of an F-VASI
 */
export function simulatedReading(errors: ReadingErrors, { reader, unit, kind, truth }: Occasion) {
  const { seed, sd, lastingSd, momentarySd } = errors;
  const lasting = lastingSd * standardNormal(seed, reader.name, unit);
  const momentary = momentarySd * standardNormal(seed, reader.name, unit, kind);
  const value = Math.min(MAX_F_VASI, Math.max(0, truth + sd * reader.offset_sd + lasting + momentary));
  const fingertips = Math.round(value * FINGERTIPS_PER_HAND);
  const hand_units = Number((fingertips / FINGERTIPS_PER_HAND).toFixed(4));
  return [{ region: 'face', hand_units, depigmentation_percent: 100 }];
}
