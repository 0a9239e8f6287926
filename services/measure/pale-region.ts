import { type Discriminant, fitDiscriminant, logOdds } from '../colour/discriminant.ts';
import type { Mask } from '../domain/raster.ts';
import { connectedComponents, fillSmallGaps } from '../geometry/components.ts';
import { countPixels } from '../raster/count-pixels.ts';
import { majorityOf3x3 } from '../raster/majority.ts';
import { boundsOf, fillRuns, type Run, runsOf } from '../raster/runs.ts';
import { sumOf } from '../raster/sums.ts';
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
export const RIM_CELLS = 4;
/** Colours are learnt from at most so many cells, evenly spread. */
const MOST_EXAMPLES = 1500;

/** A region of skin of one colour, in a window of the coarse grid. */
export interface PaleRegion {
  readonly region: Mask;
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
 * @returns null where there is too little of either to tell, and of a piece in the midst of the skin: bands begin at a rim
 */
export function paleRegion(piece: readonly Run[], grid: ColourGrid, cells: CoarseCells): PaleRegion | null {
  const window = windowAround(piece, grid, cells);
  if (window === null) return null;
  const { skin, pieceMask } = window;
  if (!reachesRim(pieceMask, skin)) return null;
  const members = skinCells(window, grid);
  const discriminant = paleAgainstOther(members);
  if (discriminant === null) return null;
  const pale = emptyLike(skin);
  const odds = logOdds(members.planes, discriminant);
  for (let k = 0; k < odds.length; k++) if (odds[k] > 0) pale.data[members.places[k]] = 1;
  const region = componentWith(pieceMask, majorityOf3x3(pale));
  if (region === null) return null;
  for (const mask of [region, pieceMask]) fillSmallGaps(mask, LARGEST_HOLE_SHARE * countPixels(mask));
  return { region, skin, piece: pieceMask, longSide: Math.max(grid.width, grid.height) };
}

interface Window {
  readonly skin: Mask;
  readonly pieceMask: Mask;
  /** Of its first cell on the grid. */
  readonly left: number;
  readonly top: number;
}

function windowAround(piece: readonly Run[], grid: ColourGrid, { columns, rows }: CoarseCells): Window | null {
  const rowOf = (y: number): number => rows[y] / grid.width;
  const bounds = boundsOf(piece);
  const [first, last, start, end] = [
    rowOf(bounds.top),
    rowOf(bounds.bottom),
    columns[bounds.left],
    columns[bounds.right],
  ];
  const [size, longSide] = [Math.max(end - start, last - first) + 1, Math.max(grid.width, grid.height)];
  if (size < SMALLEST_PIECE * longSide) return null;
  const reach = size + Math.round(REACH * longSide);
  const [left, top] = [Math.max(0, start - reach), Math.max(0, first - reach)];
  const width = Math.min(grid.width, end + reach + 1) - left;
  const height = Math.min(grid.height, last + reach + 1) - top;
  const skin = { width, height, data: new Uint8Array(width * height) };
  for (let y = 0, local = 0; y < height; y++) {
    const row = (top + y) * grid.width + left;
    for (let x = 0; x < width; x++, local++) skin.data[local] = grid.skin[row + x] > 0.5 ? 1 : 0;
  }
  const pieceMask = emptyLike(skin);
  for (const run of piece) {
    const row = (rowOf(run.y) - top) * width - left;
    pieceMask.data.fill(1, row + columns[run.start], row + columns[run.end] + 1);
  }
  return { skin, pieceMask, left, top };
}

/** Cells of skin in a window: their places there, their optical density, and whether they belong to the piece. */
interface SkinCells {
  readonly places: Uint32Array;
  readonly planes: readonly Float32Array[];
  readonly inPiece: Float32Array;
}

function skinCells({ skin, pieceMask, left, top }: Window, { width, opticalDensity, ...grid }: ColourGrid): SkinCells {
  const count = countPixels(skin);
  const places = new Uint32Array(count);
  const planes = [0, 1, 2].map(() => new Float32Array(count));
  const inPiece = new Float32Array(count);
  let k = 0;
  for (let local = 0; local < skin.data.length; local++) {
    if (skin.data[local] === 0) continue;
    const cell = (top + Math.floor(local / skin.width)) * width + left + (local % skin.width);
    places[k] = local;
    inPiece[k] = pieceMask.data[local];
    for (let channel = 0; channel < 3; channel++)
      planes[channel][k] = opticalDensity[channel * grid.skin.length + cell];
    k++;
  }
  return { places, planes, inPiece };
}

/** What tells the piece's colour from that of the other skin; null where there are too few cells of either. */
function paleAgainstOther({ planes, inPiece }: SkinCells): Discriminant | null {
  const step = Math.max(1, Math.floor(inPiece.length / MOST_EXAMPLES));
  const every = (values: Float32Array): Float32Array => {
    const picked = new Float32Array(Math.ceil(values.length / step));
    for (let k = 0; k < picked.length; k++) picked[k] = values[k * step];
    return picked;
  };
  const examples = planes.map(every);
  let lesion = every(inPiece);
  let discriminant: Discriminant | null = null;
  for (let round = 0; round < ROUNDS; round++) {
    const pale = sumOf(lesion);
    if (step * pale < LEAST_PALE_CELLS || step * (lesion.length - pale) < LEAST_OTHER_CELLS) return null;
    discriminant = fitDiscriminant(examples, { lesion, healthy: lesion.map((weight) => 1 - weight) });
    lesion = logOdds(examples, discriminant).map((odds) => (odds > 0 ? 1 : 0));
  }
  return discriminant;
}

const emptyLike = ({ width, height }: Mask): Mask => ({ width, height, data: new Uint8Array(width * height) });

/** Whether a region comes, straight to a side, upwards or downwards, as near as the rim to where no skin is or the window ends. */
function reachesRim(region: Mask, { width, height, data }: Mask): boolean {
  const beyond = RIM_CELLS + 1;
  const isSkin = (x: number, y: number): boolean =>
    x >= 0 && y >= 0 && x < width && y < height && data[y * width + x] === 1;
  return runsOf(region).some(({ y, start, end }) => {
    if (!isSkin(start - beyond, y) || !isSkin(end + beyond, y)) return true;
    for (let x = start; x <= end; x++) if (!isSkin(x, y - beyond) || !isSkin(x, y + beyond)) return true;
    return false;
  });
}

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
