import { notComputable } from '../statistics/refuse.ts';
import { checkPairs, type DemingData, deming, demingLine } from './deming.ts';
import { byPlace, type NameOfPair } from './difference-forms.ts';
import { type FittedLine, jackknifed, type Line } from './line-jackknife.ts';
import { groupIndices } from './pair-sums.ts';
import { readingText } from './reading-text.ts';

const FIGURE = 'Weighted Deming regression';
const PRECISION = 1e-12;
const MOST_ROUNDS = 200;
/** In lengths of the two steps before: a longer leap is no estimate. */
const FARTHEST_LEAP = 20;
/** Pairs times groups left out up to which the jackknife is worth its time: each group left out is a fit of its own. */
const MOST_JACKKNIFE = 1_000_000;
const LEAST_GROUPS = 20;

/**
 * Weighted Deming regression for errors that grow in proportion to the reading (as those of areas do): weights 1 / ((x̂ + λ' ŷ) / (1 + λ'))²,
 * where x̂, ŷ are the points on the line and λ' = 1 / λ, refitted until the line stands still. Jackknife as in `deming`; in a
 * large study subjects are dealt in turn into groups, and each group is left out.
 * @throws Refusal where a reading is not above 0, or the fit does not settle
 * @source Linnet1990 (doi 10.1002/sim.4780091210), Linnet1993 (Clin Chem 39:424)
 */
export function weightedDeming(data: DemingData, nameOf: NameOfPair = byPlace): FittedLine {
  const { x, y, ratio, subjects } = data;
  checkPairs(FIGURE, x, y, ratio);
  const bad = x.findIndex((value, i) => !(value > 0 && y[i] > 0));
  if (bad >= 0)
    return notComputable(
      FIGURE,
      `needs readings above 0, but ${nameOf(bad)} is ${readingText(x[bad])} and ${readingText(y[bad])}.`,
    );
  const groups = groupIndices(x.length, subjects);
  const groupOf = new Int32Array(x.length);
  const leftOut = Math.min(groups.length, Math.max(LEAST_GROUPS, Math.floor(MOST_JACKKNIFE / x.length)));
  groups.forEach((group, g) => {
    for (const i of group) groupOf[i] = g % leftOut;
  });
  const pairs: Pairs = { x: Float64Array.from(x), y: Float64Array.from(y), groupOf, ratio };
  const line = settled(pairs, deming(data), NONE);
  if (line === null) return notComputable(FIGURE, 'the fit does not settle.');
  const left = Array.from({ length: leftOut }, (_, without) => settled(pairs, line, without) ?? UNSETTLED);
  return jackknifed(FIGURE, { n: x.length, line, left });
}

interface Pairs {
  readonly x: Float64Array;
  readonly y: Float64Array;
  readonly groupOf: Int32Array;
  readonly ratio: number;
}

/** The group that is left out where none is. */
const NONE = -1;
const UNSETTLED: Line = { slope: Number.NaN, intercept: Number.NaN };

/**
 * Refits two at a time and leaps to where they tend (Aitken), which saves nearly all rounds.
 * @returns null where the line does not stand still, or gives a point without weight
 */
function settled(data: Pairs, start: Line, without: number): Line | null {
  let line: Line = start;
  for (let round = 0; round < MOST_ROUNDS; round++) {
    const once = refit(data, line, without);
    const twice = refit(data, once, without);
    if (!Number.isFinite(twice.slope)) return null;
    const moved = Math.abs(twice.slope - once.slope) + Math.abs(twice.intercept - once.intercept);
    if (moved <= PRECISION * (1 + Math.abs(twice.slope) + Math.abs(twice.intercept))) return twice;
    line = {
      slope: limitOf(line.slope, once.slope, twice.slope),
      intercept: limitOf(line.intercept, once.intercept, twice.intercept),
    };
  }
  return null;
}

/** Where three steps of a steadily shrinking distance tend. */
function limitOf(a: number, b: number, c: number): number {
  const bend = c - 2 * b + a;
  const leap = bend === 0 ? 0 : (c - b) ** 2 / bend;
  return Math.abs(leap) < FARTHEST_LEAP * Math.abs(c - a) ? c - leap : c;
}

function refit({ x, y, groupOf, ratio }: Pairs, { slope, intercept }: Line, without: number): Line {
  const inverse = 1 / ratio;
  // Once, and not for each pair: of what is done for a pair, divisions take longest.
  const ofDistance = 1 / (1 + inverse * slope ** 2);
  const ofDistanceOnX = inverse * slope * ofDistance;
  // About the first point: sums about 0 of readings far from it would lose digits.
  const x0 = x[0];
  const y0 = y[0];
  let sum = 0;
  let sx = 0;
  let sy = 0;
  let sxx = 0;
  let syy = 0;
  let sxy = 0;
  for (let i = 0; i < x.length; i++) {
    if (groupOf[i] === without) continue;
    const d = y[i] - (intercept + slope * x[i]);
    const onX = x[i] + d * ofDistanceOnX;
    const onY = y[i] - d * ofDistance;
    const root = (1 + inverse) / (onX + inverse * onY);
    const w = root * root;
    const dx = x[i] - x0;
    const dy = y[i] - y0;
    sum += w;
    sx += w * dx;
    sy += w * dy;
    sxx += w * dx * dx;
    syy += w * dy * dy;
    sxy += w * dx * dy;
  }
  const line = demingLine({ n: sum, x: sx, y: sy, xx: sxx, yy: syy, xy: sxy }, ratio);
  return { slope: line.slope, intercept: line.intercept + y0 - line.slope * x0 };
}
