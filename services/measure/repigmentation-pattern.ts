import type { PatternShares, RepigmentationPattern } from '../domain/measurement.ts';
import { type Component, connectedComponents } from '../geometry/components.ts';
import { boxMean } from '../raster/box-mean.ts';
import type { PatchChanges } from './patch-repigmentation.ts';
import { maskWhere, type RegisteredVisits } from './regrowth.ts';
import { rounded } from './rounded.ts';

/** A patch of which less than this share is left is gone: nothing of it tells from where the pigment came. */
const GONE_SHARE = 0.01;

/** Regained area (px) or pigment (px weighted by what they had lost). */
interface Regained {
  perifollicular: number;
  marginal: number;
  diffuse: number;
  untold: number;
}

/**
 * How pigment came back [Parsad2004; clinical definitions in docs/measurement.md, section 6]. Regained islands (8-connected) that do not
 * touch the border of the baseline's lesion are perifollicular, those that do are marginal, a rise of pigment in lesion that stays lesion is
 * diffuse. The rise is taken where lesion lies `borderReachPx` and more from any border, old or new, so that a blurred border is none.
 */
export function patternShares(
  visits: RegisteredVisits,
  { patches, labels }: PatchChanges,
  borderReachPx: number,
): PatternShares {
  const { baseline, followUp, shared, depigmentation } = visits;
  const area: Regained = { perifollicular: 0, marginal: 0, diffuse: 0, untold: 0 };
  const pigment: Regained = { ...area };
  const isGone = patches.map(({ before, regained }) => before - regained < GONE_SHARE * before);
  const regained = maskWhere(baseline, (i) => baseline.data[i] === 1 && followUp.data[i] === 0 && shared.data[i] === 1);
  for (const component of connectedComponents(regained)) {
    const [first] = component.runs;
    const gone = isGone[labels[first.y * baseline.width + first.start] - 1];
    const pattern = gone ? 'untold' : touchesBorder(component, visits) ? 'marginal' : 'perifollicular';
    area[pattern] += component.pixels;
    if (depigmentation) pigment[pattern] += sumOver(depigmentation.baseline, component, baseline.width);
  }
  if (depigmentation) pigment.diffuse = diffuseRise(visits, labels, patches.length, borderReachPx);
  return { of_regained_area: sharesOf(area), of_regained_pigment: depigmentation ? sharesOf(pigment) : null };
}

/** A neighbour at a side that both photos show and that was no lesion. What lies outside the shared area says nothing. */
function touchesBorder({ runs }: Component, { baseline, shared }: RegisteredVisits): boolean {
  const { width, height, data } = baseline;
  const isOutside = (x: number, y: number) =>
    x >= 0 && y >= 0 && x < width && y < height && data[y * width + x] === 0 && shared.data[y * width + x] === 1;
  return runs.some(({ y, start, end }) => {
    if (isOutside(start - 1, y) || isOutside(end + 1, y)) return true;
    for (let x = start; x <= end; x++) if (isOutside(x, y - 1) || isOutside(x, y + 1)) return true;
    return false;
  });
}

function sumOver(map: Float32Array, { runs }: Component, width: number): number {
  let sum = 0;
  for (const { y, start, end } of runs) for (let x = start; x <= end; x++) sum += map[y * width + x];
  return sum;
}

/** Per patch: the mean rise in the inside of what stayed lesion, times what stayed; a patch that has grown paler counts 0. */
function diffuseRise(visits: RegisteredVisits, labels: Int32Array, patchCount: number, reachPx: number): number {
  const { baseline, followUp, shared, depigmentation } = visits;
  if (!depigmentation) return 0;
  const { width, height } = baseline;
  const stayed = maskWhere(baseline, (i) => baseline.data[i] === 1 && followUp.data[i] === 1 && shared.data[i] === 1);
  const near = boxMean(Float32Array.from(stayed.data), width, height, reachPx);
  // Any pixel of the window outside would take at least 1 / (2 r + 1)² away.
  const inside = 1 - 0.5 / (2 * reachPx + 1) ** 2;
  const sums = Array.from({ length: patchCount }, () => ({ stayed: 0, inside: 0, rise: 0 }));
  for (let i = 0; i < labels.length; i++) {
    if (stayed.data[i] === 0) continue;
    const sum = sums[labels[i] - 1];
    sum.stayed++;
    if (near[i] < inside) continue;
    sum.inside++;
    sum.rise += depigmentation.baseline[i] - depigmentation.followUp[i];
  }
  return sums.reduce((total, s) => total + (s.inside > 0 ? Math.max(0, (s.rise / s.inside) * s.stayed) : 0), 0);
}

function sharesOf({ perifollicular, marginal, diffuse, untold }: Regained): RepigmentationPattern | null {
  const total = perifollicular + marginal + diffuse + untold;
  if (total <= 0) return null;
  const percent = (part: number) => rounded((100 * part) / total, 2);
  return {
    perifollicular_percent: percent(perifollicular),
    marginal_percent: percent(marginal),
    diffuse_percent: percent(diffuse),
    untold_percent: percent(untold),
  };
}
