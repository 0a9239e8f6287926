import { type ClassWeights, distanceFromLesion, fitDiscriminant, logOdds } from '../colour/discriminant.ts';
import { boxMean, type Rows, rowsBetween } from '../raster/box-mean.ts';
import { multiply } from '../raster/multiply.ts';
import { sumOf } from '../raster/sums.ts';
import type { ColourGrid, MemberValues } from './refine-masks.ts';

/** Half width of the neighbourhood of healthy skin that a cell is compared with, in cells: an eighth of the long side across. */
const RADIUS = 15;
/** So many cells of sure lesion and of sure healthy skin near it, at least, tell what the two look like in this photo. */
const LEAST_LESION_CELLS = 16;
const LEAST_HEALTHY_CELLS = 50;
/**
 * Colours this far apart (distance of the means over the spread within, d') leave 2 % on the wrong side. Nearer ones would overrule the
 * network where it knows better: on 58 rendered vitiligo photos of a style held out 11 gained and 3 lost, with 1.5 it was 20 and 14.
 */
const LEAST_SEPARATION = 4;
/** Colour counts for no more than odds of 20 to 1: a cell that the network calls healthy by more stays healthy. */
const MOST_LOG_ODDS = 3;
/** Squared distance from the lesion's mean colour that one in a thousand of its cells exceeds (chi-square, three degrees of freedom). */
const FARTHEST_TYPICAL = 16.27;
/** Nor is it asked where the network sees next to no lesion. */
const LEAST_PROBABILITY = 0.1;

/**
 * The lesion's probability in view of this photo's own colours. What the network is sure of shows how lesion and the healthy skin near
 * it look here; where the two stand clearly apart, Bayes' rule joins network and colour (linear discriminant, equal covariances).
 * It draws islands and nets that are finer than the network sees. Of a committee, what all members agree on teaches the colours, and
 * what any of them sees is asked for. What has the lesion's own colour is skin, too; what is farther from
 * healthy skin than that is rather none, such as pale cloth. Unchanged where colours do not part.
 * @source Fisher1936, Mahalanobis1936
 */
export function withOwnColours(grid: ColourGrid): ColourGrid {
  const { width, height, lesion } = grid;
  const weight = sureWeights(grid);
  const seenByAny = lesionOfAny(grid);
  const rows = rowsAround(seenByAny, width, height);
  const isNear = boxMean(seenByAny, width, height, RADIUS, rows);
  for (let i = 0; i < isNear.length; i++) if (isNear[i] === 0) weight.healthy[i] = 0;
  if (sumOf(weight.lesion) < LEAST_LESION_CELLS || sumOf(weight.healthy) < LEAST_HEALTHY_CELLS) return grid;
  const contrast = contrastToHealthy(grid, weight.healthy, rows);
  const discriminant = fitDiscriminant(contrast, weight);
  if (discriminant.separation < LEAST_SEPARATION) return grid;
  const colour = logOdds(contrast, discriminant);
  const distance = distanceFromLesion(contrast, discriminant);
  const result = joined(lesion, colour, isNear);
  return {
    ...grid,
    // Depigmented skin is skin, also where it is so pale that a network takes it for paper; paler paper is not.
    skin: grid.skin.map((p, i) => {
      if (isNear[i] === 0 || colour[i] < MOST_LOG_ODDS) return p;
      return distance[i] <= FARTHEST_TYPICAL ? Math.max(p, result[i]) : withLogOdds(p, -MOST_LOG_ODDS);
    }),
    lesion: result,
  };
}

/** Bayes' rule near lesions, where the network is not sure: its odds times those of the colour. */
function joined(probability: Float32Array, colour: Float32Array, isNear: Float32Array): Float32Array {
  const result = probability.slice();
  for (let i = 0; i < result.length; i++) {
    if (isNear[i] === 0 || result[i] < LEAST_PROBABILITY) continue;
    result[i] = withLogOdds(result[i], limited(colour[i]));
  }
  return result;
}

/** Bayes' rule. @param logOdds of what is seen, for and against */
const withLogOdds = (probability: number, logOdds: number): number =>
  1 / (1 + ((1 - probability) / probability) * Math.exp(-logOdds));

const limited = (logOdds: number): number => Math.max(-MOST_LOG_ODDS, Math.min(MOST_LOG_ODDS, logOdds));

/** A network that is one is its own only member. */
function lesionByMembers({ lesion, members }: ColourGrid): MemberValues {
  return members?.lesion ?? { lowest: lesion, highest: lesion };
}

/** How far each cell is a sure example of lesion or of healthy skin; 0 where any member of a committee sees no skin, and where they differ. */
function sureWeights(grid: ColourGrid): ClassWeights {
  const { skin, lesion } = grid;
  const { lowest, highest } = lesionByMembers(grid);
  const leastSkin = grid.members?.skin.lowest ?? skin;
  const weights = { lesion: new Float32Array(skin.length), healthy: new Float32Array(skin.length) };
  for (let i = 0; i < skin.length; i++) {
    if (!(leastSkin[i] > 0.5)) continue;
    if (lowest[i] > 0.5) weights.lesion[i] = lesion[i] ** 2;
    else if (highest[i] <= 0.5) weights.healthy[i] = (1 - lesion[i]) ** 2;
  }
  return weights;
}

/** 1 on skin that any member of a committee holds to be lesion. */
function lesionOfAny(grid: ColourGrid): Float32Array {
  const { highest } = lesionByMembers(grid);
  return grid.skin.map((p, i) => (p > 0.5 && highest[i] > 0.5 ? 1 : 0));
}

/** The rows of the grid that lie within reach of a weight. */
function rowsAround(weight: Float32Array, width: number, height: number): Rows {
  let [first, last] = [weight.length, Number.NEGATIVE_INFINITY];
  for (let i = 0; i < weight.length; i++) {
    if (weight[i] === 0) continue;
    first = Math.min(first, i);
    last = i;
  }
  return rowsBetween(Math.floor(first / width) - RADIUS, Math.floor(last / width) + RADIUS, { width, height });
}

/** Optical density, three planes, less that of the healthy skin near by; of use in the given rows only. */
function contrastToHealthy(
  { width, height, opticalDensity }: ColourGrid,
  healthy: Float32Array,
  rows: Rows,
): readonly Float32Array[] {
  const share = boxMean(healthy, width, height, RADIUS, rows);
  const weighted = new Float32Array(healthy.length);
  return [0, 1, 2].map((channel) => {
    const contrast = opticalDensity.slice(channel * healthy.length, (channel + 1) * healthy.length);
    const reference = boxMean(multiply(contrast, healthy, weighted), width, height, RADIUS, rows);
    const everywhere = sumOf(weighted) / sumOf(healthy);
    subtractReference(contrast, reference, share, everywhere);
    return contrast;
  });
}

function subtractReference(values: Float32Array, sums: Float32Array, share: Float32Array, otherwise: number): void {
  for (let i = 0; i < values.length; i++) values[i] -= share[i] > 0 ? sums[i] / share[i] : otherwise;
}
