/** Neighbouring cells of each row of a grid, as indices of the whole grid; `to` exclusive. */
export type Rows = readonly { readonly from: number; readonly to: number }[];

/** All cells. */
export function wholeRows(width: number, height: number): Rows {
  return Array.from({ length: height }, (_, y) => ({ from: y * width, to: (y + 1) * width }));
}

/** The cells of the rows `first` to `last` (inclusive, may lie beyond the grid); none of the others. */
export function rowsBetween(first: number, last: number, { width, height }: { width: number; height: number }): Rows {
  return wholeRows(width, height).map((row, y) => (y >= first && y <= last ? row : { from: row.from, to: row.from }));
}

/**
 * Mean over a square window of `2 * radius + 1` pixels, cut off at the border (so a constant stays a constant).
 * Running sums, row by row in the order of memory: the cost does not depend on the radius.
 * @param where the pixels of each row whose mean is wanted; the others get 0
 */
export function boxMean(
  values: Float32Array,
  width: number,
  height: number,
  radius: number,
  where: Rows = wholeRows(width, height),
): Float32Array {
  const reach = radius + 1;
  // Zeros on either side of the column sums, so that no window has to ask where the border is.
  const padded = new Float64Array(width + 2 * reach);
  const sums = padded.subarray(reach, reach + width);
  const columns = new Float64Array(width);
  for (let x = 0; x < width; x++) columns[x] = windowLength(x, width, radius);
  const mean = new Float32Array(values.length);
  const { top, bottom } = rowsWanted(where);
  for (let y = Math.max(0, top - radius); y < Math.min(top + radius, height); y++) addRow(sums, values, y * width);
  for (let y = top; y < bottom; y++) {
    const enters = y + radius < height;
    const leaves = y > top && y - reach >= 0;
    if (enters && leaves) moveDown(sums, values, (y + radius) * width, (y - reach) * width);
    else if (enters) addRow(sums, values, (y + radius) * width);
    else if (leaves) subtractRow(sums, values, (y - reach) * width);
    slideAlongRow({ padded, columns, rows: windowLength(y, height, radius) }, where[y], y * width, mean);
  }
  return mean;
}

/** The cells, from first to last, that windows around those of `where` hold. */
export function cellsOfWindows(
  where: Rows,
  { width, height, radius }: { readonly width: number; readonly height: number; readonly radius: number },
): Rows[number] {
  const { top, bottom } = rowsWanted(where);
  return { from: Math.max(0, top - radius) * width, to: Math.min(height, bottom + radius) * width };
}

/** The first row of which anything is wanted, and the row behind the last. */
function rowsWanted(where: Rows): { readonly top: number; readonly bottom: number } {
  const isWanted = ({ from, to }: Rows[number]): boolean => to > from;
  return { top: Math.max(0, where.findIndex(isWanted)), bottom: where.findLastIndex(isWanted) + 1 };
}

/** Pixels of a line that a window around `centre` holds. */
function windowLength(centre: number, length: number, radius: number): number {
  return Math.min(length - 1, centre + radius) - Math.max(0, centre - radius) + 1;
}

function addRow(sums: Float64Array, values: Float32Array, start: number): void {
  for (let x = 0; x < sums.length; x++) sums[x] += values[start + x];
}

function subtractRow(sums: Float64Array, values: Float32Array, start: number): void {
  for (let x = 0; x < sums.length; x++) sums[x] -= values[start + x];
}

/** Both at once: the sums are read and written once. */
function moveDown(sums: Float64Array, values: Float32Array, entering: number, leaving: number): void {
  for (let x = 0; x < sums.length; x++) sums[x] += values[entering + x] - values[leaving + x];
}

interface Window {
  /** Sums of the columns, with as many zeros before and behind as the window reaches past its centre, and one more. */
  readonly padded: Float64Array;
  /** Columns in the window around each. */
  readonly columns: Float64Array;
  readonly rows: number;
}

function slideAlongRow(
  { padded, columns, rows }: Window,
  { from, to }: Rows[number],
  start: number,
  mean: Float32Array,
) {
  const across = padded.length - columns.length - 1;
  let sum = 0;
  for (let i = from - start; i < from - start + across; i++) sum += padded[i];
  for (let i = from, x = from - start; i < to; i++, x++) {
    // The difference first: it waits for nothing, and only one addition waits for the sum.
    sum += padded[x + across] - padded[x];
    mean[i] = sum / (rows * columns[x]);
  }
}
