import type { Mask } from '../domain/raster.ts';
import { boundsOf, fillRuns, type Run, runsOf, touchingRuns } from '../raster/runs.ts';

/** One connected region of a mask; whole coordinates are pixel centres. */
export interface Component {
  readonly pixels: number;
  readonly centroid: readonly [x: number, y: number];
  readonly bounds: { readonly x: number; readonly y: number; readonly width: number; readonly height: number };
  /** Its pixels, in reading order. */
  readonly runs: readonly Run[];
}

/**
 * The 8-connected regions of a mask that have at least `minPixels` pixels, largest first; equal ones in reading order.
 * Runs of one row are joined with touching runs of the row above by union-find. @source Wu2009
 */
export function connectedComponents(mask: Mask, minPixels = 1): readonly Component[] {
  const kept = regionsOf(mask).filter(({ pixels }) => pixels >= minPixels);
  // Array.prototype.sort is stable: equal sizes keep reading order.
  return kept.sort((a, b) => b.pixels - a.pixels).map(describe);
}

/** Takes the regions of fewer than `minPixels` pixels out of the mask. */
export function clearSmallComponents(mask: Mask, minPixels: number): void {
  for (const { runs, pixels } of regionsOf(mask)) if (pixels < minPixels) fillRuns(mask, runs, 0);
}

/** Takes the regions of less than this share of the pixels of the largest one out of the mask. */
export function clearLesserComponents(mask: Mask, shareOfLargest: number): void {
  const regions = regionsOf(mask);
  const minPixels = shareOfLargest * regions.reduce((most, { pixels }) => Math.max(most, pixels), 0);
  for (const { runs, pixels } of regions) if (pixels < minPixels) fillRuns(mask, runs, 0);
}

/** Fills the gaps of fewer than `minPixels` pixels; a gap is an 8-connected region outside. */
export function fillSmallGaps(mask: Mask, minPixels: number): void {
  for (const { runs, pixels } of regionsOf(mask, 0)) if (pixels < minPixels) fillRuns(mask, runs, 1);
}

interface Region {
  readonly runs: Run[];
  pixels: number;
}

/** The 8-connected regions of `value`, in reading order of their first pixels. */
function regionsOf(mask: Mask, value: 0 | 1 = 1): Region[] {
  const runs = runsOf(mask, value);
  const parent = joined(runs);
  const byRoot: Region[] = [];
  const regions: Region[] = [];
  for (let i = 0; i < runs.length; i++) {
    const root = find(parent, i);
    if (root === i) {
      byRoot[i] = { runs: [], pixels: 0 };
      regions.push(byRoot[i]);
    }
    byRoot[root].runs.push(runs[i]);
    byRoot[root].pixels += runs[i].end - runs[i].start + 1;
  }
  return regions;
}

/** For each run an earlier one of its region, or itself. */
function joined(runs: readonly Run[]): Int32Array {
  const parent = new Int32Array(runs.length);
  for (let i = 0; i < parent.length; i++) parent[i] = i;
  for (const { above, below } of touchingRuns(runs, 1)) join(parent, above, below);
  return parent;
}

/** The smaller index becomes the root, so that roots stand in reading order. */
function join(parent: Int32Array, a: number, b: number): void {
  const rootA = find(parent, a);
  const rootB = find(parent, b);
  if (rootA < rootB) parent[rootB] = rootA;
  else parent[rootA] = rootB;
}

function find(parent: Int32Array, index: number): number {
  let i = index;
  while (parent[i] !== i) {
    parent[i] = parent[parent[i]];
    i = parent[i];
  }
  return i;
}

function describe({ runs, pixels }: Region): Component {
  let [sumX, sumY] = [0, 0];
  for (const { y, start, end } of runs) {
    const length = end - start + 1;
    sumX += (length * (start + end)) / 2;
    sumY += length * y;
  }
  const { left, right, top, bottom } = boundsOf(runs);
  return {
    pixels,
    centroid: [sumX / pixels, sumY / pixels],
    bounds: { x: left, y: top, width: right - left + 1, height: bottom - top + 1 },
    runs,
  };
}
