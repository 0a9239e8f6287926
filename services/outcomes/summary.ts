import { mean, percentile } from '../agreement/order-statistics.ts';
import { standardDeviation } from '../statistics/sample.ts';
import { shapiroWilk } from '../statistics/shapiro-wilk.ts';
import type { TestResult } from '../statistics/test-result.ts';
import { attempt, isDone, type NotDone } from './attempt.ts';

/** Below this the values of a group are not taken to be normal. */
const ALPHA = 0.05;

/** In the unit of the values. Both forms are given; `summary_by` of the row says which the rule chose. */
export interface NumberSummary {
  readonly n: number;
  readonly missing: number;
  /** Null without values. */
  readonly mean: number | null;
  /** Over n - 1; null below two values. */
  readonly sd: number | null;
  readonly median: number | null;
  /** Quartiles of definition 7 of HyndmanFan1996, R's default. */
  readonly quartiles: readonly [number, number] | null;
  readonly range: readonly [number, number] | null;
  readonly shapiro_wilk: TestResult | NotDone;
}

export type SummaryForm = 'mean_sd' | 'median_iqr';

export function summarise(values: readonly (number | null)[]): NumberSummary {
  const present = values.filter((value) => value !== null);
  const counts = { n: present.length, missing: values.length - present.length };
  const normality = attempt(() => shapiroWilk(present));
  if (present.length === 0) {
    return { ...counts, mean: null, sd: null, median: null, quartiles: null, range: null, shapiro_wilk: normality };
  }
  const [low, quarter, median, threeQuarters, high] = [0, 25, 50, 75, 100].map((each) => percentile(present, each));
  return {
    ...counts,
    mean: mean(present),
    sd: present.length < 2 ? null : standardDeviation(present),
    median,
    quartiles: [quarter, threeQuarters],
    range: [low, high],
    shapiro_wilk: normality,
  };
}

/** Mean ± SD where Shapiro–Wilk was done in every group and rejects in none, else median [quartiles]. */
export function summaryForm(groups: readonly NumberSummary[]): SummaryForm {
  const normal = groups.every(({ shapiro_wilk: test }) => isDone(test) && test.p_value >= ALPHA);
  return normal && groups.length > 0 ? 'mean_sd' : 'median_iqr';
}
