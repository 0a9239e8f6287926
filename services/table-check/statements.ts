import type { Printed } from './printed.ts';

export const TIMES = ['before', 'after', 'change', 'percent change'] as const;
export type Time = (typeof TIMES)[number];

/** `other`: a test that the printed numbers do not allow to be recomputed (ranks, adjusted, trend, exact r × c ...). */
export const TESTS = [
  'chi-square',
  'chi-square yates',
  'fisher',
  't',
  'welch',
  'paired t',
  'wald',
  'likelihood ratio',
  'other',
] as const;
export type TestName = (typeof TESTS)[number];

/** Ratios are symmetric on the log scale. */
export const RATIOS = ['OR', 'AOR', 'RR', 'HR', 'AHR', 'IRR', 'ratio'] as const;
export const MEASURES = [...RATIOS, 'difference', 'mean', 'coefficient'] as const;
export type Measure = (typeof MEASURES)[number];

export const CI_METHODS = ['wald', 't', 'other'] as const;
export type CiMethod = (typeof CI_METHODS)[number];

export const DESIGNS = ['cross-sectional', 'case-control', 'cohort', 'before-after', 'trial'] as const;
export type Design = (typeof DESIGNS)[number];

export const LEVELS = ['complete', 'overlapping'] as const;

/** Where a statement stands: in the published table, and in the file that was typed from it. Blank cells are null. */
export interface Place {
  readonly table: string;
  readonly row: string;
  readonly level: string | null;
  readonly group: string | null;
  readonly line: number;
}

export interface GroupStatement extends Place {
  readonly kind: 'group';
  readonly group: string;
  readonly n: number;
  /** The groups that this one is made of; empty for one that was observed. */
  readonly of: readonly string[];
}

export interface CountStatement extends Place {
  readonly kind: 'count';
  readonly n: number | null;
  readonly count: number | null;
  readonly percent: Printed | null;
  readonly levels: (typeof LEVELS)[number] | null;
}

export interface MeanStatement extends Place {
  readonly kind: 'mean';
  readonly time: Time | null;
  readonly n: number | null;
  readonly mean: Printed;
  readonly sd: Printed | null;
  /** The scale that was read, such as PASI. */
  readonly instrument: string | null;
  /** Whole-number items that each value is the mean of; null where values are no whole numbers. */
  readonly items: number | null;
}

export interface TestStatement extends Place {
  readonly kind: 'test';
  readonly time: Time | null;
  readonly p: Printed;
  readonly test: TestName | null;
}

export interface EstimateStatement extends Place {
  readonly kind: 'estimate';
  readonly measure: Measure;
  readonly estimate: Printed;
  readonly ciLow: Printed;
  readonly ciHigh: Printed;
  /** Such as 95. */
  readonly ciPercent: number;
  readonly ciMethod: CiMethod | null;
  readonly n: number | null;
  readonly df: number | null;
  readonly p: Printed | null;
  readonly test: TestName | null;
}

export interface DesignStatement extends Place {
  readonly kind: 'design';
  readonly design: Design;
}

export type Statement =
  | GroupStatement
  | CountStatement
  | MeanStatement
  | TestStatement
  | EstimateStatement
  | DesignStatement;
export type Kind = Statement['kind'];
