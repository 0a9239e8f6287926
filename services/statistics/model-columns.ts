import { mean } from '../agreement/order-statistics.ts';
import { expectFinite, notComputable } from './refuse.ts';
import { sumOfSquares } from './sample.ts';

/** One column of a model: a measured variable, or 1 and 0 for a level of one. */
export interface ModelColumn {
  readonly name: string;
  readonly values: readonly number[];
}

/** Columns at mean 0 and sd 1, the constant first: what years and percents need to be solved with the same digits. */
export interface StandardisedColumns {
  readonly rows: readonly (readonly number[])[];
  readonly means: readonly number[];
  readonly sds: readonly number[];
}

/** Share of a column's spread that the columns before it must leave unexplained. */
const LEAST_OWN_SHARE = 1e-9;

/**
 * @throws RangeError for columns of unequal length
 * @throws Refusal `not_computable` naming a column that does not vary or is a combination of those before it
 */
export function standardise(figure: string, columns: readonly ModelColumn[], n: number): StandardisedColumns {
  const means: number[] = [];
  const sds: number[] = [];
  const scaled: number[][] = [];
  for (const { name, values } of columns) {
    if (values.length !== n) throw new RangeError(`Expected ${n} values of ${name} but received ${values.length}`);
    expectFinite(name, values);
    const centre = mean(values);
    const sd = Math.sqrt(sumOfSquares(values) / n);
    if (sd <= Number.EPSILON * n * Math.abs(centre)) notComputable(figure, `${name} does not vary; leave it out.`);
    means.push(centre);
    sds.push(sd);
    scaled.push(values.map((value) => (value - centre) / sd));
  }
  refuseCombination(figure, columns, scaled);
  return { rows: Array.from({ length: n }, (_, i) => [1, ...scaled.map((column) => column[i])]), means, sds };
}

/** Gram–Schmidt: what is left of each column beside those before it. */
function refuseCombination(figure: string, columns: readonly ModelColumn[], scaled: readonly (readonly number[])[]) {
  const directions: (readonly number[])[] = [];
  scaled.forEach((column, j) => {
    let rest = [...column];
    for (const direction of directions) {
      const along = rest.reduce((sum, value, i) => sum + value * direction[i], 0);
      rest = rest.map((value, i) => value - along * direction[i]);
    }
    const length = Math.hypot(...rest);
    if (length <= LEAST_OWN_SHARE * Math.hypot(...column)) {
      notComputable(figure, `${columns[j].name} is a combination of the other predictors; leave one of them out.`);
    }
    directions.push(rest.map((value) => value / length));
  });
}
