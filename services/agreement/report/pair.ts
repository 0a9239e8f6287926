import { differences } from '../difference.ts';
import type { NameOfPair } from '../difference-forms.ts';
import { groupBy } from '../group-by.ts';
import { mean } from '../order-statistics.ts';

/** Readings of the same things by two methods, none missing. */
export interface Pair {
  readonly first: string;
  readonly second: string;
  readonly a: readonly number[];
  readonly b: readonly number[];
  /** As a spreadsheet numbers them. */
  readonly rows: readonly number[];
  /** Of each row; null where each row is a subject of its own. */
  readonly subjects: readonly string[] | null;
  /** What to call each row in a message, where that is not its number. */
  readonly names?: readonly string[];
}

/** What the reader of a report settles before looking. */
export interface ReportOptions {
  readonly unit: string;
  /** Largest difference that does not matter, in that unit. */
  readonly margin: number | null;
  /** λ of Deming regression: variance of the errors of the second method / that of the first. */
  readonly errorRatio: number;
  readonly seed: number;
}

/** How messages call a place of the pair: by its row. */
export const rowName =
  ({ rows, names }: Pair): NameOfPair =>
  (place) =>
    names?.[place] ?? `row ${rows[place]}`;

/** Places of each subject's rows. */
export function placesBySubject({ a, subjects }: Pick<Pair, 'a' | 'subjects'>): readonly (readonly number[])[] {
  const places = a.map((_, i) => i);
  return subjects === null ? places.map((i) => [i]) : [...groupBy(places, (i) => subjects[i]).values()];
}

/** Values, those of a subject together. */
export function bySubject(values: readonly number[], pair: Pair): readonly (readonly number[])[] {
  return placesBySubject(pair).map((places) => places.map((i) => values[i]));
}

/** One difference of each subject: the mean of its own. */
export function subjectDifferences(pair: Pair): readonly number[] {
  return bySubject(differences(pair.a, pair.b), pair).map(mean);
}
