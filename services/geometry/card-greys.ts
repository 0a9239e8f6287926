import type { PrintedStep } from '../colour/grey-balance.ts';
import type { RgbImage } from '../domain/raster.ts';
import type { CardPatch } from './calibration-card.ts';
import { LINEAR_OF_SRGB } from './grey.ts';
import { type Homography, mapPoint } from './homography.ts';

/** Part of a field's width and height that is read: its rim mixes with its neighbours by blur and chroma subsampling. */
const READ_PART = 0.6;
/** Samples along each side of a field. */
const SAMPLES = 12;
/** Code values at and beyond which a camera may have clipped. */
const CLIPPED = { low: 2, high: 253 } as const;

/** Means in linear light of fields of the card; those that leave the frame are left out. */
export function readSteps(image: RgbImage, cardToPhoto: Homography, fields: readonly CardPatch[]): PrintedStep[] {
  return fields.flatMap((field) => readStep(image, cardToPhoto, field) ?? []);
}

function readStep(image: RgbImage, cardToPhoto: Homography, { box, linear }: CardPatch): PrintedStep | undefined {
  const sum = [0, 0, 0];
  let clipped = false;
  for (let i = 0; i < SAMPLES ** 2; i++) {
    const across = 0.5 + READ_PART * (((i % SAMPLES) + 0.5) / SAMPLES - 0.5);
    const down = 0.5 + READ_PART * ((Math.floor(i / SAMPLES) + 0.5) / SAMPLES - 0.5);
    const place = mapPoint(cardToPhoto, [box.x + across * box.width, box.y + down * box.height]);
    const [x, y] = place.map(Math.round);
    if (x < 0 || y < 0 || x >= image.width || y >= image.height) return undefined;
    for (let c = 0; c < 3; c++) {
      const code = image.data[3 * (y * image.width + x) + c];
      clipped ||= code <= CLIPPED.low || code >= CLIPPED.high;
      sum[c] += LINEAR_OF_SRGB[code] / SAMPLES ** 2;
    }
  }
  return { red: sum[0], green: sum[1], blue: sum[2], clipped, printed: linear };
}
