import { expectPairs } from './expect-pairs.ts';
/** Counts of pairs of grades: rows are the first rater's, columns the second's. */
export interface RatingTable {
  /** The grades that occur, ascending. One that nobody gave changes no figure. */
  readonly grades: readonly number[];
  readonly counts: readonly (readonly number[])[];
}

/** Counts the pairs. @throws RangeError when the lists differ in length */
export function ratingTable(first: readonly number[], second: readonly number[]): RatingTable {
  expectPairs('Grades', first, second);
  const grades = [...new Set([...first, ...second])].sort((a, b) => a - b);
  const place = new Map(grades.map((grade, i) => [grade, i]));
  const counts = grades.map(() => grades.map(() => 0));
  first.forEach((grade, i) => {
    counts[place.get(grade) ?? 0][place.get(second[i]) ?? 0] += 1;
  });
  return { grades, counts };
}
