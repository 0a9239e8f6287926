import { type BrightnessGrid, halve } from './grid.ts';

/** Edges are lines: the strongest `0.5 × long side` cells are looked at, an edge half as long as the frame. */
const EDGE_LENGTH_PER_LONG_SIDE = 0.5;
/** Halvings between the fine grid and the two coarse ones (1/8 and 1/16). */
const COARSE_HALVINGS = [3, 4];
const BINS_PER_LEVEL = 8;
const BINS = 256 * BINS_PER_LEVEL;

export interface Sharpness {
  /** Strength of the strongest edges at full grid resolution over that on the coarse grids; 1 for a step, 0 without any edge. */
  readonly edgeAcuity: number;
  /** Strength of the strongest edges on the coarse grids, levels. */
  readonly coarseEdgeLevels: number;
}

/** Central-difference gradient that the strongest cells of a grid exceed, in levels per cell. */
function strongestGradient({ width, height, levels }: BrightnessGrid): number {
  const histogram = new Uint32Array(BINS);
  for (let y = 1; y < height - 1; y++) {
    for (let x = 1; x < width - 1; x++) {
      const at = y * width + x;
      const gx = levels[at + 1] - levels[at - 1];
      const gy = levels[at + width] - levels[at - width];
      const gradient = 0.5 * Math.sqrt(gx * gx + gy * gy);
      histogram[Math.min(BINS - 1, Math.floor(gradient * BINS_PER_LEVEL))]++;
    }
  }
  const wanted = Math.max(1, EDGE_LENGTH_PER_LONG_SIDE * Math.max(width, height));
  let count = 0;
  for (let bin = BINS - 1; bin > 0; bin--) {
    count += histogram[bin];
    if (count >= wanted) return bin / BINS_PER_LEVEL;
  }
  return 0;
}

/**
 * How sharp the sharpest edges are. A step has the same gradient per cell on every grid; a blurred one gets steeper the coarser the
 * grid, until the cell is wider than the blur. Plain skin has no coarse edges, so nothing is concluded from it.
 */
export function measureSharpness(grid: BrightnessGrid): Sharpness {
  const fine = strongestGradient(grid);
  let coarse = 0;
  let level = grid;
  for (let halvings = 1; halvings <= Math.max(...COARSE_HALVINGS); halvings++) {
    level = halve(level);
    if (COARSE_HALVINGS.includes(halvings)) coarse = Math.max(coarse, strongestGradient(level));
  }
  return { edgeAcuity: coarse > 0 ? fine / coarse : 0, coarseEdgeLevels: coarse };
}
