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

export type Attempt<T> = { readonly result: T } | { readonly reason: string };

/** A result, or the reason for which these data do not allow it. Anything else that goes wrong is thrown. */
export function attempt<T>(compute: () => T): Attempt<T> {
  try {
    return { result: compute() };
  } catch (error) {
    if (error instanceof Refusal && error.code === 'not_computable') return { reason: error.message };
    throw error;
  }
}
