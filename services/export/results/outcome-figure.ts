import { isDone, type NotDone, type Tests } from '../../outcomes/attempt.ts';
import type { NumberSummary } from '../../outcomes/summary.ts';
import type { Estimate, Interval, TestResult } from '../../statistics/test-result.ts';

/** A figure of an outcome as one row of a table; what does not apply is left out. */
export interface OutcomeFigure {
  readonly table?: string;
  readonly variable?: string;
  readonly level?: string | null;
  /** Empty for what is between groups. */
  readonly group?: string | null;
  readonly n?: number;
  readonly missing?: number;
  readonly figure?: string;
  /** Which of several variants it is. */
  readonly form?: string;
  readonly value?: number | null;
  readonly unit?: string | null;
  readonly interval?: Interval | null;
  readonly interval_form?: string;
  readonly p_value?: number;
  readonly test?: string;
  readonly test_variant?: string;
  readonly statistic?: string;
  readonly df?: string;
  readonly note?: string;
  readonly references?: string;
}

/** What everybody together is called. */
export const EVERYBODY = 'all';

/** Both forms of a summary, whichever the tables show. */
export function summaryFigures(about: OutcomeFigure, summary: NumberSummary): readonly OutcomeFigure[] {
  const { n, missing, mean, sd, median, quartiles, range, shapiro_wilk: normality } = summary;
  const of = (figure: string, value: number | null | undefined, form?: string): OutcomeFigure => ({
    ...{ ...about, n, missing, figure, value: value ?? null },
    ...(form !== undefined && { form }),
  });
  return [
    of('mean', mean),
    of('SD', sd, 'n - 1'),
    of('median', median),
    of('first quartile', quartiles?.[0], 'type 7'),
    of('third quartile', quartiles?.[1], 'type 7'),
    of('smallest', range?.[0]),
    of('largest', range?.[1]),
    testFigure({ ...about, n, missing, unit: null }, normality, 'of normality'),
  ];
}

export function estimateFigure(about: OutcomeFigure, estimate: Estimate | NotDone): OutcomeFigure {
  if (!isDone(estimate)) return { ...about, note: estimate.not_done };
  const { value, interval, method } = estimate;
  return { ...about, value, interval, interval_form: `95 %, ${method}` };
}

/** The chosen test, then the others, each with its variant and what it estimates. */
export function testFigures(about: OutcomeFigure, { chosen, sensitivity }: Tests): readonly OutcomeFigure[] {
  return [testFigure(about, chosen, 'chosen'), ...sensitivity.map((each) => testFigure(about, each, 'sensitivity'))];
}

function testFigure(about: OutcomeFigure, result: TestResult | NotDone, form: string): OutcomeFigure {
  const named = { ...about, figure: 'test', form };
  if (!isDone(result)) return { ...named, note: result.not_done };
  const { test, variant, statistic, df, p_value, estimate, remarks } = result;
  return {
    ...{ ...named, p_value, test, test_variant: variant },
    ...(statistic && { statistic: `${statistic.name} ${statistic.value}` }),
    ...(df !== null && { df: [df].flat().join(', ') }),
    ...(estimate && {
      ...{ figure: estimate.name, value: estimate.value, interval: estimate.interval },
      interval_form: `95 %, ${estimate.method}`,
    }),
    ...(remarks.length > 0 && { note: remarks.join(' ') }),
  };
}
