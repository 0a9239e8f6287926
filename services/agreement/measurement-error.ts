import type { MeanSquares } from './mean-squares.ts';

/** 1.96 √2: two readings of one target differ by less than this many SEM in 95 % of cases. */
export const SDC_PER_SEM = 1.96 * Math.SQRT2;

/** Whether a shift between raters is an error. */
export const ERROR_KINDS = ['agreement', 'consistency'] as const;
export type ErrorKind = (typeof ERROR_KINDS)[number];

/** In the unit of the readings. */
export interface MeasurementError {
  /** Standard error of measurement: of one reading, by any rater. */
  readonly sem: number;
  /** Smallest detectable change of one subject. */
  readonly sdc: number;
  /** Smallest detectable change of the mean of the n targets: SDC / √n. */
  readonly sdc_group: number;
}

/**
 * SEM of agreement, √(σ²_raters + σ²_residual) = √((JMS - EMS) / n + EMS), with the raters' part 0 where JMS < EMS; of consistency, √EMS,
 * where a shift between raters is not an error. SDC = 1.96 √2 SEM.
 * @source deVet2006 (doi 10.1016/j.jclinepi.2005.10.015)
 */
export function measurementError({ n, JMS, EMS }: MeanSquares, kind: ErrorKind): MeasurementError {
  const raters = kind === 'agreement' ? Math.max(0, (JMS - EMS) / n) : 0;
  const sem = Math.sqrt(raters + EMS);
  const sdc = SDC_PER_SEM * sem;
  return { sem, sdc, sdc_group: sdc / Math.sqrt(n) };
}
