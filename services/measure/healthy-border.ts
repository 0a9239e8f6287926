import type { Mask } from '../domain/raster.ts';
import type { Run } from '../raster/runs.ts';

/** A lesion is looked at with at most about this many samples along its longer side: its shape needs no more. */
const WINDOW_SAMPLES = 256;

/** Every `step`-th pixel of a lesion's surroundings, from (left, top) of the photo, one sample wider on each side. */
interface Window {
  readonly left: number;
  readonly top: number;
  readonly step: number;
  readonly mask: Mask;
}

/**
 * Healthy skin that touches a lesion, sampled every `step` pixels.
 * @param piece pixels of one lesion, in reading order
 */
export function healthyBorder(
  piece: readonly Run[],
  skin: Mask,
  lesion: Mask,
): { readonly mask: Mask; readonly step: number } {
  const { left, top, step, mask: inside } = sampled(piece);
  const { width, height } = inside;
  const border = { width, height, data: new Uint8Array(width * height) };
  const [firstRow, lastRow] = samplesWithin(top, step, height, skin.height);
  const [firstColumn, lastColumn] = samplesWithin(left, step, width, skin.width);
  for (let row = firstRow; row <= lastRow; row++) {
    for (let column = firstColumn; column <= lastColumn; column++) {
      const i = (top + row * step) * skin.width + left + column * step;
      if (skin.data[i] === 0 || lesion.data[i] === 1) continue;
      if (touches(inside, column, row)) border.data[row * width + column] = 1;
    }
  }
  return { mask: border, step };
}

function sampled(piece: readonly Run[]): Window {
  const [first, last] = [piece[0].y, piece[piece.length - 1].y];
  const start = piece.reduce((least, run) => Math.min(least, run.start), piece[0].start);
  const end = piece.reduce((most, run) => Math.max(most, run.end), piece[0].end);
  const step = Math.ceil(Math.max(end - start + 1, last - first + 1) / WINDOW_SAMPLES);
  const [left, top] = [start - step, first - step];
  const [width, height] = [Math.floor((end - left) / step) + 2, Math.floor((last - top) / step) + 2];
  const data = new Uint8Array(width * height);
  for (const run of piece) {
    if ((run.y - top) % step !== 0) continue;
    const row = ((run.y - top) / step) * width;
    const [from, to] = [Math.ceil((run.start - left) / step), Math.floor((run.end - left) / step)];
    if (to >= from) data.fill(1, row + from, row + to + 1);
  }
  return { left, top, step, mask: { width, height, data } };
}

/** First and last sample of a row or column of samples that lie within 0..size − 1. */
function samplesWithin(start: number, step: number, count: number, size: number): readonly [number, number] {
  return [start < 0 ? 1 : 0, Math.min(count - 1, Math.floor((size - 1 - start) / step))];
}

function touches({ width, height, data }: Mask, column: number, row: number): boolean {
  for (let y = Math.max(0, row - 1); y <= Math.min(height - 1, row + 1); y++) {
    for (let x = Math.max(0, column - 1); x <= Math.min(width - 1, column + 1); x++) {
      if (data[y * width + x] === 1) return true;
    }
  }
  return false;
}
