import type { Mask, RgbImage } from '../domain/raster.ts';
import { Refusal } from '../refusal.ts';
import { type Homography, invert, mapPoint, multiply } from './homography.ts';
import { findMarkers } from './markers.ts';
import type { LoadedOpenCv } from './opencv.ts';
import { isPlausibleMap, judgeSupport, type Support } from './register-check.ts';
import { type FeatureKind, fitHomography, matchFeatures } from './register-features.ts';
import { matchPatches, type PatchMatch } from './register-patches.ts';
import { makeView, type RegistrationView } from './register-view.ts';
import { warpMask } from './warp.ts';

export interface RegistrationOptions {
  readonly baselineSkin?: Mask;
  readonly followUpSkin?: Mask;
  readonly baselineLesion?: Mask;
  readonly followUpLesion?: Mask;
}

export interface RegistrationResult {
  /** Follow-up px → baseline px, both as given; whole numbers are pixel centres. */
  readonly homography: Homography;
  readonly method: string;
  /** Patches of the baseline found again where the homography says. */
  readonly inliers: number;
  /** Root mean square distance of those patches from where the homography puts them, baseline px. */
  readonly residualPx: number;
  /** Part of the baseline that the follow-up shows as well. */
  readonly overlapPercent: number;
  /** The same as a mask on the baseline's grid. */
  readonly overlap: Mask;
}

/** A way to try: which features, and whether lesions (which change) may be used because there is nothing else. */
interface Attempt {
  readonly features: FeatureKind;
  readonly withLesions: boolean;
}

/** Cheapest first; the first whose result proves itself is taken. */
const ATTEMPTS: readonly Attempt[] = [
  { features: 'orb', withLesions: false },
  { features: 'akaze', withLesions: false },
  { features: 'akaze', withLesions: true },
];

/** Distance within which two features agree with a homography, view px: curved skin is no plane. */
const FEATURE_THRESHOLD_PX = 4;
/** Search distances of the patch rounds and the distance within which patches agree, view px. */
const PATCH_ROUNDS = [
  { radiusPx: 10, thresholdPx: 3 },
  { radiusPx: 5, thresholdPx: 2 },
] as const;
/** Correlation from which a patch takes part in the fit. */
const MIN_CORRELATION = 0.4;

/**
 * Registers a follow-up photo onto its baseline by a homography, from the skin's own texture: moles, hair, creases.
 * Features give a first homography; small patches of the baseline, searched near where it puts them, refine and above
 * all test it. Lesions are left out at first because they are what changes, markers always because they are moved.
 * @throws Refusal registration_failed, rather than returning a doubtful result
 */
export function registerPhotos(
  opencv: LoadedOpenCv,
  baseline: RgbImage,
  followUp: RgbImage,
  options: RegistrationOptions = {},
): RegistrationResult {
  const baselineMarkers = findMarkers(opencv, baseline).map((marker) => marker.corners);
  const followUpMarkers = findMarkers(opencv, followUp).map((marker) => marker.corners);
  const views = (withLesions: boolean) => ({
    baseline: makeView(opencv, {
      image: baseline,
      skin: options.baselineSkin,
      lesion: withLesions ? undefined : options.baselineLesion,
      markers: baselineMarkers,
    }),
    followUp: makeView(opencv, {
      image: followUp,
      skin: options.followUpSkin,
      lesion: withLesions ? undefined : options.followUpLesion,
      markers: followUpMarkers,
    }),
  });
  const hasLesions = options.baselineLesion !== undefined || options.followUpLesion !== undefined;
  let current: { withLesions: boolean; views: ReturnType<typeof views> } | undefined;
  for (const attempt of ATTEMPTS) {
    if (attempt.withLesions && !hasLesions) continue;
    if (current?.withLesions !== attempt.withLesions) {
      current = { withLesions: attempt.withLesions, views: views(attempt.withLesions) };
    }
    const found = tryAttempt(opencv, attempt.features, current.views);
    if (found) return describeResult(opencv, baseline, followUp, current.views, attempt, found);
  }
  throw new Refusal(
    'registration_failed',
    'The follow-up photo cannot be laid onto the baseline: too little of the skin around the lesion looks the same in both. ' +
      'Take the follow-up again from the same place and side, sharp, with more of the surrounding skin in the frame.',
  );
}

interface Views {
  readonly baseline: RegistrationView;
  readonly followUp: RegistrationView;
}

interface Found {
  readonly homography: Homography;
  readonly support: Support;
}

function tryAttempt(opencv: LoadedOpenCv, kind: FeatureKind, { baseline, followUp }: Views): Found | undefined {
  const start = fitHomography(opencv, matchFeatures(opencv, kind, followUp, baseline), FEATURE_THRESHOLD_PX);
  if (start === undefined || !isPlausibleMap(start.homography, followUp)) return undefined;
  let homography = start.homography;
  let patches: readonly PatchMatch[] = [];
  for (const { radiusPx, thresholdPx } of PATCH_ROUNDS) {
    patches = matchPatches(opencv, followUp, baseline, homography, radiusPx);
    const good = patches.filter((patch) => patch.correlation >= MIN_CORRELATION);
    const fit = fitHomography(opencv, good, thresholdPx);
    if (fit === undefined || !isPlausibleMap(fit.homography, followUp)) return undefined;
    homography = fit.homography;
  }
  const support = judgeSupport(patches, homography, PATCH_ROUNDS[PATCH_ROUNDS.length - 1]);
  return support && { homography, support };
}

function describeResult(
  opencv: LoadedOpenCv,
  baseline: RgbImage,
  followUp: RgbImage,
  views: Views,
  attempt: Attempt,
  { homography, support }: Found,
): RegistrationResult {
  const toBaseline = multiply(views.baseline.toPhoto, multiply(homography, invert(views.followUp.toPhoto)));
  const scaled = toBaseline.map((value) => value / toBaseline[8]) as unknown as Homography;
  const everywhere = { ...followUp, data: new Uint8Array(followUp.width * followUp.height).fill(1) };
  const overlap = warpMask(opencv, everywhere, scaled, baseline);
  const [x0] = mapPoint(views.baseline.toPhoto, [0, 0]);
  const [x1] = mapPoint(views.baseline.toPhoto, [1, 0]);
  return {
    homography: scaled,
    method: `${attempt.features}+homography+patches${attempt.withLesions ? ' (lesions used)' : ''}`,
    inliers: support.inliers,
    residualPx: support.residualPx * (x1 - x0),
    overlapPercent: (100 * overlap.data.reduce((sum, value) => sum + value, 0)) / overlap.data.length,
    overlap,
  };
}
