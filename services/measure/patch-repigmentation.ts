import type { Mask } from '../domain/raster.ts';
import { type Component, connectedComponents } from '../geometry/components.ts';
import { expectOneSize, maskWhere, type RegisteredVisits } from './regrowth.ts';

/** What became of one patch of the baseline, in pixels, and in pixels weighted by their residual depigmentation. */
export interface PatchChange {
  readonly centroid: readonly [x: number, y: number];
  /** Of the whole patch, whether or not the follow-up shows it. */
  readonly pixels: number;
  /** The following count what both photos show. */
  readonly before: number;
  readonly regained: number;
  /** New lesion that has grown from this patch. */
  readonly added: number;
  /** Σ d over the lesion at each visit: A·d of clinical formulas. 0 without a map. */
  readonly depigmentedBefore: number;
  readonly depigmentedAfter: number;
}

export interface PatchChanges {
  /** Largest first. */
  readonly patches: readonly PatchChange[];
  /** New lesion apart from every patch of the baseline. */
  readonly apart: { readonly count: number; readonly pixels: number; readonly depigmented: number };
  /** Per pixel: 1 + index of the patch that it belongs to or has grown from, 0 for none. */
  readonly labels: Int32Array;
}

/**
 * Follows each patch of the baseline. New lesion belongs to the patch from which it can be reached through new lesion, the nearest
 * if there are several; what cannot be reached from any stands apart.
 * @throws RangeError when masks or maps differ in size
 */
export function followPatches(visits: RegisteredVisits): PatchChanges {
  expectOneSize(visits);
  const { baseline, followUp, shared, depigmentation } = visits;
  const patches = connectedComponents(baseline);
  const labels = labelsOf(patches, baseline);
  growInto(labels, visits);
  const sums = patches.map(() => ({ before: 0, regained: 0, added: 0, depigmentedBefore: 0, depigmentedAfter: 0 }));
  for (let i = 0; i < labels.length; i++) {
    if (labels[i] === 0 || !shared.data[i]) continue;
    const sum = sums[labels[i] - 1];
    if (baseline.data[i]) {
      sum.before++;
      sum.depigmentedBefore += depigmentation?.baseline[i] ?? 0;
      if (!followUp.data[i]) sum.regained++;
    } else sum.added++;
    if (followUp.data[i]) sum.depigmentedAfter += depigmentation?.followUp[i] ?? 0;
  }
  return {
    patches: patches.map(({ centroid, pixels }, k) => ({ centroid, pixels, ...sums[k] })),
    apart: newApart(visits, labels),
    labels,
  };
}

function labelsOf(patches: readonly Component[], { width, height }: Mask): Int32Array {
  const labels = new Int32Array(width * height);
  patches.forEach(({ runs }, k) => {
    for (const { y, start, end } of runs) labels.fill(k + 1, y * width + start, y * width + end + 1);
  });
  return labels;
}

/** Breadth-first from all patches at once, through the eight neighbours. */
function growInto(labels: Int32Array, { baseline, followUp, shared }: RegisteredVisits): void {
  const isFree = (i: number) => labels[i] === 0 && followUp.data[i] === 1 && shared.data[i] === 1;
  let front: number[] = [];
  for (let i = 0; i < labels.length; i++) if (labels[i] !== 0) front.push(i);
  while (front.length > 0) {
    const next: number[] = [];
    for (const at of front) {
      for (const i of neighboursOf(at, baseline)) {
        if (!isFree(i)) continue;
        labels[i] = labels[at];
        next.push(i);
      }
    }
    front = next;
  }
}

function neighboursOf(at: number, { width, height }: Mask): number[] {
  const x = at % width;
  const y = (at - x) / width;
  const neighbours: number[] = [];
  for (let v = Math.max(0, y - 1); v <= Math.min(height - 1, y + 1); v++) {
    for (let u = Math.max(0, x - 1); u <= Math.min(width - 1, x + 1); u++) neighbours.push(v * width + u);
  }
  return neighbours;
}

function newApart({ baseline, followUp, shared, depigmentation }: RegisteredVisits, labels: Int32Array) {
  const isApart = (i: number) => labels[i] === 0 && followUp.data[i] === 1 && shared.data[i] === 1;
  const mask = maskWhere(baseline, isApart);
  let pixels = 0;
  let depigmented = 0;
  for (let i = 0; i < labels.length; i++) {
    if (mask.data[i] === 0) continue;
    pixels++;
    depigmented += depigmentation?.followUp[i] ?? 0;
  }
  return { count: connectedComponents(mask).length, pixels, depigmented };
}
