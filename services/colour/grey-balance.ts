import { mean } from '../agreement/order-statistics.ts';
import type { LinearRgb } from './lab.ts';

/** A neutral field of a card as the camera saw it: means in linear light, 0 to 1. */
export interface GreyStep {
  readonly red: number;
  readonly green: number;
  readonly blue: number;
  /** Some of its pixels are at the end of the camera's range: its mean is not its light. */
  readonly clipped: boolean;
}

export interface GreyBalance {
  /** Factors for red, green and blue in linear light; green stays as it is. */
  readonly gains: [red: number, green: number, blue: number];
  /** Root mean square, over steps and the two other channels, of the relative difference from green that the gains leave. */
  readonly residual: number;
  /** Steps that were used. */
  readonly steps: number;
}

/** A field of a card with what was sent to the printer for it: linear light, paper white at 1. */
export interface PrintedStep extends GreyStep {
  readonly printed: LinearRgb;
}

/** Below this an 8-bit photo has too few codes left to tell a colour. */
export const LEAST_LIGHT = 0.01;
/** One step tells gains but not whether they are right. */
export const LEAST_STEPS = 3;

/**
 * The white balance that makes neutral steps neutral: one factor per channel in linear light (von Kries), by least squares over
 * the logarithms of channel ratios, so that a step counts by its colour and not by its brightness, and light that falls off across
 * the card does not matter. Undefined with fewer than three usable steps.
 * @source vonKries1902
 */
export function greyBalance(steps: readonly GreyStep[]): GreyBalance | undefined {
  const usable = usableSteps(steps);
  if (usable.length < LEAST_STEPS) return undefined;
  const red = usable.map((step) => Math.log(step.green / step.red));
  const blue = usable.map((step) => Math.log(step.green / step.blue));
  const [redGain, blueGain] = [Math.exp(mean(red)), Math.exp(mean(blue))];
  const left = usable.flatMap((step) => [
    (redGain * step.red) / step.green - 1,
    (blueGain * step.blue) / step.green - 1,
  ]);
  return {
    gains: [redGain, 1, blueGain],
    residual: Math.sqrt(mean(left.map((value) => value * value))),
    steps: usable.length,
  };
}

/** The steps whose light an 8-bit photo tells. */
export function usableSteps<T extends GreyStep>(steps: readonly T[]): readonly T[] {
  return steps.filter(({ red, green, blue, clipped }) => !clipped && Math.min(red, green, blue) >= LEAST_LIGHT);
}
