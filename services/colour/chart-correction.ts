import { mean } from '../agreement/order-statistics.ts';
import { CHART_EDITIONS, CHART_LIGHT, type ChartEdition } from './color-checker.ts';
import {
  type ColourMatrix,
  type CorrectionResidual,
  fitCorrection,
  leaveOneOutErrors,
  summary,
} from './fit-correction.ts';
import type { LinearRgb } from './lab.ts';

/** Mean ΔE00 up to which a correction is good, and up to which it is usable with a flag; above it there are no colours. */
const RESIDUAL_LIMITS = { good: 3, usable: 6 } as const;
/** Standard errors by which the mean error of one edition must lie above that of the other to tell them apart: some 95 %. */
const LEAST_ERRORS_APART = 2;

export type CorrectionGrade = 'good' | 'doubtful' | 'unusable';

export interface ChartCorrection {
  readonly edition: ChartEdition;
  /** `asked`: somebody said so; `fit`: its values fit clearly better; `undecided`: both fit alike, the better one was taken. */
  readonly editionBy: 'asked' | 'fit' | 'undecided';
  /** Linear light of the camera to linear sRGB under D65, white of a perfect diffuser at 1. */
  readonly matrix: ColourMatrix;
  /** Leave-one-out, ΔE00. */
  readonly residual: CorrectionResidual;
  /** Mean of the same for the other edition: how clearly the two are told apart. */
  readonly otherEditionMean: number;
  readonly grade: CorrectionGrade;
}

/**
 * The correction from a chart's patches, and the edition whose values they fit better unless one is asked for.
 * @param seen linear light of the patches that are to be used, with `indices` in the chart's reading order
 * @throws RangeError when the lights seen do not span three dimensions
 */
export function chartCorrection(
  seen: readonly LinearRgb[],
  indices: readonly number[],
  asked?: ChartEdition,
): ChartCorrection {
  const fits = CHART_EDITIONS.map((edition) => {
    const reference = indices.map((i) => CHART_LIGHT[edition][i]);
    const errors = leaveOneOutErrors(seen, reference);
    return { edition, reference, errors, residual: summary(errors) };
  });
  fits.sort((a, b) => a.residual.mean - b.residual.mean);
  const chosen = fits.find(({ edition }) => edition === asked) ?? fits[0];
  const other = fits.find((fit) => fit !== chosen) ?? chosen;
  return {
    edition: chosen.edition,
    editionBy: asked ? 'asked' : areApart(chosen.errors, other.errors) ? 'fit' : 'undecided',
    matrix: fitCorrection(seen, chosen.reference),
    residual: chosen.residual,
    otherEditionMean: other.residual.mean,
    grade: gradeOf(chosen.residual.mean),
  };
}

/** Whether the errors of the same patches are larger by more than their scatter explains: a paired comparison of means. */
function areApart(chosen: readonly number[], other: readonly number[]): boolean {
  const more = other.map((error, k) => error - chosen[k]);
  const average = mean(more);
  const variance = more.reduce((sum, value) => sum + (value - average) ** 2, 0) / (more.length - 1);
  return average > LEAST_ERRORS_APART * Math.sqrt(variance / more.length);
}

export function gradeOf(meanDeltaE: number): CorrectionGrade {
  if (meanDeltaE <= RESIDUAL_LIMITS.good) return 'good';
  return meanDeltaE <= RESIDUAL_LIMITS.usable ? 'doubtful' : 'unusable';
}
