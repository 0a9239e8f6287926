import { CHART_COLUMNS, CHART_LIGHT, CHART_ROWS } from '../colour/color-checker.ts';
import { fitResidual, leaveOneOutErrors } from '../colour/fit-correction.ts';
import type { LinearRgb } from '../colour/lab.ts';
import type { RgbImage } from '../domain/raster.ts';
import { chartBlobs } from './chart-blobs.ts';
import { findLattices, type Lattice, LEAST_SPOTS } from './chart-lattice.ts';
import { type Homography, mapPoint, multiply, type Point } from './homography.ts';
import { type PatchLight, patchLight } from './patch-light.ts';

/** A ColorChecker Classic seen in a photo. */
export interface FoundChart {
  /** Of the 24 patches in the chart's reading order; pixels, whole numbers are pixel centres. */
  readonly centres: readonly Point[];
  /** Corners of the field of patches with its dark rim, clockwise from the chart's own top left. */
  readonly outline: readonly [Point, Point, Point, Point];
  readonly patches: readonly PatchLight[];
}

/** Mean ΔE00 of a 3 × 3 fit above which 24 patches are none of a chart; what is usable is decided from the correction. */
const MOST_RESIDUAL = 12;
/**
 * ΔE00 of a single patch, predicted by the fit to the others, above which it is not that patch: a hand lies on it. Rendered charts with a
 * patch covered by skin leave 23 to 47, photos with a finger's shadow on the dark skin or with glare on the black 13 to 15. [own measurement]
 */
const MOST_PATCH_ERROR = 20;
/** Every other order of the patches must fit worse by at least this factor and this much, or the chart is not believed. */
const MARGIN = { factor: 1.5, deltaE: 3 } as const;
/** A chart with fewer readable patches is not used: an overexposed one has lost its light patches. */
export const LEAST_READABLE = 18;
/** Lattices larger than the chart by more than this are cloth or tiles. */
const MOST_EXTRA = 3;
/** Half the pitch and a rim of a quarter of it beyond the centres of the outermost patches. */
const RIM = 0.75;

/**
 * Finds the ColorChecker Classic of a photo, if all of it is seen: the 24 places of a lattice of even spots whose colours are, in
 * one order only, those of the chart under some linear change of colour. Undefined where there is none, where its order is in doubt, or where
 * something lies on one of its patches.
 */
export function findChart(image: RgbImage): FoundChart | undefined {
  const blobs = chartBlobs(image);
  if (blobs.length < LEAST_SPOTS) return undefined;
  for (const lattice of findLattices(blobs)) {
    const chart = chartOn(image, lattice);
    if (chart) return chart;
  }
  return undefined;
}

interface Reading {
  readonly toImage: Homography;
  readonly patches: readonly PatchLight[];
  readonly residual: number;
}

function chartOn(image: RgbImage, lattice: Lattice): FoundChart | undefined {
  const readings = placements(lattice)
    .map((toImage) => read(image, toImage))
    .filter((reading) => reading !== undefined)
    .sort((a, b) => a.residual - b.residual);
  const [best, second] = readings;
  if (!best || best.residual > MOST_RESIDUAL) return undefined;
  const rival = second?.residual ?? Number.POSITIVE_INFINITY;
  if (rival < best.residual * MARGIN.factor || rival < best.residual + MARGIN.deltaE) return undefined;
  // A mirror image is no photo of a chart.
  if (!isSeenFromTheFront(best.toImage) || isCovered(best.patches)) return undefined;
  const [right, bottom] = [CHART_COLUMNS - 1 + RIM, CHART_ROWS - 1 + RIM];
  const at = (column: number, row: number) => mapPoint(best.toImage, [column, row]);
  return {
    centres: CELLS.map((cell) => mapPoint(best.toImage, cell)),
    outline: [at(-RIM, -RIM), at(right, -RIM), at(right, bottom), at(-RIM, bottom)],
    patches: best.patches,
  };
}

/** Columns and rows of the chart in reading order. */
const CELLS: readonly Point[] = Array.from({ length: CHART_COLUMNS * CHART_ROWS }, (_, i) => [
  i % CHART_COLUMNS,
  Math.floor(i / CHART_COLUMNS),
]);

/** All maps from the chart's columns and rows to pixels that put its 24 places on a lattice: eight turns and mirrors, and shifts. */
function placements({ toImage, columns, rows }: Lattice): readonly Homography[] {
  const [across, down] = [columns[1] - columns[0] + 1, rows[1] - rows[0] + 1];
  if (Math.max(across, down) > CHART_COLUMNS + MOST_EXTRA || Math.min(across, down) > CHART_ROWS + MOST_EXTRA)
    return [];
  return [true, false].flatMap((isUpright) => {
    const [wide, high] = isUpright ? [CHART_COLUMNS, CHART_ROWS] : [CHART_ROWS, CHART_COLUMNS];
    const ends = (from: number, length: number) => [[1, from] as const, [-1, from + length - 1] as const];
    const alongU = shifts(columns, wide).flatMap((from) => ends(from, wide));
    const alongV = shifts(rows, high).flatMap((from) => ends(from, high));
    return alongU.flatMap(([su, u]) =>
      alongV.map(([sv, v]) => {
        const place: Homography = isUpright ? [su, 0, u, 0, sv, v, 0, 0, 1] : [0, su, u, sv, 0, v, 0, 0, 1];
        return multiply(toImage, place);
      }),
    );
  });
}

/** Where a window of `length` may start so that it holds all spots found, or lies within them. */
function shifts([from, to]: readonly [number, number], length: number): readonly number[] {
  const [first, last] = [Math.min(from, to - length + 1), Math.max(from, to - length + 1)];
  return Array.from({ length: last - first + 1 }, (_, i) => first + i);
}

function read(image: RgbImage, toImage: Homography): Reading | undefined {
  const patches: PatchLight[] = [];
  for (const cell of CELLS) {
    const patch = patchLight(image, toImage, cell);
    if (!patch) return undefined;
    patches.push(patch);
  }
  const { seen, reference } = readable(patches, CHART_LIGHT.after_november_2014);
  if (seen.length < LEAST_READABLE) return undefined;
  try {
    return { toImage, patches, residual: fitResidual(seen, reference).mean };
  } catch (error) {
    // All of one hue.
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

function isCovered(patches: readonly PatchLight[]): boolean {
  const { seen, reference } = readable(patches, CHART_LIGHT.after_november_2014);
  return Math.max(...leaveOneOutErrors(seen, reference)) > MOST_PATCH_ERROR;
}

/** The patches that are not clipped, beside their reference. */
export function readable(patches: readonly PatchLight[], light: readonly LinearRgb[]) {
  const kept = patches.flatMap(({ clipped }, i) => (clipped ? [] : [i]));
  return { indices: kept, seen: kept.map((i) => patches[i].light), reference: kept.map((i) => light[i]) };
}

function isSeenFromTheFront(toImage: Homography): boolean {
  const w = mapPoint(toImage, [0, 0]);
  const [u, v] = [mapPoint(toImage, [1, 0]), mapPoint(toImage, [0, 1])];
  const turn = (u[0] - w[0]) * (v[1] - w[1]) - (u[1] - w[1]) * (v[0] - w[0]);
  return turn > 0;
}
