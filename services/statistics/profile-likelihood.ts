import { CHI_SQUARE_95 } from './distributions.ts';
import { type Held, type LogisticData, type Maximum, maximise, type Penalty } from './logistic-likelihood.ts';
import type { Interval } from './test-result.ts';

/** Standard errors after which an end that was not met is taken to be none. */
const FARTHEST = 60;
/** How near to the quantile of chi-square the likelihood ratio of an end must be. */
const PRECISION = 1e-10;
/** A bracketed secant needs about eight. */
const MOST_TRIES = 200;

/** Twice the fall of the log-likelihood when some coefficients are held and the others are fitted anew. */
export function likelihoodRatio(data: LogisticData, penalty: Penalty, best: Maximum, held: Held): number {
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
    likelihoodRatio(data, penalty, best, new Map([[index, centre + side * distance * standardError]])) - CHI_SQUARE_95;
  let inside = { at: 0, off: -CHI_SQUARE_95 };
  let outside = { at: 2, off: above(2) };
  while (outside.off < 0) {
    if (outside.at > FARTHEST) return side * Number.POSITIVE_INFINITY;
    inside = outside;
    outside = { at: inside.at * 1.5, off: above(inside.at * 1.5) };
  }
  return centre + side * crossing(above, inside, outside) * standardError;
}

interface Try {
  readonly at: number;
  readonly off: number;
}

/** Where a rising function is nought, between two tries: the secant, with the stale end halved (Illinois). */
function crossing(rising: (at: number) => number, low: Try, high: Try): number {
  let [a, b] = [low, high];
  for (let i = 0; i < MOST_TRIES; i++) {
    const at = (a.at * b.off - b.at * a.off) / (b.off - a.off);
    const off = rising(at);
    if (Math.abs(off) < PRECISION || at <= a.at || at >= b.at) return at;
    if (off < 0)
      [a, b] = [
        { at, off },
        { at: b.at, off: b.off / 2 },
      ];
    else
      [a, b] = [
        { at: a.at, off: a.off / 2 },
        { at, off },
      ];
  }
  return (a.at + b.at) / 2;
}
