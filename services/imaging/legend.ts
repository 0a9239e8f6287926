import type { RgbImage } from '../domain/raster.ts';
import { drawText } from '../geometry/draw-text.ts';
import type { LoadedOpenCv } from '../geometry/opencv.ts';

export type Rgb = readonly [red: number, green: number, blue: number];

/** One colour of a picture with what it means. ASCII only: the font is made of strokes, so that it needs none of the machine's. */
export interface LegendEntry {
  readonly colour: Rgb;
  readonly words: string;
}

/** Height of a capital: readable where the picture is shown at half its size, and never smaller than strokes allow. */
const CAP_PX = { shareOfWidth: 1 / 85, least: 8, most: 20 } as const;
/** Lengths in heights of a capital. */
const SWATCH_CAPS = 1.6;
const GAP_CAPS = 0.8;
const ROW_CAPS = 2.8;
/** Room for a letter of ordinary words (measured 0.75 to 0.83), so that no line runs into the next column. */
const LETTER_CAPS = 0.85;
const WHITE = 255;

interface Layout {
  readonly capPx: number;
  readonly columns: number;
  readonly columnPx: number;
  readonly rowPx: number;
}

/** As many columns as the longest line leaves room for. */
function layoutOf(width: number, entries: readonly LegendEntry[]): Layout {
  const capPx = Math.min(CAP_PX.most, Math.max(CAP_PX.least, Math.round(CAP_PX.shareOfWidth * width)));
  const letters = Math.max(...entries.map(({ words }) => words.length));
  const neededPx = (SWATCH_CAPS + 2 * GAP_CAPS + letters * LETTER_CAPS) * capPx;
  const columns = Math.min(entries.length, Math.max(1, Math.floor(width / neededPx)));
  return { capPx, columns, columnPx: Math.floor(width / columns), rowPx: Math.ceil(ROW_CAPS * capPx) };
}

/** A white strip of the given width with a swatch and words for each entry, in rows from the left. */
export function drawLegend(opencv: LoadedOpenCv, width: number, entries: readonly LegendEntry[]): RgbImage {
  const { capPx, columns, columnPx, rowPx } = layoutOf(width, entries);
  const height = Math.ceil(entries.length / columns) * rowPx;
  const strip = { width, height, data: new Uint8Array(3 * width * height).fill(WHITE) };
  const ink = { width, height, data: new Uint8Array(width * height).fill(WHITE) };
  const swatchPx = Math.round(SWATCH_CAPS * capPx);
  const gapPx = Math.round(GAP_CAPS * capPx);
  const lines = entries.map(({ colour, words }, i) => {
    const left = (i % columns) * columnPx + gapPx;
    const top = Math.floor(i / columns) * rowPx;
    fillSquare(strip, { left, top: top + Math.round((rowPx - swatchPx) / 2), side: swatchPx }, colour);
    const baseLine = top + Math.round((rowPx + capPx) / 2);
    return { text: words, at: [left + swatchPx + gapPx, baseLine] as const, capHeightPx: capPx };
  });
  drawText(opencv, ink, lines);
  strip.data.forEach((value, i) => {
    strip.data[i] = Math.min(value, ink.data[Math.floor(i / 3)]);
  });
  return strip;
}

interface Square {
  readonly left: number;
  readonly top: number;
  readonly side: number;
}

function fillSquare({ width, data }: RgbImage, { left, top, side }: Square, colour: Rgb): void {
  for (let y = top; y < top + side; y++) {
    for (let x = left; x < Math.min(width, left + side); x++) data.set(colour, 3 * (y * width + x));
  }
}
