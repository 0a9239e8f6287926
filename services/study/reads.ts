import { sha256Hex } from '../sha256.ts';
import type { ReadPlan } from './protocol.ts';

export const READ_KINDS = ['first', 'repeat', 'adjudication'] as const;
export type ReadKind = (typeof READ_KINDS)[number];

/** What a reader had been shown of the machine's value when a value was entered. */
export const MACHINE_SEEN = ['none', 'with_photo', 'after_own_read'] as const;
export type MachineSeen = (typeof MACHINE_SEEN)[number];

/** Of a photo or visit: whether a third person has to decide, and has. */
export const ADJUDICATION_STATES = ['not_needed', 'waiting', 'done'] as const;
export type AdjudicationState = (typeof ADJUDICATION_STATES)[number];

/** What a signature says. @source 21CFR11 (11.50: "such as review, approval, responsibility, or authorship") */
export const SIGNATURE_MEANINGS = ['authorship', 'review', 'approval', 'responsibility'] as const;
export type SignatureMeaning = (typeof SIGNATURE_MEANINGS)[number];

/** A round's plan: the protocol's, as it was, with the limit. */
export interface RoundPlan extends ReadPlan {
  /** In the units of the score; null where nothing is adjudicated. */
  readonly adjudication_limit: number | null;
}

/** A number in hexadecimal that nobody can steer, the same for the same words. */
function lot(...words: readonly (string | number)[]): string {
  return sha256Hex(words.join('\n'));
}

function sortedBy<T>(things: readonly T[], key: (thing: T) => string): readonly T[] {
  return [...things].sort((a, b) => (key(a) < key(b) ? -1 : 1));
}

/** The units that come twice: the same ones for each reader, so that readers can be compared in how they repeat themselves. */
export function repeatedUnits(seed: string, unitIds: readonly string[], repeatPercent: number): readonly string[] {
  const count = Math.round((unitIds.length * repeatPercent) / 100);
  return sortedBy(unitIds, (unit) => lot(seed, 'repeat', unit)).slice(0, count);
}

export interface OrderedRead {
  readonly unitId: string;
  readonly kind: Extract<ReadKind, 'first' | 'repeat'>;
}

/**
 * A reader's order: by lot, another for each reader, and the same whenever it is drawn again from the seed. Of a unit that comes
 * twice, whichever comes later is the repeat.
 */
export function readOrder(
  seed: string,
  readerId: string,
  { unitIds, repeatPercent }: { readonly unitIds: readonly string[]; readonly repeatPercent: number },
): readonly OrderedRead[] {
  const twice = repeatedUnits(seed, unitIds, repeatPercent);
  const copies = [...unitIds.map((unit) => [unit, 1] as const), ...twice.map((unit) => [unit, 2] as const)];
  const seen = new Set<string>();
  return sortedBy(copies, ([unit, copy]) => lot(seed, 'order', readerId, unit, copy)).map(([unitId]) => {
    const kind = seen.has(unitId) ? 'repeat' : 'first';
    seen.add(unitId);
    return { unitId, kind };
  });
}

/** What is wrong with the number of readers under the plan; undefined where nothing is. */
export function faultOfReaders({ design }: ReadPlan, count: number): string | undefined {
  if (design === 'one_reader' && count !== 1) return `The protocol reads with one reader, but ${count} are named.`;
  if (design === 'two_readers' && count !== 2) return `The protocol reads with two readers, but ${count} are named.`;
  if (design === 'panel' && count < 3) return `A panel has three readers at least, but ${count} are named.`;
  return undefined;
}

/** A difference of two decimal fractions carries an error in the sixteenth digit: 17.1 − 10 is not beyond 7.1. */
const DUST = 1e-9;

/** Whether readers, or a reader and the machine, differ by more than the limit. */
export function needsAdjudication(
  { adjudication_limit: limit, adjudicate_machine: withMachine }: RoundPlan,
  values: { readonly readers: readonly number[]; readonly machine: number | null },
): boolean {
  if (limit === null) return false;
  const compared = withMachine && values.machine !== null ? [...values.readers, values.machine] : values.readers;
  return Math.max(...compared) - Math.min(...compared) > limit + DUST;
}

/**
 * What counts for a unit: the adjudicator's value where there is one, else the mean of the readers. Null while a read or an
 * adjudication is missing.
 */
export function consensus(reads: {
  readonly readers: readonly (number | null)[];
  /** Undefined where none was needed, null while it waits. */
  readonly adjudication: number | null | undefined;
}): number | null {
  if (reads.adjudication !== undefined) return reads.adjudication;
  const values = reads.readers.filter((value) => value !== null);
  if (values.length < reads.readers.length || values.length === 0) return null;
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** Whether the machine's value is shown with a read now. */
export function isMachineShown({ machine }: Pick<ReadPlan, 'machine'>, read: { readonly isSigned: boolean }): boolean {
  return machine === 'shown_with_photo' || (machine === 'shown_after' && read.isSigned);
}

/** What a value that is entered now was entered under. */
export function machineSeen(plan: Pick<ReadPlan, 'machine'>, read: { readonly isSigned: boolean }): MachineSeen {
  if (!isMachineShown(plan, read)) return 'none';
  return plan.machine === 'shown_with_photo' ? 'with_photo' : 'after_own_read';
}
