import type { Homography, Point } from './homography.ts';
import type { LoadedOpenCv } from './opencv.ts';
import { type Keep, withMats } from './opencv.ts';
import type { FeatureDetector, HeapVector, KeyPoint, Mat, OpenCv } from './opencv-types.ts';
import type { RegistrationView } from './register-view.ts';

/** A pair of places that look alike. */
export interface Correspondence {
  readonly from: Point;
  readonly to: Point;
}

export type FeatureKind = 'orb' | 'akaze';

/** Features that ORB looks for. */
const ORB_FEATURES = 4000;
/** Features kept: matching takes time with their square. Each cell of a grid keeps its own best, so that all of the skin takes part. */
const KEPT_FEATURES = 1500;
const CELLS_PER_SIDE = 8;
/** Response from which AKAZE keeps a feature: local contrast is even already, so that its own value suits. */
const AKAZE_THRESHOLD = 0.001;
/** A match must be clearly better than the second best. @source Lowe2004, section 7.1 */
const DISTANCE_RATIO = 0.85;

/** Pairs of features that are each other's clear best match, in view pixels (follow-up → baseline). */
export function matchFeatures(
  { cv }: LoadedOpenCv,
  kind: FeatureKind,
  followUp: RegistrationView,
  baseline: RegistrationView,
): Correspondence[] {
  return withMats(cv, (keep) => {
    const detector = keep(makeDetector(cv, kind));
    const a = describeFeatures(cv, keep, detector, followUp);
    const b = describeFeatures(cv, keep, detector, baseline);
    if (a.points.length < 2 || b.points.length < 2) return [];
    const forward = clearMatches(cv, keep, a.descriptors, b.descriptors);
    const backward = clearMatches(cv, keep, b.descriptors, a.descriptors);
    return [...forward]
      .filter(([query, train]) => backward.get(train) === query)
      .map(([query, train]) => ({ from: a.points[query], to: b.points[train] }));
  });
}

function makeDetector(cv: OpenCv, kind: FeatureKind): FeatureDetector {
  if (kind === 'orb') return new cv.ORB(ORB_FEATURES);
  const detector = new cv.AKAZE();
  detector.setThreshold(AKAZE_THRESHOLD);
  return detector;
}

interface Features {
  readonly points: readonly Point[];
  readonly descriptors: Mat;
}

function describeFeatures(cv: OpenCv, keep: Keep, detector: FeatureDetector, view: RegistrationView): Features {
  const image = keep(matOf(cv, view, view.texture));
  const mask = keep(matOf(cv, view, view.usable));
  const keypoints: HeapVector<KeyPoint> = keep(new cv.KeyPointVector());
  const descriptors = keep(new cv.Mat());
  detector.detectAndCompute(image, mask, keypoints, descriptors);
  const all = Array.from({ length: keypoints.size() }, (_, i) => keypoints.get(i));
  const kept = strongestPerCell(all, view);
  const points = kept.map((i): Point => [all[i].pt.x, all[i].pt.y]);
  return { points, descriptors: keep(selectRows(cv, descriptors, kept)) };
}

/** Indices of the strongest keypoints of each cell of a grid over the frame, in their own order. */
function strongestPerCell(keypoints: readonly KeyPoint[], { width, height }: RegistrationView): number[] {
  const cells: number[][] = Array.from({ length: CELLS_PER_SIDE ** 2 }, () => []);
  keypoints.forEach(({ pt }, i) => {
    const column = Math.min(CELLS_PER_SIDE - 1, Math.floor((pt.x / width) * CELLS_PER_SIDE));
    const row = Math.min(CELLS_PER_SIDE - 1, Math.floor((pt.y / height) * CELLS_PER_SIDE));
    cells[row * CELLS_PER_SIDE + column].push(i);
  });
  const occupied = cells.filter((cell) => cell.length > 0);
  const perCell = Math.ceil(KEPT_FEATURES / Math.max(1, occupied.length));
  const strongest = occupied.flatMap((cell) =>
    cell.sort((a, b) => keypoints[b].response - keypoints[a].response).slice(0, perCell),
  );
  return strongest.sort((a, b) => a - b);
}

function selectRows(cv: OpenCv, descriptors: Mat, rows: readonly number[]): Mat {
  const selected = new cv.Mat(rows.length, descriptors.cols, cv.CV_8UC1);
  rows.forEach((row, i) => {
    const from = row * descriptors.cols;
    selected.data.set(descriptors.data.subarray(from, from + descriptors.cols), i * descriptors.cols);
  });
  return selected;
}

export function matOf(cv: OpenCv, size: { width: number; height: number }, data: Uint8Array): Mat {
  const mat = new cv.Mat(size.height, size.width, cv.CV_8UC1);
  mat.data.set(data);
  return mat;
}

/** Best match of each query descriptor, where it is clearly better than the second. */
function clearMatches(cv: OpenCv, keep: Keep, query: Mat, train: Mat): Map<number, number> {
  const matcher = keep(new cv.BFMatcher(cv.NORM_HAMMING, false));
  const matches = keep(new cv.DMatchVectorVector());
  matcher.knnMatch(query, train, matches, 2);
  const result = new Map<number, number>();
  for (let i = 0; i < matches.size(); i++) {
    const pair = keep(matches.get(i));
    if (pair.size() < 2) continue;
    const best = pair.get(0);
    if (best.distance < DISTANCE_RATIO * pair.get(1).distance) result.set(best.queryIdx, best.trainIdx);
  }
  return result;
}

const MAX_ITERATIONS = 5000;
const CONFIDENCE = 0.999;

export interface RobustFit {
  readonly homography: Homography;
  readonly inliers: readonly Correspondence[];
}

/** The homography that most pairs agree on within `thresholdPx`; undefined when there is none. */
export function fitHomography(
  { cv }: LoadedOpenCv,
  pairs: readonly Correspondence[],
  thresholdPx: number,
): RobustFit | undefined {
  if (pairs.length < 4) return undefined;
  return withMats(cv, (keep) => {
    const from = keep(
      pointMat(
        cv,
        pairs.map((pair) => pair.from),
      ),
    );
    const to = keep(
      pointMat(
        cv,
        pairs.map((pair) => pair.to),
      ),
    );
    const isInlier = keep(new cv.Mat());
    const found = keep(cv.findHomography(from, to, cv.USAC_MAGSAC, thresholdPx, isInlier, MAX_ITERATIONS, CONFIDENCE));
    if (found.empty() || found.rows !== 3) return undefined;
    const homography = Array.from(found.data64F) as unknown as Homography;
    const inliers = pairs.filter((_, i) => isInlier.data[i] !== 0);
    return homography.every(Number.isFinite) ? { homography, inliers } : undefined;
  });
}

function pointMat(cv: OpenCv, points: readonly Point[]): Mat {
  const mat = new cv.Mat(points.length, 1, cv.CV_32FC2);
  mat.data32F.set(points.flat());
  return mat;
}
