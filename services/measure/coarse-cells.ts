import type { Run } from '../raster/runs.ts';

interface Size {
  readonly width: number;
  readonly height: number;
}

/** Pixel (x, y) of the measuring grid lies in the cell `rows[y] + columns[x]` of a coarser one. */
export interface CoarseCells {
  readonly columns: Uint32Array;
  readonly rows: Uint32Array;
  readonly count: number;
}

export function coarseCells(fine: Size, coarse: Size): CoarseCells {
  const columns = new Uint32Array(fine.width);
  const rows = new Uint32Array(fine.height);
  for (let x = 0; x < fine.width; x++) columns[x] = Math.floor((x * coarse.width) / fine.width);
  for (let y = 0; y < fine.height; y++) rows[y] = Math.floor((y * coarse.height) / fine.height) * coarse.width;
  return { columns, rows, count: coarse.width * coarse.height };
}

/** Cells are several pixels high, so that a mean over half the rows is the mean over all. */
const isLookedAt = ({ y }: Run): boolean => y % 2 === 0;

/** A sliver that lies between the rows that are looked at. */
export const isSliver = (runs: readonly Run[]): boolean => !runs.some(isLookedAt);

/** Mean of a coarse map over the pixels of a region; of a sliver over all of it. */
export function meanOverRuns(map: Float32Array, runs: readonly Run[], { columns, rows }: CoarseCells): number {
  let sum = 0;
  let pixels = 0;
  for (const run of isSliver(runs) ? runs : runs.filter(isLookedAt)) {
    const row = rows[run.y];
    for (let x = run.start; x <= run.end; x++) sum += map[row + columns[x]];
    pixels += run.end - run.start + 1;
  }
  return sum / pixels;
}

/** How many pixels of the regions lie in each cell, as far as their rows are looked at. */
export function pixelsByCell(regions: readonly { readonly runs: readonly Run[] }[], cells: CoarseCells): Uint32Array {
  const pixels = new Uint32Array(cells.count);
  for (const { runs } of regions) {
    for (const run of runs) {
      if (!isLookedAt(run)) continue;
      const row = cells.rows[run.y];
      for (let x = run.start; x <= run.end; x++) pixels[row + cells.columns[x]]++;
    }
  }
  return pixels;
}
