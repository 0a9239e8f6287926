import { notComputable } from '../statistics/refuse.ts';
import { checkPairs, type DemingData, deming, type FittedLine, groupIndices, jackknifed, type Line } from './deming.ts';

const FIGURE = 'Weighted Deming regression';
const PRECISION = 1e-12;
const MOST_ROUNDS = 200;
/** Pairs times subjects up to which the jackknife is worth its time: each subject left out is a fit of its own. */
const MOST_JACKKNIFE = 5_000_000;

/**
 * Weighted Deming regression for errors that grow in proportion to the reading (as those of areas do): weights 1 / ((x̂ + λ' ŷ) / (1 + λ'))²,
 * where x̂, ŷ are the points on the line and λ' = 1 / λ, refitted until the line stands still. Jackknife as in `deming`; without
 * intervals where leaving out each subject would take too long.
 * @throws Refusal where a reading is not above 0, or the fit does not settle
 * @source Linnet1990 (doi 10.1002/sim.4780091210), Linnet1993 (Clin Chem 39:424)
 */
export function weightedDeming(data: DemingData): FittedLine {
  const { x, y, ratio, subjects } = data;
  checkPairs(FIGURE, x, y, ratio);
  const bad = x.findIndex((value, i) => !(value > 0 && y[i] > 0));
  if (bad >= 0) return notComputable(FIGURE, `needs readings above 0, but pair ${bad + 1} is ${x[bad]} and ${y[bad]}.`);
  const groups = groupIndices(x.length, subjects);
  const line = fit(data, deming(data), null);
  if (line === null) return notComputable(FIGURE, 'the fit does not settle.');
  if (x.length * groups.length > MOST_JACKKNIFE) return jackknifed(FIGURE, { n: x.length, line, left: null });
  const left = groups.map((group) => fit(data, line, new Set(group)) ?? { slope: Number.NaN, intercept: Number.NaN });
  return jackknifed(FIGURE, { n: x.length, line, left });
}

/** @returns null where the line does not stand still, or gives a point without weight */
function fit(data: DemingData, start: Line, without: ReadonlySet<number> | null): Line | null {
  let line: Line = start;
  for (let round = 0; round < MOST_ROUNDS; round++) {
    const next = refit(data, line, without);
    if (!Number.isFinite(next.slope)) return null;
    const moved = Math.abs(next.slope - line.slope) + Math.abs(next.intercept - line.intercept);
    line = next;
    if (moved <= PRECISION * (1 + Math.abs(line.slope) + Math.abs(line.intercept))) return line;
  }
  return null;
}

function refit({ x, y, ratio }: DemingData, { slope, intercept }: Line, without: ReadonlySet<number> | null): Line {
  const inverse = 1 / ratio;
  const weights = x.map((value, i) => {
    if (without?.has(i)) return 0;
    const d = y[i] - (intercept + slope * value);
    const onX = value + (inverse * slope * d) / (1 + inverse * slope ** 2);
    const onY = y[i] - d / (1 + inverse * slope ** 2);
    return ((onX + inverse * onY) / (1 + inverse)) ** -2;
  });
  let [total, meanX, meanY] = [0, 0, 0];
  weights.forEach((w, i) => {
    total += w;
    meanX += w * x[i];
    meanY += w * y[i];
  });
  meanX /= total;
  meanY /= total;
  let [sxx, syy, sxy] = [0, 0, 0];
  weights.forEach((w, i) => {
    sxx += w * (x[i] - meanX) ** 2;
    syy += w * (y[i] - meanY) ** 2;
    sxy += w * (x[i] - meanX) * (y[i] - meanY);
  });
  const u = syy - ratio * sxx;
  const next = (u + Math.sqrt(u * u + 4 * ratio * sxy * sxy)) / (2 * sxy);
  return { slope: next, intercept: meanY - next * meanX };
}
