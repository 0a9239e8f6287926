import { type ConstellationMatch, matchConstellations } from './constellation.ts';
import { areaFactor, type Homography, IDENTITY, invert, mapPoint, multiply, type Point } from './homography.ts';
import { findLandmarks, type Landmark } from './landmarks.ts';
import { overlapChance } from './lesion-overlap.ts';
import type { Correspondence } from './register-features.ts';
import type { RegistrationView } from './register-view.ts';
import {
  FREE_MOTION,
  fitSoftHomography,
  type MotionPrior,
  type SoftFit,
  STRAIGHTENED_MOTION,
} from './soft-homography.ts';

/** A view with, where a marker was seen, the map that takes its photo px to mm on the marker's plane. */
export interface MeasuredView {
  readonly view: RegistrationView;
  readonly toPlane: Homography | undefined;
}

export interface LandmarkRegistration {
  /** View px → view px. */
  readonly homography: Homography;
  readonly inliers: number;
  readonly residualPx: number;
}

/** So many of the strongest spots are tried: few clear ones prove more than many faint ones, unless there are no clear ones. */
const SPOT_COUNTS = [5, 8, 14, 40] as const;
/** Distance in which two spots count as one, view px, before tilt is known and after. */
const COARSE_TOLERANCE_PX = 14;
const STRAIGHTENED_TOLERANCE_PX = 6;
const FINE_TOLERANCE_PX = 5;
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

/** Where the two views are compared: on the marker's plane, in pixels of about the baseline's size, or else as they are. */
interface CommonFrame {
  readonly ofFollowUp: Homography;
  readonly ofBaseline: Homography;
  readonly prior: MotionPrior;
  readonly tolerancePx: number;
}

function commonFrame(followUp: MeasuredView, baseline: MeasuredView): CommonFrame {
  if (followUp.toPlane === undefined || baseline.toPlane === undefined) {
    return { ofFollowUp: IDENTITY, ofBaseline: IDENTITY, prior: FREE_MOTION, tolerancePx: COARSE_TOLERANCE_PX };
  }
  const inMm = multiply(baseline.toPlane, baseline.view.toPhoto);
  const pxPerMm = 1 / Math.sqrt(areaFactor(inMm, middle(baseline.view)));
  const inPx: Homography = [pxPerMm, 0, 0, 0, pxPerMm, 0, 0, 0, 1];
  return {
    ofFollowUp: multiply(inPx, multiply(followUp.toPlane, followUp.view.toPhoto)),
    ofBaseline: multiply(inPx, inMm),
    prior: STRAIGHTENED_MOTION,
    tolerancePx: STRAIGHTENED_TOLERANCE_PX,
  };
}

function betweenViews(frame: CommonFrame, homography: Homography): Homography {
  return multiply(invert(frame.ofBaseline), multiply(homography, frame.ofFollowUp));
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
  const judged = SPOT_COUNTS.flatMap((count) => {
    const strongest = { followUp: spots.followUp.slice(0, count), baseline: spots.baseline.slice(0, count) };
    return matchConstellations(strongest.followUp, strongest.baseline, { areaPx, ...frame }).flatMap(
      (match): Judged[] => {
        const refined = match.pairs.length < MIN_SPOTS ? undefined : refine(strongest, match, centre, frame.prior);
        if (refined === undefined) return [];
        const overlap = overlapChance(followUp, baseline, betweenViews(frame, refined.fit.homography));
        // Each spot count is one more try.
        return [{ ...refined, logFalseAlarms: match.logFalseAlarms + Math.log(overlap * SPOT_COUNTS.length) }];
      },
    );
  });
  return judged.sort((a, b) => a.logFalseAlarms - b.logFalseAlarms)[0];
}

function middle({ width, height }: RegistrationView): Point {
  return [width / 2, height / 2];
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

const SD_GRID = 12;

/** Root mean square of the 1-sigma over the follow-up's frame, and over its lesions (the frame when it shows none), view px. */
function sdOver(
  view: RegistrationView,
  fit: SoftFit,
  toMetricMap: Homography,
): { readonly lesion: number; readonly everywhere: number } {
  const everywhere: Point[] = [];
  const onLesion: Point[] = [];
  for (let i = 0; i < SD_GRID ** 2; i++) {
    const x = Math.floor((((i % SD_GRID) + 0.5) / SD_GRID) * view.width);
    const y = Math.floor(((Math.floor(i / SD_GRID) + 0.5) / SD_GRID) * view.height);
    everywhere.push([x, y]);
    if (view.lesion[y * view.width + x] !== 0) onLesion.push([x, y]);
  }
  const over = (points: readonly Point[]): number =>
    Math.sqrt(points.reduce((total, point) => total + fit.sdAt(mapPoint(toMetricMap, point)) ** 2, 0) / points.length);
  return { lesion: over(onLesion.length > 0 ? onLesion : everywhere), everywhere: over(everywhere) };
}
