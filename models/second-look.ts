import { withoutSmallPieces } from '../services/measure/skin-pieces.ts';

/**
 * What lies behind the patient changes how pale or red skin looks to a network that sees the whole frame: on yellow cloth,
 * fair skin passes for depigmented. So the network looks twice. The first look finds the skin; for the second, all else
 * is painted in the median colour of the skin, and lesions are read there (docs/adr/0005-two-looks.md).
 */

/** Below the first skin probability all is painted, above the second nothing. */
const PAINT_FROM = 0.3;
const PAINT_TO = 0.7;
const CERTAIN = 0.5;

/**
 * Copies the photo with everything but skin painted over.
 * @param planes red, green, blue in [0, 1], `width * height` each
 * @param skin probability of skin of each pixel
 * @returns the planes unchanged where no skin was found
 */
export function paintBackground(planes: Float32Array, skin: Float32Array, width: number, height: number): Float32Array {
  const cells = width * height;
  const found = { width, height, data: Uint8Array.from(skin, (p) => (p > CERTAIN ? 1 : 0)) };
  const pieces = withoutSmallPieces(found).data;
  const keep = new Float32Array(cells);
  for (let i = 0; i < cells; i++) {
    const isolated = skin[i] > CERTAIN && pieces[i] === 0;
    keep[i] = isolated ? 0 : Math.min(1, Math.max(0, (skin[i] - PAINT_FROM) / (PAINT_TO - PAINT_FROM)));
  }
  const painted = Float32Array.from(planes);
  for (let channel = 0; channel < 3; channel++) {
    const plane = painted.subarray(channel * cells, (channel + 1) * cells);
    const colour = medianInside(plane, pieces);
    if (colour === undefined) return planes;
    for (let i = 0; i < cells; i++) plane[i] = colour + keep[i] * (plane[i] - colour);
  }
  return painted;
}

/** Median of values in [0, 1] to the nearest 8-bit code; undefined when none is inside. */
function medianInside(values: Float32Array, inside: Uint8Array): number | undefined {
  const histogram = new Uint32Array(256);
  let left = 0;
  for (let i = 0; i < values.length; i++) {
    if (inside[i] === 0) continue;
    histogram[Math.round(255 * values[i])]++;
    left++;
  }
  if (left === 0) return undefined;
  left = Math.ceil(left / 2);
  const code = histogram.findIndex((count) => {
    left -= count;
    return left <= 0;
  });
  return code / 255;
}
