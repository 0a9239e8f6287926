import { notComputable } from '../statistics/refuse.ts';
import { LIMIT_SD } from './bland-altman.ts';
import { spread } from './repeated-limits.ts';

/** Figures of repeated readings by one method, in the unit of the readings. */
export interface Repeatability {
  readonly targets: number;
  /** Sw, the standard deviation of readings of one target. */
  readonly within_sd: number;
  /** 1.96 √2 Sw: two readings of one target differ by less in 95 % of cases. */
  readonly coefficient: number;
  /** 2 √2 Sw, as printed in 1986: twice the standard deviation of the differences about 0. */
  readonly coefficient_2_sd: number;
}

/**
 * Repeatability: Sw² is the mean variance within targets, weighted by their degrees of freedom; of pairs it is Σd² / 2n. A shift from
 * the first reading to the second counts as disagreement.
 * @param targets readings of one target by one method, at least two of each
 * @source BlandAltman1986, BlandAltman1999 section 2.3
 */
export function repeatability(targets: readonly (readonly number[])[]): Repeatability {
  const single = targets.findIndex((readings) => readings.length < 2);
  if (targets.length === 0) return notComputable('Repeatability', 'there are no repeated readings.');
  if (single >= 0) return notComputable('Repeatability', `target ${single + 1} was not read twice.`);
  const spreads = targets.map(spread);
  const free = spreads.reduce((sum, { size }) => sum + size - 1, 0);
  const within_sd = Math.sqrt(spreads.reduce((sum, { squares }) => sum + squares, 0) / free);
  const difference = Math.SQRT2 * within_sd;
  return {
    targets: targets.length,
    within_sd,
    coefficient: LIMIT_SD['1.96'] * difference,
    coefficient_2_sd: LIMIT_SD['2'] * difference,
  };
}
