import type { Mask } from '../domain/raster.ts';

/** One connected region of a mask; whole coordinates are pixel centres. */
export interface Component {
  readonly pixels: number;
  readonly centroid: readonly [x: number, y: number];
  readonly bounds: { readonly x: number; readonly y: number; readonly width: number; readonly height: number };
}

export interface LabelledComponents {
  /** 0 outside, k inside `components[k - 1]`. */
  readonly labels: Int32Array;
  /** Largest first; equal ones in reading order. */
  readonly components: readonly Component[];
}

/** A horizontal stretch of set pixels, `start` to `end` inclusive. */
interface Run {
  readonly y: number;
  readonly start: number;
  readonly end: number;
}

/**
 * The 8-connected regions of a mask that have at least `minPixels` pixels (smaller ones get the label 0).
 * Runs of one row are joined with touching runs of the row above by union-find. @source Wu2009
 */
export function connectedComponents(mask: Mask, minPixels = 1): LabelledComponents {
  const { runs, roots } = findRuns(mask);
  return describe(mask, runs, roots, minPixels);
}

/** All runs in reading order, and for each the index of the first run of its region. */
interface Runs {
  readonly runs: readonly Run[];
  readonly roots: Int32Array;
}

function findRuns(mask: Mask): Runs {
  const runs: Run[] = [];
  const parent: number[] = [];
  let above = { from: 0, to: 0 };
  for (let y = 0; y < mask.height; y++) {
    const from = runs.length;
    appendRuns(mask, y, runs);
    for (let i = from; i < runs.length; i++) parent.push(i);
    joinRows(runs, parent, above, { from, to: runs.length });
    above = { from, to: runs.length };
  }
  return { runs, roots: Int32Array.from(runs, (_, i) => find(parent, i)) };
}

function appendRuns(mask: Mask, y: number, runs: Run[]): void {
  // `indexOf` scans a typed array many times faster than a loop over its elements.
  const row = mask.data.subarray(y * mask.width, (y + 1) * mask.width);
  for (let start = row.indexOf(1); start >= 0; ) {
    const after = row.indexOf(0, start);
    const end = after < 0 ? row.length : after;
    runs.push({ y, start, end: end - 1 });
    start = after < 0 ? -1 : row.indexOf(1, end);
  }
}

interface Span {
  readonly from: number;
  readonly to: number;
}

function joinRows(runs: readonly Run[], parent: number[], above: Span, current: Span): void {
  let a = above.from;
  for (let c = current.from; c < current.to; c++) {
    // Diagonal neighbours touch, hence the one pixel of slack at either end.
    while (a < above.to && runs[a].end < runs[c].start - 1) a++;
    for (let i = a; i < above.to && runs[i].start <= runs[c].end + 1; i++) join(parent, i, c);
  }
}

/** The smaller index becomes the root, so that roots stand in reading order. */
function join(parent: number[], a: number, b: number): void {
  const rootA = find(parent, a);
  const rootB = find(parent, b);
  if (rootA < rootB) parent[rootB] = rootA;
  else parent[rootA] = rootB;
}

function find(parent: number[], index: number): number {
  let i = index;
  while (parent[i] !== i) {
    parent[i] = parent[parent[i]];
    i = parent[i];
  }
  return i;
}

/** Pixels of the largest region; 0 in an empty mask. */
export function largestComponentPixels(mask: Mask): number {
  return pixelsByRoot(findRuns(mask)).reduce((most, pixels) => Math.max(most, pixels), 0);
}

function pixelsByRoot({ runs, roots }: Runs): Float64Array {
  const pixels = new Float64Array(runs.length);
  runs.forEach((run, i) => {
    pixels[roots[i]] += run.end - run.start + 1;
  });
  return pixels;
}

/** The pixels of the regions that have at least `minPixels` pixels. */
export function withoutSmallComponents(mask: Mask, minPixels: number): Mask {
  const { runs, roots } = findRuns(mask);
  const pixels = pixelsByRoot({ runs, roots });
  const data = new Uint8Array(mask.data.length);
  runs.forEach((run, i) => {
    if (pixels[roots[i]] >= minPixels) data.fill(1, run.y * mask.width + run.start, run.y * mask.width + run.end + 1);
  });
  return { width: mask.width, height: mask.height, data };
}

interface Sums {
  pixels: number;
  sumX: number;
  sumY: number;
  left: number;
  right: number;
  top: number;
  bottom: number;
}

function describe(mask: Mask, runs: readonly Run[], roots: Int32Array, minPixels: number): LabelledComponents {
  const sums = new Map<number, Sums>();
  runs.forEach((run, i) => {
    const root = roots[i];
    const length = run.end - run.start + 1;
    const s = sums.get(root) ?? {
      pixels: 0,
      sumX: 0,
      sumY: 0,
      left: run.start,
      right: run.end,
      top: run.y,
      bottom: run.y,
    };
    s.pixels += length;
    s.sumX += (length * (run.start + run.end)) / 2;
    s.sumY += length * run.y;
    s.left = Math.min(s.left, run.start);
    s.right = Math.max(s.right, run.end);
    s.bottom = run.y;
    sums.set(root, s);
  });
  // Array.prototype.sort is stable: equal sizes keep reading order.
  const kept = [...sums].filter(([, s]) => s.pixels >= minPixels).sort(([, a], [, b]) => b.pixels - a.pixels);
  const labelOfRoot = new Map(kept.map(([root], i) => [root, i + 1]));
  const labels = new Int32Array(mask.width * mask.height);
  runs.forEach((run, i) => {
    const label = labelOfRoot.get(roots[i]);
    if (label) labels.fill(label, run.y * mask.width + run.start, run.y * mask.width + run.end + 1);
  });
  return { labels, components: kept.map(([, s]) => toComponent(s)) };
}

function toComponent(s: Sums): Component {
  return {
    pixels: s.pixels,
    centroid: [s.sumX / s.pixels, s.sumY / s.pixels],
    bounds: { x: s.left, y: s.top, width: s.right - s.left + 1, height: s.bottom - s.top + 1 },
  };
}
