import { CHART_EDITIONS, CHART_LIGHT, type ChartEdition } from './color-checker.ts';
import { type ColourMatrix, type CorrectionResidual, fitCorrection, leaveOneOutResidual } from './fit-correction.ts';
import type { LinearRgb } from './lab.ts';

/** Mean ΔE00 up to which a correction is good, and up to which it is usable with a flag; above it there are no colours. */
export const RESIDUAL_LIMITS = { good: 3, usable: 6 } as const;

export interface ChartCorrection {
  readonly edition: ChartEdition;
  /** Linear light of the camera to linear sRGB under D65, white of a perfect diffuser at 1. */
  readonly matrix: ColourMatrix;
  /** Leave-one-out, ΔE00. */
  readonly residual: CorrectionResidual;
  /** Mean of the same for the other edition: how clearly the two are told apart. */
  readonly otherEditionMean: number;
  readonly grade: 'good' | 'doubtful' | 'unusable';
}

/**
 * The correction from a chart's patches, and the edition whose values they fit better unless one is asked for.
 * @param seen linear light of the patches that are to be used, with `indices` in the chart's reading order
 */
export function chartCorrection(
  seen: readonly LinearRgb[],
  indices: readonly number[],
  asked?: ChartEdition,
): ChartCorrection {
  const fits = CHART_EDITIONS.map((edition) => {
    const reference = indices.map((i) => CHART_LIGHT[edition][i]);
    return { edition, reference, residual: leaveOneOutResidual(seen, reference) };
  });
  fits.sort((a, b) => a.residual.mean - b.residual.mean);
  const chosen = fits.find(({ edition }) => edition === asked) ?? fits[0];
  const other = fits.find((fit) => fit !== chosen) ?? chosen;
  return {
    edition: chosen.edition,
    matrix: fitCorrection(seen, chosen.reference),
    residual: chosen.residual,
    otherEditionMean: other.residual.mean,
    grade: gradeOf(chosen.residual.mean),
  };
}

export function gradeOf(meanDeltaE: number): ChartCorrection['grade'] {
  if (meanDeltaE <= RESIDUAL_LIMITS.good) return 'good';
  return meanDeltaE <= RESIDUAL_LIMITS.usable ? 'doubtful' : 'unusable';
}
