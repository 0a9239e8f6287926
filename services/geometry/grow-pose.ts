import { type Homography, mapPoint, multiply, type Point } from './homography.ts';
import type { Mottle } from './mottle.ts';
import type { LoadedOpenCv } from './opencv.ts';
import type { Pose } from './pose-search.ts';
import { matchPatches, type PatchMatch } from './register-patches.ts';
import { fitSoftHomography, type MotionPrior, type SoftFit } from './soft-homography.ts';

/** What a pose may still be wrong by: half a step of the search, and the tilt that no turn and scale can show. */
const LEFT_OVER: MotionPrior = { logScale: 0.06, stretch: 0.05, perspective: 0.08 };
/** Radius around the pose's place in which patches are looked for at first, mottle px, and its growth from round to round. */
const FIRST_RADIUS_PX = 90;
const GROWTH = 1.6;
const SEARCH_PX = 6;
/** Correlation from which a patch takes part. */
export const MIN_CORRELATION = 0.35;
/** Distances from the fit within which a patch stays in it, one fit after another, mottle px. */
const TOLERANCES_PX = [4, 2.5, 1.5] as const;
const MIN_PATCHES = 4;
/** Part of the patches of every round that must agree: of right poses nine in ten do, of wrong ones two in ten. */
export const MIN_PART = 0.35;

interface Photos {
  readonly followUp: Mottle;
  readonly baseline: Mottle;
}

/**
 * The homography (follow-up → baseline, mottle px) that a pose near one place grows into when the patches around it, then
 * farther and farther away, are found where the nearer ones put them. Undefined as soon as they are not.
 */
export function growPose(opencv: LoadedOpenCv, { followUp, baseline }: Photos, pose: Pose): Homography | undefined {
  const reach = Math.hypot(baseline.width, baseline.height);
  let homography = pose.map;
  let radius = FIRST_RADIUS_PX / GROWTH;
  while (radius < reach) {
    radius *= GROWTH;
    const isNear = ([x, y]: Point) => Math.hypot(x - pose.to[0], y - pose.to[1]) <= radius;
    const patches = matchPatches(opencv, followUp, baseline, homography, SEARCH_PX, isNear);
    const good = patches.filter((patch) => patch.correlation >= MIN_CORRELATION);
    const corrected = correct(homography, good, baseline);
    if (corrected === undefined || corrected.agreeing < MIN_PART * patches.length) return undefined;
    homography = corrected.homography;
  }
  return homography;
}

function correct(
  before: Homography,
  patches: readonly PatchMatch[],
  baseline: Mottle,
): { readonly homography: Homography; readonly agreeing: number } | undefined {
  let homography = before;
  let kept = patches;
  for (const tolerancePx of TOLERANCES_PX) {
    if (kept.length < MIN_PATCHES) return undefined;
    homography = correctOnce(before, kept, baseline).homography;
    kept = patches.filter((patch) => offBy(homography, patch) <= tolerancePx);
  }
  return { homography, agreeing: kept.length };
}

/** The homography less what the patches say it is wrong by; `fit` is that correction, of where `before` lays a point. */
export function correctOnce(
  before: Homography,
  patches: readonly PatchMatch[],
  { width, height }: Mottle,
): { readonly homography: Homography; readonly fit: SoftFit } {
  const pairs = patches.map(({ from, to }) => ({ from: mapPoint(before, from), to }));
  const fit = fitSoftHomography(pairs, { turn: 0, logScale: 0 }, [width / 2, height / 2], LEFT_OVER);
  return { homography: multiply(fit.homography, before), fit };
}

/** Distance between where the homography puts a patch and where it fits best. */
export function offBy(homography: Homography, { from, to }: PatchMatch): number {
  const [x, y] = mapPoint(homography, from);
  return Math.hypot(x - to[0], y - to[1]);
}
