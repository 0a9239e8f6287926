import { fitDiscriminant, logOdds } from '../colour/discriminant.ts';
import type { Mask } from '../domain/raster.ts';
import { connectedComponents, fillSmallGaps } from '../geometry/components.ts';
import { countPixels } from '../raster/count-pixels.ts';
import { squaredDistances } from '../raster/distance-transform.ts';
import { majorityOf3x3 } from '../raster/majority.ts';
import { fillRuns, type Run } from '../raster/runs.ts';
import type { CoarseCells } from './coarse-cells.ts';
import type { ColourGrid } from './refine-masks.ts';

/** The surroundings reach beyond the piece by its longer side and by this share of the grid's. */
const REACH = 0.16;
/** What belongs to the region changes how it looks, which changes what belongs to it. */
const ROUNDS = 4;
/** A piece whose longer side is a smaller share of the grid's is too small to be a good part of a band. */
const SMALLEST_PIECE = 0.04;
const LEAST_PALE_CELLS = 16;
const LEAST_OTHER_CELLS = 50;
/** Holes of less than this share of a region are moles, hairs and gloss. */
const LARGEST_HOLE_SHARE = 0.1;
/** Within so many cells of what is no skin, the rim of a limb and what lies on it, colour tells little. */
const RIM_CELLS = 4;

/** A region of skin of one colour, in a window of the coarse grid. */
export interface PaleRegion {
  readonly region: Mask;
  /** Skin of the window but for the rim. */
  readonly skin: Mask;
  /** The piece that it grew from. */
  readonly piece: Mask;
  /** Long side of the coarse grid, in cells. */
  readonly longSide: number;
}

/**
 * All skin around a piece that is connected with it and has its colour, as far as colour tells: two classes of optical density, which
 * begin as the piece and the rest of the skin near by. A network stops where it doubts, a colour where it changes.
 * @param piece pixels of one lesion on the measuring grid
 * @returns null where there is too little of either to tell
 */
export function paleRegion(piece: readonly Run[], grid: ColourGrid, cells: CoarseCells): PaleRegion | null {
  const window = windowAround(piece, grid, cells);
  if (window === null) return null;
  const { skin, pieceMask, members } = window;
  const planes = [0, 1, 2].map((channel) => {
    const offset = channel * grid.skin.length;
    return Float32Array.from(members, (local) => grid.opticalDensity[offset + window.toGrid(local)]);
  });
  let lesion = Float32Array.from(members, (local) => pieceMask.data[local]);
  const pale = emptyLike(skin);
  for (let round = 0; round < ROUNDS; round++) {
    const healthy = lesion.map((weight) => 1 - weight);
    if (count(lesion) < LEAST_PALE_CELLS || count(healthy) < LEAST_OTHER_CELLS) return null;
    lesion = logOdds(planes, fitDiscriminant(planes, { lesion, healthy })).map((odds) => (odds > 0 ? 1 : 0));
  }
  for (const [k, local] of members.entries()) pale.data[local] = lesion[k];
  const region = componentWith(pieceMask, majorityOf3x3(pale));
  if (region === null) return null;
  for (const mask of [region, pieceMask]) fillSmallGaps(mask, LARGEST_HOLE_SHARE * countPixels(mask));
  return { region, skin: withoutRim(skin), piece: pieceMask, longSide: Math.max(grid.width, grid.height) };
}

interface Window {
  readonly skin: Mask;
  readonly pieceMask: Mask;
  /** Indices, in the window, of its cells of skin. */
  readonly members: readonly number[];
  toGrid(local: number): number;
}

function windowAround(piece: readonly Run[], grid: ColourGrid, { columns, rows }: CoarseCells): Window | null {
  const rowOf = (y: number): number => rows[y] / grid.width;
  const [first, last] = [rowOf(piece[0].y), rowOf(piece[piece.length - 1].y)];
  const start = columns[piece.reduce((least, run) => Math.min(least, run.start), Number.POSITIVE_INFINITY)];
  const end = columns[piece.reduce((most, run) => Math.max(most, run.end), 0)];
  const [size, longSide] = [Math.max(end - start, last - first) + 1, Math.max(grid.width, grid.height)];
  if (size < SMALLEST_PIECE * longSide) return null;
  const reach = size + Math.round(REACH * longSide);
  const [left, top] = [Math.max(0, start - reach), Math.max(0, first - reach)];
  const width = Math.min(grid.width, end + reach + 1) - left;
  const height = Math.min(grid.height, last + reach + 1) - top;
  const toGrid = (local: number): number => (top + Math.floor(local / width)) * grid.width + left + (local % width);
  const skin = { width, height, data: new Uint8Array(width * height) };
  const pieceMask = emptyLike(skin);
  for (let local = 0; local < skin.data.length; local++) if (grid.skin[toGrid(local)] > 0.5) skin.data[local] = 1;
  for (const run of piece) {
    const row = (rowOf(run.y) - top) * width - left;
    pieceMask.data.fill(1, row + columns[run.start], row + columns[run.end] + 1);
  }
  const members = Array.from(skin.data.keys()).filter((local) => skin.data[local] === 1);
  return { skin, pieceMask, members, toGrid };
}

const emptyLike = ({ width, height }: Mask): Mask => ({ width, height, data: new Uint8Array(width * height) });

const count = (weights: Float32Array): number => weights.reduce((sum, weight) => sum + weight, 0);

/** The region that holds most of the piece. */
function componentWith(piece: Mask, mask: Mask): Mask | null {
  const overlap = (runs: readonly Run[]): number =>
    runs.reduce((sum, { y, start, end }) => {
      for (let x = start; x <= end; x++) sum += piece.data[y * piece.width + x];
      return sum;
    }, 0);
  const ranked = connectedComponents(mask).map(({ runs }) => ({ runs, cells: overlap(runs) }));
  const best = ranked.reduce((a, b) => (b.cells > a.cells ? b : a), { runs: [] as readonly Run[], cells: 0 });
  if (best.cells === 0) return null;
  const region = emptyLike(mask);
  fillRuns(region, best.runs, 1);
  return region;
}

function withoutRim(skin: Mask): Mask {
  const outside = { ...skin, data: skin.data.map((value) => 1 - value) };
  if (!outside.data.includes(1)) return skin;
  const squared = squaredDistances(outside);
  return { ...skin, data: skin.data.map((value, i) => (squared[i] > RIM_CELLS ** 2 ? value : 0)) };
}
