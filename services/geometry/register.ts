import type { Mask, RgbImage } from '../domain/raster.ts';
import { countPixels } from '../raster/count-pixels.ts';
import { Refusal } from '../refusal.ts';
import { DEFAULT_MARKER_SIDE_MM } from './calibrate.ts';
import type { MeasuredView } from './common-frame.ts';
import { type Homography, invert, multiply } from './homography.ts';
import { findMarkers, type Marker } from './markers.ts';
import type { LoadedOpenCv } from './opencv.ts';
import { fitPlane } from './plane-pose.ts';
import { isPlausibleMap } from './register-check.ts';
import { registerByLandmarks } from './register-landmarks.ts';
import { registerByMottle } from './register-mottle.ts';
import { registerByTexture } from './register-texture.ts';
import { makeView } from './register-view.ts';
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
  /** Pieces of skin (patches of texture or mottle, or moles and freckles) found again where the homography says. */
  readonly inliers: number;
  /** Root mean square distance of those from where the homography puts them, baseline px. */
  readonly residualPx: number;
  /** Part of the baseline that the follow-up shows as well. */
  readonly overlapPercent: number;
  /** The same as a mask on the baseline's grid. */
  readonly overlap: Mask;
}

interface Found {
  readonly method: string;
  /** View px → view px. */
  readonly homography: Homography;
  readonly inliers: number;
  readonly residualPx: number;
}

/**
 * Registers a follow-up photo onto its baseline by a homography: by the skin's texture where it looks the same in both,
 * else by the faint mottle of plain skin, else by moles and freckles. Lesions are left out because they are what changes, markers because they are moved.
 * @throws Refusal registration_failed, rather than returning a doubtful result
 */
export function registerPhotos(
  opencv: LoadedOpenCv,
  baseline: RgbImage,
  followUp: RgbImage,
  options: RegistrationOptions = {},
): RegistrationResult {
  const markers = { baseline: findMarkers(opencv, baseline), followUp: findMarkers(opencv, followUp) };
  const shared = sharedMarker(markers.baseline, markers.followUp);
  const viewsOf = (leaveOutLesion: boolean) => ({
    baseline: measuredView(opencv, {
      ...{ image: baseline, skin: options.baselineSkin, lesion: options.baselineLesion, leaveOutLesion },
      ...{ markers: markers.baseline, shared },
    }),
    followUp: measuredView(opencv, {
      ...{ image: followUp, skin: options.followUpSkin, lesion: options.followUpLesion, leaveOutLesion },
      ...{ markers: markers.followUp, shared },
    }),
  });
  const views = viewsOf(true);
  const found = firstProven(opencv, views.followUp, views.baseline) ?? byLandmarksAnywhere(viewsOf(false));
  if (found) return describeResult(opencv, { baseline, followUp }, views, found);
  throw new Refusal(
    'registration_failed',
    'The follow-up photo cannot be laid onto the baseline: too little of the skin around the lesion looks the same in both. ' +
      'Take the follow-up again from the same place and side, sharp, with more of the surrounding skin in the frame.',
  );
}

/** Cheapest first; the first that proves itself is taken. */
function firstProven(opencv: LoadedOpenCv, followUp: MeasuredView, baseline: MeasuredView): Found | undefined {
  const attempts: readonly { method: string; run: () => Omit<Found, 'method'> | undefined }[] = [
    { method: 'orb+homography+patches', run: () => registerByTexture(opencv, 'orb', followUp.view, baseline.view) },
    { method: 'mottle+homography+patches', run: () => registerByMottle(opencv, followUp, baseline) },
    { method: 'landmarks+homography', run: () => registerByLandmarks(followUp, baseline) },
    { method: 'akaze+homography+patches', run: () => registerByTexture(opencv, 'akaze', followUp.view, baseline.view) },
  ];
  for (const { method, run } of attempts) {
    const found = run();
    if (found && isPlausibleMap(found.homography, followUp.view)) return { method, ...found };
  }
  return undefined;
}

/**
 * Moles and freckles also at and within lesions: on plain skin there may be too few elsewhere. They stay where they are while
 * the lesion changes, and have to prove themselves by the same chance of a false alarm.
 */
function byLandmarksAnywhere({ baseline, followUp }: Record<'baseline' | 'followUp', MeasuredView>): Found | undefined {
  const found = registerByLandmarks(followUp, baseline);
  const plausible = found && isPlausibleMap(found.homography, followUp.view);
  return plausible ? { method: 'landmarks-at-lesions+homography', ...found } : undefined;
}

/** The id of a marker that both photos show: the same print, and so of the same size. */
function sharedMarker(a: readonly Marker[], b: readonly Marker[]): number | undefined {
  return a.find(({ id }) => b.some((other) => other.id === id))?.id;
}

interface ViewInput {
  readonly image: RgbImage;
  readonly skin: Mask | undefined;
  readonly lesion: Mask | undefined;
  readonly leaveOutLesion: boolean;
  readonly markers: readonly Marker[];
  /** Marker that both photos show. */
  readonly shared: number | undefined;
}

function measuredView(opencv: LoadedOpenCv, { markers, shared, ...input }: ViewInput): MeasuredView {
  const scale = markers.filter(({ id }) => id === shared);
  return {
    view: makeView(opencv, { ...input, markers: markers.map((marker) => marker.corners) }),
    // Only the ratio between the two photos matters, so that any side will do.
    toPlane: scale.length > 0 ? fitPlane(scale, DEFAULT_MARKER_SIDE_MM, input.image).toPlane : undefined,
  };
}

function describeResult(
  opencv: LoadedOpenCv,
  photos: { readonly baseline: RgbImage; readonly followUp: RgbImage },
  views: { readonly baseline: MeasuredView; readonly followUp: MeasuredView },
  found: Found,
): RegistrationResult {
  const { baseline, followUp } = photos;
  const [toBaselinePhoto, toFollowUpPhoto] = [views.baseline.view.toPhoto, views.followUp.view.toPhoto];
  const raw = multiply(toBaselinePhoto, multiply(found.homography, invert(toFollowUpPhoto)));
  const homography = raw.map((value) => value / raw[8]) as unknown as Homography;
  const everywhere = { ...followUp, data: new Uint8Array(followUp.width * followUp.height).fill(1) };
  const overlap = warpMask(opencv, everywhere, homography, baseline);
  return {
    homography,
    method: found.method,
    inliers: found.inliers,
    // The view was shrunk by the same factor along both axes.
    residualPx: found.residualPx * toBaselinePhoto[0],
    overlapPercent: (100 * countPixels(overlap)) / overlap.data.length,
    overlap,
  };
}
