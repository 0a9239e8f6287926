import { type CorrectionGrade, gradeOf } from './chart-correction.ts';
import { type CorrectionResidual, summary } from './fit-correction.ts';
import { LEAST_STEPS, type PrintedStep, usableSteps } from './grey-balance.ts';
import { deltaE2000, type LinearRgb, labFromLinear } from './lab.ts';

/**
 * Light of the card's paper, white of a perfect diffuser at 1: L* 95, neutral, as white office paper is. No residual sees an error
 * in it: paper of L* 93 makes every colour 2 L* too light.
 */
export const PAPER_LIGHT = ((95 + 16) / 116) ** 3;

/** A correction by neutral fields: exposure and white balance, nothing of how the camera draws hues. */
export interface GreyCorrection {
  /** Factors for red, green and blue in linear light; what comes out is linear sRGB under D65, white of a perfect diffuser at 1. */
  readonly gains: LinearRgb;
  /** Leave-one-out over the steps, ΔE00. */
  readonly residual: CorrectionResidual;
  readonly steps: number;
  readonly grade: CorrectionGrade;
}

/**
 * One factor per channel (von Kries) that brings the card's greys to what was printed with the least squared error in linear light.
 * It takes the printer at its word: a print whose greys are off in tone or hue shows in the residual. Undefined with fewer than
 * three usable steps.
 * @source vonKries1902; Allen1974 (leave-one-out)
 */
export function greyCorrection(steps: readonly PrintedStep[]): GreyCorrection | undefined {
  const pairs = usableSteps(steps).map(({ red, green, blue, printed: [r, g, b] }): Pair => {
    return { seen: [red, green, blue], wanted: [PAPER_LIGHT * r, PAPER_LIGHT * g, PAPER_LIGHT * b] };
  });
  if (pairs.length < LEAST_STEPS) return undefined;
  const errors = pairs.map((pair) => errorOf(pair, gainsOf(pairs.filter((other) => other !== pair))));
  const residual = summary(errors);
  return { gains: gainsOf(pairs), residual, steps: pairs.length, grade: gradeOf(residual.mean) };
}

export function applyGains([kr, kg, kb]: LinearRgb, [r, g, b]: LinearRgb): LinearRgb {
  return [kr * r, kg * g, kb * b];
}

interface Pair {
  readonly seen: LinearRgb;
  readonly wanted: LinearRgb;
}

function gainsOf(pairs: readonly Pair[]): LinearRgb {
  const gain = (c: 0 | 1 | 2) =>
    pairs.reduce((sum, { seen, wanted }) => sum + seen[c] * wanted[c], 0) /
    pairs.reduce((sum, { seen }) => sum + seen[c] ** 2, 0);
  return [gain(0), gain(1), gain(2)];
}

function errorOf({ seen, wanted }: Pair, gains: LinearRgb): number {
  return deltaE2000(labFromLinear(applyGains(gains, seen)), labFromLinear(wanted));
}
