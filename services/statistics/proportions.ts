import { Z_95 } from './distributions.ts';
import { notComputable } from './refuse.ts';
import type { Estimate, Interval } from './test-result.ts';

/** Events of people. */
export interface Proportion {
  readonly events: number;
  readonly n: number;
}

function share(figure: string, { events, n }: Proportion): number {
  if (n === 0) notComputable(figure, 'there is no one to count.');
  if (!(Number.isInteger(events) && Number.isInteger(n) && events >= 0 && events <= n)) {
    throw new RangeError(`Expected events of people but received ${events} of ${n}`);
  }
  return events / n;
}

/** The proportions that a score test does not reject. */
export function scoreInterval(p: number, n: number): Interval {
  const z2 = Z_95 ** 2;
  const centre = p + z2 / (2 * n);
  const half = Z_95 * Math.sqrt((p * (1 - p)) / n + z2 / (4 * n ** 2));
  const end = (sign: number): number => (centre + sign * half) / (1 + z2 / n);
  // Of none, and of all, the interval starts at the bound itself, not a rounding beside it.
  return [p === 0 ? 0 : end(-1), p === 1 ? 1 : end(1)];
}

/**
 * A proportion with Wilson's score interval, without continuity correction.
 * @throws Refusal `not_computable` of no one
 * @source Wilson1927 (J Am Stat Assoc 22:209)
 */
export function wilson(proportion: Proportion): Estimate {
  const value = share('Proportion', proportion);
  const method = 'Wilson score, without continuity correction';
  return { name: 'proportion', value, interval: scoreInterval(value, proportion.n), method };
}

/**
 * A difference of two independent proportions with Newcombe's interval of the two score intervals.
 * @throws Refusal `not_computable` of no one
 * @source Newcombe1998 (Stat Med 17:873, method 10)
 */
export function newcombe(first: Proportion, second: Proportion): Estimate {
  const figure = 'Difference of proportions';
  const [a, b] = [share(figure, first), share(figure, second)];
  const [aLow, aHigh] = scoreInterval(a, first.n);
  const [bLow, bHigh] = scoreInterval(b, second.n);
  const value = a - b;
  const interval: Interval = [value - Math.hypot(a - aLow, bHigh - b), value + Math.hypot(aHigh - a, b - bLow)];
  return { name: 'difference of proportions', value, interval, method: 'Newcombe hybrid score (method 10)' };
}
