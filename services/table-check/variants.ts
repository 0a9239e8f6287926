import type { Grade } from './finding.ts';
import { TRUNCATED } from './finding.ts';
import type { Interval } from './interval.ts';
import { type Agreement, agreement, type Printed, type Reading } from './printed.ts';
import type { TestName } from './statements.ts';

/** One form of a test, recomputed from what is printed. */
export interface Variant {
  readonly test: TestName;
  readonly label: string;
  /** From the printed numbers as they stand. */
  readonly p: number;
  /** p over all numbers that print like those. */
  readonly range: (reading: Reading) => Interval;
}

export interface Verdict {
  readonly grade: Grade;
  readonly recomputed: string;
  readonly explanation: string;
}

/** Forms that the name of a test leaves open. */
const SAME_NAME: Readonly<Partial<Record<TestName, readonly TestName[]>>> = {
  'chi-square': ['chi-square', 'chi-square yates'],
};
/** A p-value this near to the recomputed one may come from a form of the test that is not tried here (N − 1, mid-p, likelihood ratio). */
const NEAR_RATIO = 1.1;
const USUAL_ALPHA = 0.05;

const decimals = (p: number): string => (p >= 0.001 ? p.toFixed(4) : p.toExponential(1));
/** P-values for people: four decimals, or two digits of a small one. */
export const shownP = (p: number): string => (p > 0 && p < 1e-300 ? '< 1e-300' : decimals(p));

/** Holds a printed p-value against every form: the stated test first, rounded before truncated. */
export function judge(p: Printed, stated: TestName | null, variants: readonly Variant[]): Verdict {
  const named = stated === null ? null : (SAME_NAME[stated] ?? [stated]);
  const tried = variants.map((variant) => ({
    ...variant,
    isStated: named === null || named.includes(variant.test),
    found: agreement(p, variant.range),
  }));
  const recomputed = variants.map((variant) => `${variant.label}: p ${shownP(variant.p)}`).join('; ');
  const match = (found: Agreement, isStated: boolean) =>
    tried.find((each) => each.found === found && each.isStated === isStated);
  const agrees = match('agrees', true);
  if (agrees !== undefined) return { grade: 'consistent', recomputed, explanation: `Matches ${agrees.label}.` };
  const doubtful = (explanation: string): Verdict => ({ grade: 'doubtful', recomputed, explanation });
  const other = match('agrees', false);
  if (other !== undefined) return doubtful(`Matches ${other.label}, which is not the stated test (${stated}).`);
  const cut = match('truncated', true) ?? match('truncated', false);
  if (cut !== undefined) return doubtful(`Matches ${cut.label}. ${TRUNCATED}`);
  const near = variants.find((variant) => isNear(p, variant.p));
  if (near === undefined) return { grade: 'fault', recomputed, explanation: 'Matches no form of the test.' };
  return doubtful(`Matches no form of the test; ${near.label} is within ${Math.round(100 * (NEAR_RATIO - 1))} %.`);
}

function isNear({ bound, value }: Printed, p: number): boolean {
  if (bound !== '=' || !(value > 0 && p > 0)) return false;
  const sameSide = value < USUAL_ALPHA === p < USUAL_ALPHA;
  return sameSide && Math.abs(Math.log(p / value)) <= Math.log(NEAR_RATIO);
}
