import { type ChartCorrection, chartCorrection } from '../colour/chart-correction.ts';
import { CHART_LIGHT } from '../colour/color-checker.ts';
import { applyMatrix } from '../colour/fit-correction.ts';
import type { ChartReport, ColourReference } from '../domain/skin-colour.ts';
import { type FoundChart, readable } from '../geometry/find-chart.ts';
import type { LightCorrection } from './lesion-colours.ts';
import { rounded } from './rounded.ts';

/** What colours are referred to in one photo. */
export interface PhotoColourReference {
  readonly reference: ColourReference;
  /** Null where a chart says that this photo's colours cannot be set right. */
  readonly correct: LightCorrection | null;
  readonly chart: ChartReport | null;
  readonly note: string | null;
  readonly flags: readonly string[];
}

const CAMERA: PhotoColourReference = {
  reference: 'camera',
  correct: (light) => light,
  chart: null,
  note: "No colour chart: colours are referred to the camera's own white and exposure. Compare them within this photo only.",
  flags: [],
};

/** By the chart of the photo, if it has one; its residual decides whether there are colours at all. */
export function colourReference(chart: FoundChart | undefined): PhotoColourReference {
  if (!chart) return CAMERA;
  const { indices, seen } = readable(chart.patches, CHART_LIGHT.after_november_2014);
  const correction = chartCorrection(seen, indices);
  return referenceOf(correction, seen.length);
}

/** Gate of a correction: good, flagged, or no colours. */
export function referenceOf(correction: ChartCorrection, patchesUsed: number): PhotoColourReference {
  const { edition, matrix, residual, otherEditionMean, grade } = correction;
  const mean = residual.mean.toFixed(1);
  return {
    reference: 'chart',
    correct: grade === 'unusable' ? null : (light) => applyMatrix(matrix, light),
    chart: {
      kind: 'colorchecker_classic',
      edition,
      patches_used: patchesUsed,
      residual_mean: rounded(residual.mean, 2),
      residual_worst: rounded(residual.worst, 2),
      other_edition_residual_mean: rounded(otherEditionMean, 2),
    },
    ...{
      good: { note: null, flags: [] },
      doubtful: {
        note: `The colour chart leaves a mean error of ${mean} ΔE00: differences below that mean nothing.`,
        flags: ['colour_chart_doubtful'],
      },
      unusable: {
        note: `The colour chart leaves a mean error of ${mean} ΔE00, more than 6, so that there are no colours. Light the chart and the skin alike and evenly, without gloss or shadow, and take the photo again.`,
        flags: ['colour_chart_unusable'],
      },
    }[grade],
  };
}
