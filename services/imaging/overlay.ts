import type { Mask, RgbImage } from '../domain/raster.ts';

type Rgb = readonly [red: number, green: number, blue: number];

/** Cyan occurs in no skin and no lesion; the dark line beside it carries the outline over white and pale areas. */
const LESION_LINE: Rgb = [0, 229, 255];
const LESION_LINE_COMPANION: Rgb = [16, 16, 16];
const SKIN_LINE: Rgb = [255, 255, 255];
const SKIN_LINE_OPACITY = 0.45;
/** One line is this part of the long side wide: 2 px at 1600 px, still visible when the overlay is shown at half size. */
const LINE_WIDTH_PER_LONG_SIDE = 1 / 800;

/** The mask at the image's size, by the nearest-neighbour rule of the mask file. */
function fitMask(mask: Mask, width: number, height: number): Mask {
  if (mask.width === width && mask.height === height) return mask;
  const data = new Uint8Array(width * height);
  for (let y = 0; y < height; y++) {
    const row = Math.floor(((y + 0.5) * mask.height) / height) * mask.width;
    for (let x = 0; x < width; x++) data[y * width + x] = mask.data[row + Math.floor(((x + 0.5) * mask.width) / width)];
  }
  return { width, height, data };
}

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

/** Pixels of the mask that have a pixel outside it at a side. */
function edgePixels({ width, height, data }: Mask): number[] {
  const edge: number[] = [];
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const at = y * width + x;
      if (!data[at]) continue;
      const open =
        (x > 0 && !data[at - 1]) ||
        (x < width - 1 && !data[at + 1]) ||
        (y > 0 && !data[at - width]) ||
        (y < height - 1 && !data[at + width]);
      if (open) edge.push(at);
    }
  }
  return edge;
}

function paint(samples: Uint8Array, pixels: readonly number[], colour: Rgb, opacity: number): void {
  for (const at of pixels) {
    for (let channel = 0; channel < 3; channel++) {
      const i = at * 3 + channel;
      samples[i] = Math.round(samples[i] * (1 - opacity) + colour[channel] * opacity);
    }
  }
}

/**
 * Draws the outlines: the edge of the skin as a faint line, each lesion as a two-tone line that lies just outside the lesion, so
 * that no pixel counted as lesion is covered and the border can be judged. Returns a new image.
 */
export function drawOutlines(image: RgbImage, masks: { readonly skin: Mask; readonly lesion: Mask }): RgbImage {
  const { width, height } = image;
  const data = new Uint8Array(image.data);
  paint(data, edgePixels(fitMask(masks.skin, width, height)), SKIN_LINE, SKIN_LINE_OPACITY);

  const lesion = fitMask(masks.lesion, width, height);
  const lineWidth = Math.max(1, Math.round(Math.max(width, height) * LINE_WIDTH_PER_LONG_SIDE));
  const covered = new Uint8Array(lesion.data);
  let ring = edgePixels(lesion);
  for (let step = 0; step < 2 * lineWidth; step++) {
    ring = takeRing(covered, width, height, ring);
    paint(data, ring, step < lineWidth ? LESION_LINE : LESION_LINE_COMPANION, 1);
  }
  return { width, height, data };
}
