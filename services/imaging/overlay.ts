import type { Mask, RgbImage } from '../domain/raster.ts';
import { borderPixels } from '../raster/border-pixels.ts';
import { maskAtSize } from '../raster/upload-size.ts';

type Rgb = readonly [red: number, green: number, blue: number];

/** Cyan occurs in no skin and no lesion; the dark line beside it carries the outline over white and pale areas. */
const LESION_LINE: Rgb = [0, 229, 255];
const LESION_LINE_COMPANION: Rgb = [16, 16, 16];
/** Magenta is as rare on skin, darker than cyan on a grey print, and told from it by colour-blind readers. */
const TRUTH_LINE: Rgb = [214, 0, 147];
const SKIN_LINE: Rgb = [255, 255, 255];
const SKIN_LINE_OPACITY = 0.45;
/** One line is this part of the long side wide: 2 px at 1600 px, still visible when the overlay is shown at half size. */
const LINE_WIDTH_PER_LONG_SIDE = 1 / 800;
/** Two outlines are compared on a small picture. */
const COMPARED_LINE_WIDTH_PER_LONG_SIDE = 1 / 500;

/** Indices of the pixels outside `inside` that touch it by a side or a corner; marks them as inside. */
function takeRing(inside: Uint8Array, width: number, height: number, from: readonly number[]): number[] {
  const ring: number[] = [];
  for (const at of from) {
    const x = at % width;
    const y = (at - x) / width;
    for (let ny = Math.max(0, y - 1); ny <= Math.min(height - 1, y + 1); ny++) {
      for (let nx = Math.max(0, x - 1); nx <= Math.min(width - 1, x + 1); nx++) {
        const next = ny * width + nx;
        if (inside[next]) continue;
        inside[next] = 1;
        ring.push(next);
      }
    }
  }
  return ring;
}

function paint(samples: Uint8Array, pixels: readonly number[], colour: Rgb, opacity: number): void {
  for (const at of pixels) {
    for (let channel = 0; channel < 3; channel++) {
      const i = at * 3 + channel;
      samples[i] = Math.round(samples[i] * (1 - opacity) + colour[channel] * opacity);
    }
  }
}

/** Draws rings just outside the mask, one pixel each and the first innermost: no pixel of the mask is covered. */
function drawRings(samples: Uint8Array, { width, height, data }: Mask, rings: readonly Rgb[]): void {
  const covered = new Uint8Array(data);
  let ring = borderPixels({ width, height, data });
  for (const colour of rings) {
    ring = takeRing(covered, width, height, ring);
    paint(samples, ring, colour, 1);
  }
}

const repeated = (colour: Rgb, times: number): readonly Rgb[] => Array.from({ length: times }, () => colour);

const linePx = ({ width, height }: RgbImage, perLongSide: number): number =>
  Math.max(1, Math.round(Math.max(width, height) * perLongSide));

/**
 * Draws the outlines: the edge of the skin as a faint line, each lesion as a two-tone line that lies just outside the lesion, so
 * that no pixel counted as lesion is covered and the border can be judged. Returns a new image.
 */
export function drawOutlines(image: RgbImage, masks: { readonly skin: Mask; readonly lesion: Mask }): RgbImage {
  const { width, height } = image;
  const data = new Uint8Array(image.data);
  paint(data, borderPixels(maskAtSize(masks.skin, width, height)), SKIN_LINE, SKIN_LINE_OPACITY);
  const line = linePx(image, LINE_WIDTH_PER_LONG_SIDE);
  const rings = [...repeated(LESION_LINE, line), ...repeated(LESION_LINE_COMPANION, line)];
  drawRings(data, maskAtSize(masks.lesion, width, height), rings);
  return { width, height, data };
}

/**
 * Draws two outlines of the lesion, the machine's cyan and narrow over the truth's magenta and twice as wide, so that both
 * are seen where they run together. Returns a new image.
 */
export function drawBothOutlines(image: RgbImage, lesions: { readonly truth: Mask; readonly machine: Mask }): RgbImage {
  const { width, height } = image;
  const data = new Uint8Array(image.data);
  const line = linePx(image, COMPARED_LINE_WIDTH_PER_LONG_SIDE);
  drawRings(data, maskAtSize(lesions.truth, width, height), repeated(TRUTH_LINE, 2 * line));
  drawRings(data, maskAtSize(lesions.machine, width, height), repeated(LESION_LINE, line));
  return { width, height, data };
}
