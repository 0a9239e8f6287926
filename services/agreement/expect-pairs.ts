import { expectFinite } from '../statistics/refuse.ts';

/** @throws RangeError when the lists differ in length, or hold what is no finite number */
export function expectPairs(figure: string, a: readonly number[], b: readonly number[]): void {
  if (a.length !== b.length) {
    throw new RangeError(`${figure}: expected pairs but received ${a.length} and ${b.length} values`);
  }
  expectFinite(figure, a);
  expectFinite(figure, b);
}
