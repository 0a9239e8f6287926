import type { Rows } from '../raster/box-mean.ts';

/** What decides a cell: the network alone (surely outside, surely inside), or the colour of its pixels. */
export const CELL = { outside: 0, inside: 1, byColour: 2 } as const;

/** Probabilities at least this far from 0 and 1 are open; a neighbourhood without any is settled. */
const OPEN_FROM = 0.2;
const OPEN_TO = 0.8;
/** Colour may move a border by this many cells, no further: it draws the line, it does not find the lesion. */
const REACH = 3;

/** For each cell whether all cells within `REACH` are surely outside, surely inside, or neither. */
export function borderBand(probability: Float32Array, width: number, height: number): Uint8Array {
  const outside = new Uint8Array(probability.length);
  const inside = new Uint8Array(probability.length);
  for (let i = 0; i < probability.length; i++) {
    outside[i] = probability[i] < OPEN_FROM ? 1 : 0;
    inside[i] = probability[i] > OPEN_TO ? 1 : 0;
  }
  const allOutside = allWithin(outside, width, height);
  const allInside = allWithin(inside, width, height);
  const band = new Uint8Array(probability.length);
  for (let i = 0; i < band.length; i++)
    band[i] = allOutside[i] ? CELL.outside : allInside[i] ? CELL.inside : CELL.byColour;
  return band;
}

/** The cells of each row within `margin` cells, both ways, of where colour decides: from the first to the last of them. */
export function rowsNearBorder(band: Uint8Array, width: number, height: number, margin: number): Rows {
  const open = Array.from({ length: height }, (_, y) => {
    const row = band.subarray(y * width, (y + 1) * width);
    return { first: row.indexOf(CELL.byColour), last: row.lastIndexOf(CELL.byColour) };
  });
  return open.map((_, y) => {
    const near = open.slice(Math.max(0, y - margin), y + margin + 1).filter(({ first }) => first >= 0);
    if (near.length === 0) return { from: y * width, to: y * width };
    const first = Math.min(...near.map((row) => row.first));
    const last = Math.max(...near.map((row) => row.last));
    return { from: y * width + Math.max(0, first - margin), to: y * width + Math.min(width, last + margin + 1) };
  });
}

/** 1 where every cell of the window around is 1 (an erosion; what lies beyond the frame counts as 1). */
function allWithin(cells: Uint8Array, width: number, height: number): Uint8Array {
  const alongRows = new Uint8Array(cells.length);
  for (let y = 0; y < height; y++) erodeLine(cells, alongRows, y * width, 1, width);
  const eroded = new Uint8Array(cells.length);
  for (let x = 0; x < width; x++) erodeLine(alongRows, eroded, x, width, height);
  return eroded;
}

function erodeLine(source: Uint8Array, target: Uint8Array, start: number, stride: number, length: number): void {
  let lastZero = Number.NEGATIVE_INFINITY;
  for (let i = 0; i < length + REACH; i++) {
    if (i < length && source[start + i * stride] === 0) lastZero = i;
    const centre = i - REACH;
    if (centre >= 0) target[start + centre * stride] = lastZero < centre - REACH ? 1 : 0;
  }
}
