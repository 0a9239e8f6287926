import { attempt as resultOrReason } from '../statistics/refuse.ts';
import type { TestResult } from '../statistics/test-result.ts';

/** What stands in the place of a figure that the data do not allow. */
export interface NotDone {
  readonly not_done: string;
}

/** The test that the rule chose, and others that a reader may ask for. */
export interface Tests {
  readonly chosen: TestResult | NotDone;
  readonly sensitivity: readonly (TestResult | NotDone)[];
}

export const notDone = (reason: string): NotDone => ({ not_done: reason });
export const noTests = (reason: string): Tests => ({ chosen: notDone(reason), sensitivity: [] });

export const isDone = <T extends object>(outcome: T | NotDone): outcome is T => !('not_done' in outcome);

/** A figure, or why there is none. What is no refusal of the data is thrown on. */
export function attempt<T extends object>(compute: () => T): T | NotDone {
  const tried = resultOrReason(compute);
  return 'reason' in tried ? notDone(tried.reason) : tried.result;
}

/** The first is the chosen one. */
export function testsOf([chosen, ...others]: readonly (() => TestResult)[]): Tests {
  return { chosen: attempt(chosen), sensitivity: others.map((each) => attempt(each)) };
}
