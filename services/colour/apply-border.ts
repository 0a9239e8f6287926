import type { Mask, RgbImage } from '../domain/raster.ts';
import { CELL } from './border-band.ts';
import type { LocalBorder } from './local-border.ts';
import { OPTICAL_DENSITY_OF_CODE } from './optical-density.ts';

/** The probability at which skin and lesion are cut. */
export const BORDER_LEVEL = 0.5;

/**
 * Evaluates a border fitted on a coarse grid at the pixels of the image and cuts it. The coefficients are interpolated
 * linearly between cell centres; the colour is the pixel's own. Settled cells are filled without looking at colour.
 * @param band one `CELL` value per cell of the border's grid
 */
export function applyBorder(image: RgbImage, border: LocalBorder, band: Uint8Array): Mask {
  const { width, height } = image;
  const mask = new Uint8Array(width * height);
  const rows = interpolationTaps(height, border.height);
  const columns = interpolationTaps(width, border.width);
  const spans = spansOf(columns);
  const blended = {
    red: new Float32Array(border.width),
    green: new Float32Array(border.width),
    blue: new Float32Array(border.width),
    offset: new Float32Array(border.width),
  };
  for (let y = 0, strip: Strip | undefined; y < height; y++) {
    // Neighbouring rows lie between the same two rows of cells.
    if (strip === undefined || rows.low[y] !== rows.low[y - 1]) {
      strip = stripBetween(band, rows.low[y] * border.width, rows.high[y] * border.width, spans);
    }
    for (const { from, to } of strip.inside) mask.fill(1, y * width + from, y * width + to);
    for (const name of COEFFICIENTS) blendRows(border[name], rows, y, strip.cells, blended[name]);
    for (const span of strip.byColour) cutSpan(image.data, y * width, span, columns.share, blended, mask);
  }
  return { width, height, data: mask };
}

/** What lies between two rows of cells: pixels surely inside, and spans of which colour decides. The rest is outside. */
interface Strip {
  readonly inside: readonly Stretch[];
  readonly byColour: readonly Span[];
  /** Columns of cells between which colour decides. */
  readonly cells: Stretch;
}

/** Neighbouring columns, `to` exclusive. */
interface Stretch {
  readonly from: number;
  readonly to: number;
}

function stripBetween(band: Uint8Array, above: number, below: number, spans: readonly Span[]): Strip {
  const inside: { from: number; to: number }[] = [];
  const byColour: Span[] = [];
  for (const span of spans) {
    const state = stateBetween(band, above, below, span);
    if (state === CELL.byColour) byColour.push(span);
    if (state !== CELL.inside) continue;
    const last = inside.at(-1);
    if (last?.to === span.from) last.to = span.to;
    else inside.push({ from: span.from, to: span.to });
  }
  const cells = { from: byColour[0]?.low ?? 0, to: (byColour.at(-1)?.high ?? -1) + 1 };
  return { inside, byColour, cells };
}

/** What the four cells around a span agree on; where they do not agree, colour decides. */
function stateBetween(band: Uint8Array, above: number, below: number, { low, high }: Span): number {
  const state = band[above + low];
  const agreed = band[above + high] === state && band[below + low] === state && band[below + high] === state;
  return agreed ? state : CELL.byColour;
}

const COEFFICIENTS = ['red', 'green', 'blue', 'offset'] as const;
type CoefficientRow = Readonly<Record<(typeof COEFFICIENTS)[number], Float32Array>>;

interface Taps {
  readonly low: Uint32Array;
  readonly high: Uint32Array;
  readonly share: Float32Array;
}

/** Cells left and right of each fine pixel's centre, and the share of the right one. */
function interpolationTaps(fine: number, coarse: number): Taps {
  const taps: Taps = { low: new Uint32Array(fine), high: new Uint32Array(fine), share: new Float32Array(fine) };
  for (let i = 0; i < fine; i++) {
    const position = Math.min(coarse - 1, Math.max(0, ((i + 0.5) * coarse) / fine - 0.5));
    const low = Math.floor(position);
    taps.low[i] = low;
    taps.high[i] = Math.min(coarse - 1, low + 1);
    taps.share[i] = position - low;
  }
  return taps;
}

/** Neighbouring pixels between the same two cells: their coefficients change linearly from `from` to `to`. */
interface Span {
  readonly from: number;
  readonly to: number;
  readonly low: number;
  readonly high: number;
}

function spansOf({ low, high }: Taps): readonly Span[] {
  const spans: Span[] = [];
  for (let from = 0, to = 0; from < low.length; from = to) {
    while (to < low.length && low[to] === low[from]) to++;
    spans.push({ from, to, low: low[from], high: high[from] });
  }
  return spans;
}

function blendRows(
  plane: Float32Array,
  { low, high, share }: Taps,
  y: number,
  { from, to }: Stretch,
  blended: Float32Array,
): void {
  const above = low[y] * blended.length;
  const below = high[y] * blended.length;
  const part = share[y];
  for (let x = from; x < to; x++) blended[x] = plane[above + x] + part * (plane[below + x] - plane[above + x]);
}

/** Written out, without objects or calls in the loop: it runs for every pixel of the photo. */
function cutSpan(
  rgb: Uint8Array,
  row: number,
  { from, to, low, high }: Span,
  shares: Float32Array,
  { red, green, blue, offset }: CoefficientRow,
  mask: Uint8Array,
): void {
  const r = red[low];
  const g = green[low];
  const b = blue[low];
  const c = offset[low] - BORDER_LEVEL;
  const dr = red[high] - r;
  const dg = green[high] - g;
  const db = blue[high] - b;
  const dc = offset[high] - offset[low];
  for (let x = from, i = (row + from) * 3; x < to; x++, i += 3) {
    const share = shares[x];
    const value =
      (r + share * dr) * OPTICAL_DENSITY_OF_CODE[rgb[i]] +
      (g + share * dg) * OPTICAL_DENSITY_OF_CODE[rgb[i + 1]] +
      (b + share * db) * OPTICAL_DENSITY_OF_CODE[rgb[i + 2]] +
      (c + share * dc);
    if (value > 0) mask[row + x] = 1;
  }
}
