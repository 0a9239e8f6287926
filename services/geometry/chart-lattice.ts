import type { ChartBlob } from './chart-blobs.ts';
import { type Homography, homographyFromPoints, mapPoint, type Point } from './homography.ts';

/** A lattice of spots: whole steps along two directions, and the map from steps to pixels. */
export interface Lattice {
  readonly toImage: Homography;
  readonly columns: readonly [from: number, to: number];
  readonly rows: readonly [from: number, to: number];
  readonly found: number;
}

/** Fewer spots than this on one lattice are chance. Of 24, the dark ones may run into the rim. */
export const LEAST_SPOTS = 11;
/** Pitch over side of a patch, generously: a patch is some 0.85 of the pitch, and its blurred rim is not even. */
const PITCH = [1.02, 2] as const;
/** A spot belongs to a place of the lattice within this share of the pitch. */
const NEAR = 0.25;
/** Spots of one chart, one over the other, differ in side by at most this. */
const ALIKE = 1.5;
/** The largest spots are looked at: grain and texture make hundreds of small ones. */
const MOST_SPOTS = 150;
/** Starting spots that are tried: a chart is found from any of its own. */
const MOST_STARTS = 12;

interface Placed {
  readonly u: number;
  readonly v: number;
  readonly at: Point;
}

/** The lattices that spots lie on, those with most spots first; each spot belongs to one at most. */
export function findLattices(blobs: readonly ChartBlob[]): readonly Lattice[] {
  const lattices: Lattice[] = [];
  const largest = [...blobs].sort((a, b) => b.side - a.side).slice(0, MOST_SPOTS);
  const free = new Set(largest);
  const starts = mostCrowdedFirst(largest);
  for (let tried = 0; tried < MOST_STARTS && free.size >= LEAST_SPOTS; tried++) {
    const seed = starts.find((blob) => free.has(blob));
    if (!seed) break;
    const alike = [...free].filter(({ side }) => side < ALIKE * seed.side && seed.side < ALIKE * side);
    const { placed, used } = grow(seed, alike);
    free.delete(seed);
    if (placed.length < LEAST_SPOTS) continue;
    for (const blob of used) free.delete(blob);
    const lattice = describe(placed);
    if (lattice) lattices.push(lattice);
  }
  return lattices.sort((a, b) => b.found - a.found);
}

const distance = (a: Point, b: Point): number => Math.hypot(a[0] - b[0], a[1] - b[1]);

/** Spots by how many others of their size they have around them. */
function mostCrowdedFirst(blobs: readonly ChartBlob[]): readonly ChartBlob[] {
  const neighbours = ({ centre, side }: ChartBlob) =>
    blobs.filter(
      (b) => distance(b.centre, centre) < 2 * PITCH[1] * side && b.side < ALIKE * side && side < ALIKE * b.side,
    ).length;
  const counted = blobs.map((blob) => ({ blob, count: neighbours(blob) }));
  return counted.sort((a, b) => b.count - a.count).map(({ blob }) => blob);
}

interface Place {
  readonly blob: ChartBlob;
  readonly u: number;
  readonly v: number;
  readonly stepU: Point;
  readonly stepV: Point;
}

const SIDEWAYS = [
  [1, 0],
  [-1, 0],
  [0, 1],
  [0, -1],
] as const;

/** Numbers the spots that are reached from a first one by steps to neighbours. */
function grow(seed: ChartBlob, blobs: readonly ChartBlob[]): { placed: readonly Placed[]; used: readonly ChartBlob[] } {
  const steps = firstSteps(seed, blobs);
  if (!steps) return { placed: [], used: [] };
  const first: Place = { blob: seed, u: 0, v: 0, stepU: steps[0], stepV: steps[1] };
  const places = new Map([['0,0', first]]);
  const taken = new Set([seed]);
  const queue = [first];
  for (let from = queue.shift(); from; from = queue.shift()) {
    for (const [du, dv] of SIDEWAYS) {
      const key = `${from.u + du},${from.v + dv}`;
      const place = places.has(key) ? undefined : neighbour(from, du, dv, blobs, taken);
      if (!place) continue;
      places.set(key, place);
      taken.add(place.blob);
      queue.push(place);
    }
  }
  const placed = [...places.values()].map(({ blob, u, v }) => ({ u, v, at: blob.centre }));
  return { placed, used: [...taken] };
}

function neighbour(
  { blob, u, v, stepU, stepV }: Place,
  du: number,
  dv: number,
  blobs: readonly ChartBlob[],
  taken: ReadonlySet<ChartBlob>,
): Place | undefined {
  const step: Point = [du * stepU[0] + dv * stepV[0], du * stepU[1] + dv * stepV[1]];
  const wanted: Point = [blob.centre[0] + step[0], blob.centre[1] + step[1]];
  const hit = blobs.find((b) => !taken.has(b) && distance(b.centre, wanted) < NEAR * Math.hypot(...step));
  if (!hit) return undefined;
  // The step just taken is the better guess of the next one along it: perspective changes slowly.
  const sign = du + dv;
  const seen: Point = [sign * (hit.centre[0] - blob.centre[0]), sign * (hit.centre[1] - blob.centre[1])];
  return { blob: hit, u: u + du, v: v + dv, stepU: du ? seen : stepU, stepV: dv ? seen : stepV };
}

/** Steps to the nearest spot and to the nearest one across. */
function firstSteps({ centre, side }: ChartBlob, blobs: readonly ChartBlob[]): readonly [Point, Point] | undefined {
  const steps = blobs
    .map((b): Point => [b.centre[0] - centre[0], b.centre[1] - centre[1]])
    .filter((step) => Math.hypot(...step) > PITCH[0] * 0.9 * side && Math.hypot(...step) < PITCH[1] * side)
    .sort((a, b) => Math.hypot(...a) - Math.hypot(...b));
  const first = steps[0];
  const across = steps.find((step) => {
    const sine = (first[0] * step[1] - first[1] * step[0]) / (Math.hypot(...first) * Math.hypot(...step));
    return Math.abs(sine) > 0.7;
  });
  return first && across ? [first, across] : undefined;
}

/** Fits the plane map, once more without what lies off it. */
function describe(placed: readonly Placed[]): Lattice | undefined {
  try {
    const first = planeMap(placed);
    const near = placed.filter(({ u, v, at }) => {
      const here = mapPoint(first, [u, v]);
      return distance(here, at) < NEAR * distance(here, mapPoint(first, [u + 1, v]));
    });
    if (near.length < LEAST_SPOTS) return undefined;
    const range = (values: readonly number[]) => [Math.min(...values), Math.max(...values)] as const;
    return {
      toImage: planeMap(near),
      columns: range(near.map(({ u }) => u)),
      rows: range(near.map(({ v }) => v)),
      found: near.length,
    };
  } catch (error) {
    // All on one line: no plane.
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

function planeMap(placed: readonly Placed[]): Homography {
  return homographyFromPoints(
    placed.map(({ u, v }): Point => [u, v]),
    placed.map(({ at }) => at),
  );
}
