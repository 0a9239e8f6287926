import type { Homography, Point } from './homography.ts';
import { invert, mapPoint } from './homography.ts';
import type { LoadedOpenCv } from './opencv.ts';
import { withMats } from './opencv.ts';
import type { Mat, OpenCv } from './opencv-types.ts';
import { type Correspondence, matOf } from './register-features.ts';

/** What patches are cut from: a texture around 128, and 255 where it may be trusted. */
export interface PatchSource {
  readonly width: number;
  readonly height: number;
  readonly texture: Uint8Array;
  readonly usable: Uint8Array;
}

/** A piece of the baseline found again in the follow-up. */
export interface PatchMatch extends Correspondence {
  /** Normalised cross-correlation at the best place, −1 to 1. */
  readonly correlation: number;
  /** From where the homography put it to where it fits best, in view px. */
  readonly shiftPx: number;
}

/** Side of a patch in view pixels: large enough to hold some mole, hair or crease. */
const PATCH_PX = 41;
/** Distance between patch centres. */
const PATCH_STEP_PX = 32;
/** Part of a patch that must be usable in both photos. */
const MIN_USABLE_PART = 0.8;

/**
 * Cuts the baseline into patches, looks for each within `radiusPx` of where the homography (follow-up → baseline, view px)
 * puts it, and returns for each the best place. Nothing is thrown away here: how many fit is what tells a right
 * registration from a wrong one.
 */
export function matchPatches(
  { cv }: LoadedOpenCv,
  followUp: PatchSource,
  baseline: PatchSource,
  homography: Homography,
  radiusPx: number,
  isWanted: (centre: Point) => boolean = () => true,
): PatchMatch[] {
  return withMats(cv, (keep) => {
    const map = keep(new cv.Mat(3, 3, cv.CV_64FC1));
    map.data64F.set(homography);
    const warp = (data: Uint8Array, interpolation: number) => {
      const warped = keep(new cv.Mat());
      const size = new cv.Size(baseline.width, baseline.height);
      const outside = new cv.Scalar(0);
      cv.warpPerspective(
        keep(matOf(cv, followUp, data)),
        warped,
        map,
        size,
        interpolation,
        cv.BORDER_CONSTANT,
        outside,
      );
      return warped;
    };
    const seen = warp(followUp.texture, cv.INTER_LINEAR);
    const seenUsable = warp(followUp.usable, cv.INTER_NEAREST);
    const wanted = keep(matOf(cv, baseline, baseline.texture));
    const back = invert(homography);
    return patchCentres(baseline, seenUsable.data, radiusPx, isWanted).map((centre) => {
      const best = searchPatch(cv, wanted, seen, centre, radiusPx);
      const fits: Point = [centre[0] + best.dx, centre[1] + best.dy];
      return {
        from: mapPoint(back, fits),
        to: centre,
        correlation: best.correlation,
        shiftPx: Math.hypot(best.dx, best.dy),
      };
    });
  });
}

function patchCentres(
  baseline: PatchSource,
  seenUsable: Uint8Array,
  radiusPx: number,
  isWanted: (centre: Point) => boolean,
): Point[] {
  const margin = (PATCH_PX - 1) / 2 + radiusPx;
  const centres: Point[] = [];
  for (let y = margin; y < baseline.height - margin; y += PATCH_STEP_PX) {
    for (let x = margin; x < baseline.width - margin; x += PATCH_STEP_PX) {
      if (isWanted([x, y]) && usablePart(baseline, seenUsable, x, y) >= MIN_USABLE_PART) centres.push([x, y]);
    }
  }
  return centres;
}

/** Every fourth pixel is enough to know the part. */
const USABLE_STEP = 4;

function usablePart(baseline: PatchSource, seenUsable: Uint8Array, x: number, y: number): number {
  const half = (PATCH_PX - 1) / 2;
  let usable = 0;
  let all = 0;
  for (let dy = -half; dy <= half; dy += USABLE_STEP) {
    for (let dx = -half; dx <= half; dx += USABLE_STEP) {
      const i = (y + dy) * baseline.width + x + dx;
      all++;
      if (baseline.usable[i] !== 0 && seenUsable[i] !== 0) usable++;
    }
  }
  return usable / all;
}

interface BestPlace {
  readonly dx: number;
  readonly dy: number;
  readonly correlation: number;
}

function searchPatch(cv: OpenCv, wanted: Mat, seen: Mat, [x, y]: Point, radius: number): BestPlace {
  const half = (PATCH_PX - 1) / 2;
  const side = 2 * radius + 1;
  const scores = withMats(cv, (keep) => {
    const template = keep(wanted.roi(new cv.Rect(x - half, y - half, PATCH_PX, PATCH_PX)));
    const area = PATCH_PX + 2 * radius;
    const search = keep(seen.roi(new cv.Rect(x - half - radius, y - half - radius, area, area)));
    const result = keep(new cv.Mat());
    cv.matchTemplate(search, template, result, cv.TM_CCOEFF_NORMED);
    return Float32Array.from(result.data32F);
  });
  let best = 0;
  for (let i = 1; i < scores.length; i++) if (scores[i] > scores[best]) best = i;
  const column = best % side;
  const row = Math.floor(best / side);
  const isInner = column > 0 && row > 0 && column < side - 1 && row < side - 1;
  return {
    dx: column - radius + (isInner ? vertex(scores[best - 1], scores[best], scores[best + 1]) : 0),
    dy: row - radius + (isInner ? vertex(scores[best - side], scores[best], scores[best + side]) : 0),
    correlation: scores[best],
  };
}

/** Offset of a parabola's top through three equally spaced values, −1/2 to 1/2. */
function vertex(before: number, at: number, after: number): number {
  const bend = before - 2 * at + after;
  return bend < 0 ? (before - after) / (2 * bend) : 0;
}
