import { notComputable } from '../statistics/refuse.ts';
import { checkPairs, type DemingData, deming, demingLine } from './deming.ts';
import { type FittedLine, jackknifed, type Line } from './line-jackknife.ts';
import { groupIndices } from './pair-sums.ts';

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
  const line = settled(data, deming(data), null);
  if (line === null) return notComputable(FIGURE, 'the fit does not settle.');
  if (x.length * groups.length > MOST_JACKKNIFE) return jackknifed(FIGURE, { n: x.length, line, left: null });
  const left = groups.map(
    (group) => settled(data, line, new Set(group)) ?? { slope: Number.NaN, intercept: Number.NaN },
  );
  return jackknifed(FIGURE, { n: x.length, line, left });
}

/** @returns null where the line does not stand still, or gives a point without weight */
function settled(data: DemingData, start: Line, without: ReadonlySet<number> | null): Line | null {
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
  const stretch = 1 + inverse * slope ** 2;
  // About the first point: sums about 0 of readings far from it would lose digits.
  const [x0, y0] = [x[0], y[0]];
  let [sum, sx, sy, sxx, syy, sxy] = [0, 0, 0, 0, 0, 0];
  for (let i = 0; i < x.length; i++) {
    if (without?.has(i)) continue;
    const d = y[i] - (intercept + slope * x[i]);
    const onX = x[i] + (inverse * slope * d) / stretch;
    const onY = y[i] - d / stretch;
    const w = ((1 + inverse) / (onX + inverse * onY)) ** 2;
    const [dx, dy] = [x[i] - x0, y[i] - y0];
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
