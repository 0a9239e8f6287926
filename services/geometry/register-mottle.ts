import { commonFrame, type MeasuredView } from './common-frame.ts';
import { correctOnce, growPose, MIN_CORRELATION, MIN_PART, offBy } from './grow-pose.ts';
import { type Homography, invert, multiply } from './homography.ts';
import { type Mottle, makeMottle } from './mottle.ts';
import type { LoadedOpenCv } from './opencv.ts';
import { type Pose, withPoseSearch } from './pose-search.ts';
import { listPlaces, listPoseTries } from './pose-tries.ts';
import { judgeSupport, type Support } from './register-check.ts';
import { matchPatches } from './register-patches.ts';
import type { RegistrationView } from './register-view.ts';
import { sdOver } from './registration-sd.ts';

export interface MottleRegistration extends Support {
  /** View px → view px. */
  readonly homography: Homography;
}

/** Poses of one place that are followed up, and how far apart they must lay it, mottle px. */
const MAX_POSES = 3;
const POSES_APART_PX = 12;
/** Search distance of the last rounds and the distance within which patches agree, mottle px. */
const LAST_ROUNDS = [
  { radiusPx: 5, thresholdPx: 1.5 },
  { radiusPx: 5, thresholdPx: 1 },
] as const;
/**
 * 1-sigma of where the lesions, and the frame as a whole, may land, mottle px, as if each patch strayed by 2 px per axis. They stray by
 * 0.4, so that these are five times too large: skin is neither plane nor does it bend the same way everywhere.
 */
const MAX_SD_OF_LESION_PX = 2;
const MAX_SD_OF_FRAME_PX = 3;

/**
 * Registers by the mottle of plain skin: too faint for features, but over hundreds of its patches it is like no other. A disc of the
 * follow-up is looked for in every turn and scale, the pose is grown over the frame, and only what nearly every patch agrees on counts.
 */
export function registerByMottle(
  opencv: LoadedOpenCv,
  followUp: MeasuredView,
  baseline: MeasuredView,
): MottleRegistration | undefined {
  const mottle = { followUp: makeMottle(opencv, followUp.view), baseline: makeMottle(opencv, baseline.view) };
  const tries = listPoseTries(mottle.followUp, mottle.baseline, commonFrame(followUp, baseline));
  return withPoseSearch(opencv, mottle, (posesAt) => {
    for (const place of listPlaces(mottle.followUp)) {
      for (const pose of highestApart(posesAt(place, tries))) {
        const grown = growPose(opencv, mottle, pose);
        const proven = grown && prove(opencv, mottle, grown, followUp.view);
        if (proven) return { ...proven, homography: inViewPx(mottle, proven.homography) };
      }
    }
    return undefined;
  });
}

function highestApart(poses: readonly Pose[]): Pose[] {
  const highest: Pose[] = [];
  for (const pose of [...poses].sort((a, b) => b.peak - a.peak)) {
    if (highest.length >= MAX_POSES) break;
    const isNew = highest.every(({ to }) => Math.hypot(to[0] - pose.to[0], to[1] - pose.to[1]) > POSES_APART_PX);
    if (isNew) highest.push(pose);
  }
  return highest;
}

interface Mottles {
  readonly followUp: Mottle;
  readonly baseline: Mottle;
}

/** Undefined when too few patches agree, or those that do leave open where the lesions lie. Residual in view px. */
function prove(
  opencv: LoadedOpenCv,
  { followUp, baseline }: Mottles,
  grown: Homography,
  followUpView: RegistrationView,
): MottleRegistration | undefined {
  let homography = grown;
  let support: Support | undefined;
  for (const round of LAST_ROUNDS) {
    const before = homography;
    const patches = matchPatches(opencv, followUp, baseline, before, round.radiusPx);
    const agreeing = patches.filter((p) => p.correlation >= MIN_CORRELATION && offBy(before, p) <= round.thresholdPx);
    const corrected = correctOnce(before, agreeing, baseline);
    homography = corrected.homography;
    support = judgeSupport(patches, homography, { ...round, minCorrelation: MIN_CORRELATION, minPart: MIN_PART });
    const sd = sdOver(followUpView, corrected.fit, multiply(before, invert(followUp.toView)));
    if (support === undefined || sd.lesion > MAX_SD_OF_LESION_PX || sd.everywhere > MAX_SD_OF_FRAME_PX)
      return undefined;
  }
  return support && { homography, inliers: support.inliers, residualPx: support.residualPx * baseline.toView[0] };
}

function inViewPx({ followUp, baseline }: Mottles, homography: Homography): Homography {
  const raw = multiply(baseline.toView, multiply(homography, invert(followUp.toView)));
  return raw.map((value) => value / raw[8]) as unknown as Homography;
}
