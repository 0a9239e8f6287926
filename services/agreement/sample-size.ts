import { TAIL, tQuantile, Z_95 } from '../statistics/distributions.ts';
import { LIMIT_SD, limitError } from './bland-altman.ts';

/** An ICC that is planned for: its value, the raters of each target, and the whole width of the 95 % interval wanted. */
export interface IccPlan {
  readonly icc: number;
  readonly raters: number;
  readonly width: number;
}

/**
 * Targets needed so that the 95 % interval of an ICC has about the width w:
 * n = 8 z² (1 - ρ)² (1 + (k - 1) ρ)² / (k (k - 1) w²) + 1. Not rounded; round up.
 * @source Bonett2002 (doi 10.1002/sim.1108), without the correction for k = 2 and ρ of at least 0.7
 */
export function targetsForIccWidth({ icc: rho, raters: k, width: w }: IccPlan): number {
  if (!(rho >= 0 && rho < 1 && k >= 2 && w > 0)) {
    throw new RangeError(`Expected an ICC in [0, 1), 2 raters and a width above 0 but received ${rho}, ${k} and ${w}`);
  }
  return (8 * Z_95 ** 2 * (1 - rho) ** 2 * (1 + (k - 1) * rho) ** 2) / (k * (k - 1) * w ** 2) + 1;
}

/** Half the width of the 95 % interval (1999) of a limit of agreement, in standard deviations of the differences. */
export function limitHalfWidth(n: number): number {
  if (!(n >= 2)) throw new RangeError(`Expected 2 differences but received ${n}`);
  return tQuantile(1 - TAIL, n - 1) * limitError(n, '1999', LIMIT_SD['1.96']);
}
