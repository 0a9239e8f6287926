import type { Homography } from './homography.ts';
import type { LoadedOpenCv } from './opencv.ts';
import { isPlausibleMap, judgeSupport, type Support } from './register-check.ts';
import { type FeatureKind, fitHomography, matchFeatures } from './register-features.ts';
import { matchPatches, type PatchMatch } from './register-patches.ts';
import type { RegistrationView } from './register-view.ts';

/** Distance within which two features agree with a homography, view px: curved skin is no plane. */
const FEATURE_THRESHOLD_PX = 4;
/** Search distances of the patch rounds and the distance within which patches agree, view px. */
const PATCH_ROUNDS = [
  { radiusPx: 10, thresholdPx: 3 },
  { radiusPx: 5, thresholdPx: 2 },
] as const;
/** Correlation from which a patch takes part in the fit. */
const MIN_CORRELATION = 0.4;

export interface TextureRegistration extends Support {
  /** View px → view px. */
  readonly homography: Homography;
}

/**
 * Registers by the skin's texture: features give a first homography; small patches of the baseline, searched near
 * where it puts them, refine and above all test it. Undefined when the patches do not prove it.
 */
export function registerByTexture(
  opencv: LoadedOpenCv,
  kind: FeatureKind,
  followUp: RegistrationView,
  baseline: RegistrationView,
): TextureRegistration | undefined {
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
  return support && { homography, ...support };
}
