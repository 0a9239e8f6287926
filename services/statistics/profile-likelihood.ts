import { CHI_SQUARE_95 } from './distributions.ts';
import { type LogisticData, type Maximum, maximise, type Penalty } from './logistic-likelihood.ts';
import type { Interval } from './test-result.ts';

/** Standard errors after which an end that was not met is taken to be none. */
const FARTHEST = 60;
/** Share of the standard error to which an end is found. */
const PRECISION = 1e-10;

/** Twice the fall of the log-likelihood when one coefficient is held and the others are fitted anew. */
export function likelihoodRatio(
  data: LogisticData,
  penalty: Penalty,
  best: Maximum,
  held: { readonly index: number; readonly value: number },
): number {
  const { logLikelihood } = maximise(data, penalty, { held, start: best.coefficients });
  return Math.max(0, 2 * (best.logLikelihood - logLikelihood));
}

/**
 * Profile-likelihood interval of a coefficient: the values that the likelihood-ratio test does not reject. Solved, not interpolated.
 * @source VenzonMoolgavkar1988 (Appl Stat 37:87); with a penalty Heinze2002 (Stat Med 21:2409)
 */
export function profileInterval(
  data: LogisticData,
  penalty: Penalty,
  best: Maximum,
  of: { readonly index: number; readonly standardError: number },
): Interval {
  return [endOf(data, penalty, best, of, -1), endOf(data, penalty, best, of, 1)];
}

function endOf(
  data: LogisticData,
  penalty: Penalty,
  best: Maximum,
  { index, standardError }: { readonly index: number; readonly standardError: number },
  side: -1 | 1,
): number {
  const centre = best.coefficients[index];
  const above = (distance: number): number =>
    likelihoodRatio(data, penalty, best, { index, value: centre + side * distance * standardError }) - CHI_SQUARE_95;
  let [inside, outside] = [0, 2];
  while (above(outside) < 0) {
    if (outside > FARTHEST) return side * Number.POSITIVE_INFINITY;
    [inside, outside] = [outside, outside * 1.5];
  }
  while (outside - inside > PRECISION) {
    const middle = (inside + outside) / 2;
    if (above(middle) < 0) inside = middle;
    else outside = middle;
  }
  return centre + (side * (inside + outside) * standardError) / 2;
}
