import type { RgbImage } from '../domain/raster.ts';
import { sharp } from './libvips.ts';

/** Colours of the four quarters of the test photo, row by row: skin, depigmented skin, red plaque, blue cloth. */
export const QUARTER_COLOURS = [
  [168, 120, 96],
  [224, 205, 196],
  [176, 84, 76],
  [60, 90, 150],
] as const;

/** A drawn photo whose quarters have one colour each, with a weak brightness ramp so that it is not flat. */
export function drawPhoto(width: number, height: number): RgbImage {
  const data = new Uint8Array(width * height * 3);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const quarter = (y < height / 2 ? 0 : 2) + (x < width / 2 ? 0 : 1);
      const colour = QUARTER_COLOURS[quarter];
      const i = (y * width + x) * 3;
      for (let channel = 0; channel < 3; channel++) data[i + channel] = colour[channel] + ((x + y) % 8);
    }
  }
  return { width, height, data };
}

/** The drawn photo as sharp takes it. */
export function photoPipeline(width = 400, height = 300): ReturnType<typeof sharp> {
  const image = drawPhoto(width, height);
  return sharp(image.data, { raw: { width, height, channels: 3 } });
}

/** Colour at a pixel. */
export function colourAt(image: RgbImage, x: number, y: number): readonly number[] {
  const i = (y * image.width + x) * 3;
  return [...image.data.subarray(i, i + 3)];
}

/** Largest difference of two colours in any channel. */
export function colourDistance(a: readonly number[], b: readonly number[]): number {
  return Math.max(...a.map((level, i) => Math.abs(level - b[i])));
}

/** Mean colour of the middle of a quarter (0–3, row by row): free of what the format's coding does to single pixels. */
export function quarterColour(image: RgbImage, quarter: number): readonly number[] {
  const centreX = Math.round(image.width * (quarter % 2 === 0 ? 0.25 : 0.75));
  const centreY = Math.round(image.height * (quarter < 2 ? 0.25 : 0.75));
  const sum = [0, 0, 0];
  for (let y = centreY - 20; y < centreY + 20; y++) {
    for (let x = centreX - 20; x < centreX + 20; x++) {
      colourAt(image, x, y).forEach((level, channel) => {
        sum[channel] += level;
      });
    }
  }
  return sum.map((total) => total / 1600);
}
