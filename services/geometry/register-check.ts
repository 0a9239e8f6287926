import type { Homography, Point } from './homography.ts';
import { areaFactor, mapPoint } from './homography.ts';
import type { PatchMatch } from './register-patches.ts';

/** Length scales between two photos of one lesion: beyond, they are not the same view. */
const MIN_SCALE = 0.4;
const MAX_SCALE = 2.5;
/** Largest ratio of the area factors at two corners of the frame: a stronger perspective is a wrong fit. */
const MAX_PERSPECTIVE = 3;

/** A map that a second look at the same skin could make: not mirrored, of similar size, only slightly in perspective. */
export function isPlausibleMap(h: Homography, frame: { readonly width: number; readonly height: number }): boolean {
  const corners: Point[] = [
    [0, 0],
    [frame.width, 0],
    [frame.width, frame.height],
    [0, frame.height],
  ];
  const factors = corners.map((corner) => areaFactor(h, corner));
  const smallest = Math.min(...factors);
  const largest = Math.max(...factors);
  return smallest > MIN_SCALE ** 2 && largest < MAX_SCALE ** 2 && largest < MAX_PERSPECTIVE * smallest;
}

/** What speaks for a registration. */
export interface Support {
  readonly inliers: number;
  readonly residualPx: number;
}

export interface Proof {
  /** Distance within which each patch was looked for, and within which it agrees. */
  readonly radiusPx: number;
  readonly thresholdPx: number;
  /** Correlation from which a patch counts. */
  readonly minCorrelation?: number;
  /** Part of all patches that must agree. */
  readonly minPart?: number;
}

/** Fewer patches than this can agree by chance with eight free numbers. */
const MIN_INLIERS = 15;
/** Part of all patches that must agree, above what chance gives. */
const MIN_INLIER_PART = 0.15;
/** How much more often than by chance patches must agree. */
const MIN_OVER_CHANCE = 4;
/** Largest gap: the box around agreeing patches must cover this part of the box around all. */
const MIN_SPREAD = 0.4;
const MIN_CORRELATION = 0.4;

/**
 * Counts the patches that the homography predicts and decides whether they prove it. In a wrong registration the best
 * place of a patch is anywhere in its search window, so that the share within the threshold is that of the areas.
 * Undefined: not proven.
 */
export function judgeSupport(
  patches: readonly PatchMatch[],
  homography: Homography,
  { radiusPx, thresholdPx, minCorrelation = MIN_CORRELATION, minPart = MIN_INLIER_PART }: Proof,
): Support | undefined {
  const residuals = patches.map((patch) => distance(mapPoint(homography, patch.from), patch.to));
  const agreeing = patches.filter((p, i) => p.correlation >= minCorrelation && residuals[i] <= thresholdPx);
  const chance = (Math.PI * thresholdPx ** 2) / (2 * radiusPx + 1) ** 2;
  const part = agreeing.length / patches.length;
  if (agreeing.length < MIN_INLIERS || part < minPart) return undefined;
  if (part < Math.min(0.5, MIN_OVER_CHANCE * chance) || spread(agreeing) < MIN_SPREAD * spread(patches))
    return undefined;
  const kept = residuals.filter((r, i) => patches[i].correlation >= minCorrelation && r <= thresholdPx);
  return {
    inliers: agreeing.length,
    residualPx: Math.sqrt(kept.reduce((sum, r) => sum + r * r, 0) / kept.length),
  };
}

function distance([ax, ay]: Point, [bx, by]: Point): number {
  return Math.hypot(ax - bx, ay - by);
}

/** Root of the product of the standard deviations along both axes: how far apart the patches lie, little moved by strays. */
function spread(patches: readonly PatchMatch[]): number {
  const sd = (axis: 0 | 1) => {
    const mean = patches.reduce((sum, p) => sum + p.to[axis], 0) / patches.length;
    return Math.sqrt(patches.reduce((sum, p) => sum + (p.to[axis] - mean) ** 2, 0) / patches.length);
  };
  return Math.sqrt(sd(0) * sd(1));
}
