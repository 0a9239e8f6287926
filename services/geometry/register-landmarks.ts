import { betweenViews, type CommonFrame, commonFrame, type MeasuredView, middle } from './common-frame.ts';
import { type ConstellationMatch, matchConstellations } from './constellation.ts';
import { areaFactor, type Homography, mapPoint, type Point } from './homography.ts';
import { findLandmarks, type Landmark } from './landmarks.ts';
import { overlapChance } from './lesion-overlap.ts';
import type { Correspondence } from './register-features.ts';
import type { RegistrationView } from './register-view.ts';
import { sdOver } from './registration-sd.ts';
import { FREE_MOTION, fitSoftHomography, type MotionPrior, type SoftFit } from './soft-homography.ts';

export interface LandmarkRegistration {
  /** View px → view px. */
  readonly homography: Homography;
  readonly inliers: number;
  readonly residualPx: number;
}

/** So many of the strongest spots are tried: few clear ones prove more than many faint ones, unless there are no clear ones. */
const SPOT_COUNTS = [5, 8, 14, 40] as const;
const FINE_TOLERANCE_PX = 5;
/** Distance in which two spots count as one, view px, before tilt is known and after. */
const COARSE_TOLERANCE_PX = 14;
const STRAIGHTENED_TOLERANCE_PX = 6;
/** Accepted only when chance would give less than one such match in a thousand pairs of photos. */
const MAX_LOG_FALSE_ALARMS = Math.log(1e-3);
/** Fewer spots never count, however well they and the lesions fit. */
const MIN_SPOTS = 3;
/** 1-sigma of the distance by which skin may land wrong, root mean square over the lesions, view px. */
const MAX_SD_PX = 6;
/**
 * The same over the whole frame where no marker holds scale and tilt: a few spots close together say little of the rest. Of six rendered
 * pairs of plain skin the four that were right had 4 to 12, the two that were 13 and 18 px off had 15 and 26.
 */
const MAX_SD_OF_FRAME_PX = 10;

/**
 * Registers by moles and freckles: they stay for years, while the fine relief of skin looks different in every light.
 * With the same marker in both photos each is first straightened to the marker's plane, which leaves only turn and shift.
 * Undefined when the match is not proven.
 */
export function registerByLandmarks(followUp: MeasuredView, baseline: MeasuredView): LandmarkRegistration | undefined {
  const frame = commonFrame(followUp, baseline);
  const best = bestMatch(followUp.view, baseline.view, frame);
  if (best === undefined || best.logFalseAlarms > MAX_LOG_FALSE_ALARMS) return undefined;
  const sd = sdOver(followUp.view, best.fit, frame.ofFollowUp);
  if (sd.lesion > MAX_SD_PX) return undefined;
  if (frame.prior === FREE_MOTION && sd.everywhere > MAX_SD_OF_FRAME_PX) return undefined;
  const raw = betweenViews(frame, best.fit.homography);
  const homography = raw.map((value) => value / raw[8]) as unknown as Homography;
  return { homography, inliers: best.pairs.length, residualPx: residualOf(best.pairs, best.fit.homography) };
}

interface Judged extends Refined {
  readonly logFalseAlarms: number;
}

function bestMatch(followUp: RegistrationView, baseline: RegistrationView, frame: CommonFrame): Judged | undefined {
  const spots = {
    followUp: findLandmarks(followUp).map((landmark) => movedBy(frame.ofFollowUp, landmark)),
    baseline: findLandmarks(baseline).map((landmark) => movedBy(frame.ofBaseline, landmark)),
  };
  const centre = mapPoint(frame.ofFollowUp, middle(followUp));
  const areaPx = baseline.width * baseline.height;
  const tolerancePx = frame.prior === FREE_MOTION ? COARSE_TOLERANCE_PX : STRAIGHTENED_TOLERANCE_PX;
  const options = { areaPx, tolerancePx, prior: frame.prior };
  const judged = SPOT_COUNTS.flatMap((count) => {
    const strongest = { followUp: spots.followUp.slice(0, count), baseline: spots.baseline.slice(0, count) };
    return matchConstellations(strongest.followUp, strongest.baseline, options).flatMap((match): Judged[] => {
      const refined = match.pairs.length < MIN_SPOTS ? undefined : refine(strongest, match, centre, frame.prior);
      if (refined === undefined) return [];
      const overlap = overlapChance(followUp, baseline, betweenViews(frame, refined.fit.homography));
      // Each spot count is one more try.
      return [{ ...refined, logFalseAlarms: match.logFalseAlarms + Math.log(overlap * SPOT_COUNTS.length) }];
    });
  });
  return judged.sort((a, b) => a.logFalseAlarms - b.logFalseAlarms)[0];
}

function movedBy(map: Homography, landmark: Landmark): Landmark {
  const radius = landmark.radius * Math.sqrt(Math.abs(areaFactor(map, landmark.at)));
  return { ...landmark, at: mapPoint(map, landmark.at), radius };
}

interface Refined {
  readonly fit: SoftFit;
  readonly pairs: readonly Correspondence[];
}

/** Fits, and drops what does not fit; undefined when too little is left. */
function refine(
  spots: { readonly followUp: readonly Landmark[]; readonly baseline: readonly Landmark[] },
  match: ConstellationMatch,
  centre: Point,
  prior: MotionPrior,
): Refined | undefined {
  let pairs: readonly Correspondence[] = match.pairs.map(([a, b]) => ({
    from: spots.followUp[a].at,
    to: spots.baseline[b].at,
  }));
  let fit = fitSoftHomography(pairs, match, centre, prior);
  const kept = pairs.filter((pair) => distance(mapPoint(fit.homography, pair.from), pair.to) <= FINE_TOLERANCE_PX);
  if (kept.length < Math.max(MIN_SPOTS, match.pairs.length - 1)) return undefined;
  if (kept.length < pairs.length) {
    pairs = kept;
    fit = fitSoftHomography(pairs, match, centre, prior);
  }
  return { fit, pairs };
}

function distance([ax, ay]: Point, [bx, by]: Point): number {
  return Math.hypot(ax - bx, ay - by);
}

function residualOf(pairs: readonly Correspondence[], homography: Homography): number {
  const squares = pairs.map(({ from, to }) => distance(mapPoint(homography, from), to) ** 2);
  return Math.sqrt(squares.reduce((sum, value) => sum + value, 0) / squares.length);
}
