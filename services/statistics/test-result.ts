/** Of 95 %. An end at ±Infinity is none: the data do not bound the value on that side. */
export type Interval = readonly [lower: number, upper: number];

/** What a test estimates, with its interval, in the unit of the data where it has one. */
export interface Estimate {
  readonly name: string;
  readonly value: number;
  /** 95 %. Null where there is none, with the reason among the remarks. */
  readonly interval: Interval | null;
  /** How the interval was made. */
  readonly method: string;
}

/** A p-value is never alone: it carries the test's name, and which of its forms it is. */
export interface TestResult {
  /** The test's name as a paper prints it. */
  readonly test: string;
  /** Which of its forms: exact or approximate, corrected or not, equal variances or not. */
  readonly variant: string;
  readonly statistic: { readonly name: string; readonly value: number } | null;
  readonly df: number | readonly [number, number] | null;
  /** Two-sided unless the variant says otherwise. */
  readonly p_value: number;
  readonly estimate: Estimate | null;
  /** What a reader must know before quoting the figure; empty where nothing. */
  readonly remarks: readonly string[];
}
