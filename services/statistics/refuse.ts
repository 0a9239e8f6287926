import { Refusal } from '../refusal.ts';

/** Refuses a figure that these data do not allow: a reason in the place of a number that means nothing. */
export function notComputable(figure: string, reason: string): never {
  throw new Refusal('not_computable', `${figure}: ${reason}`);
}

/** @throws RangeError for a value that is no finite number: missing values are the caller's to leave out and to count */
export function expectFinite(figure: string, values: readonly number[]): void {
  const bad = values.findIndex((value) => !Number.isFinite(value));
  if (bad >= 0) throw new RangeError(`${figure}: expected finite numbers but received ${values[bad]} at ${bad}`);
}
