import { TAIL, tQuantile } from '../statistics/distributions.ts';
import { notComputable } from '../statistics/refuse.ts';
import { around, type Interval } from './interval.ts';
import { mean } from './order-statistics.ts';

/** A line y = intercept + slope · x between two methods. */
export interface Line {
  readonly slope: number;
  readonly intercept: number;
}

export interface FittedLine extends Line {
  readonly n: number;
  readonly slope_interval: Interval | null;
  readonly intercept_interval: Interval | null;
  /** Jackknife standard errors; null where there is no interval. */
  readonly slope_error: number | null;
  readonly intercept_error: number | null;
  /** Groups that were left out one at a time: the subjects, or fewer where that would take too long. */
  readonly jackknife_groups: number;
}

/** Below this many subjects there is no spread to tell. */
const LEAST_GROUPS = 3;

/** The line with the intervals that the lines without each subject give. */
export function jackknifed(
  figure: string,
  { n, line, left }: { readonly n: number; readonly line: Line; readonly left: readonly Line[] },
): FittedLine {
  if (!Number.isFinite(line.slope)) return notComputable(figure, 'the two readings do not vary together.');
  const g = left.length;
  const none = {
    slope_interval: null,
    intercept_interval: null,
    slope_error: null,
    intercept_error: null,
    jackknife_groups: g,
  };
  if (g < LEAST_GROUPS || left.some(({ slope }) => !Number.isFinite(slope))) {
    return { n, ...line, ...none };
  }
  const t = tQuantile(1 - TAIL, g - 2);
  const error = (values: readonly number[]): number => {
    const centre = mean(values);
    return Math.sqrt(((g - 1) / g) * values.reduce((sum, value) => sum + (value - centre) ** 2, 0));
  };
  const slope_error = error(left.map(({ slope }) => slope));
  const intercept_error = error(left.map(({ intercept }) => intercept));
  return {
    ...{ n, ...line, slope_error, intercept_error, jackknife_groups: g },
    slope_interval: around(line.slope, t * slope_error),
    intercept_interval: around(line.intercept, t * intercept_error),
  };
}
