import { scoreInterval } from '../statistics/proportions.ts';
import { notComputable } from '../statistics/refuse.ts';
import { expectPairs } from './expect-pairs.ts';
import type { Interval } from './interval.ts';

export interface Share {
  readonly count: number;
  readonly n: number;
  readonly percent: number;
  /** 95 %, in percent, by Wilson's score. */
  readonly interval_percent: Interval;
}

/** @source Wilson1927 (doi 10.1080/01621459.1927.10502953) */
export function wilsonShare(count: number, n: number): Share {
  if (n === 0) return notComputable('A share', 'there is nothing to count.');
  const p = count / n;
  const [low, high] = scoreInterval(p, n);
  return { count, n, percent: 100 * p, interval_percent: [100 * low, 100 * high] };
}

/** Share of pairs whose grades differ by at most `within`: 0 for exact agreement, 1 for ± 1 grade. */
export function gradeAgreement(first: readonly number[], second: readonly number[], within: 0 | 1): Share {
  expectPairs('Grades', first, second);
  return wilsonShare(first.filter((grade, i) => Math.abs(grade - second[i]) <= within).length, first.length);
}
