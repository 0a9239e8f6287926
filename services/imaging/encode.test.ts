import { describe, expect, it } from 'vitest';
import type { Mask } from '../domain/raster.ts';
import { encodeMaskPng, encodeOverlay, encodeThumbnail } from './encode.ts';
import { sharp } from './libvips.ts';
import { drawBothOutlines, drawOutlines } from './overlay.ts';
import { colourAt, drawPhoto, photoPipeline } from './photo.fixture.ts';

function mask(rows: readonly (readonly number[])[]): Mask {
  return { width: rows[0].length, height: rows.length, data: Uint8Array.from(rows.flat()) };
}

async function greyLevels(png: Buffer): Promise<{ rows: number[][]; channels: number; depth: string }> {
  const { channels, depth } = await sharp(png).metadata();
  const { data, info } = await sharp(png).toColourspace('b-w').raw().toBuffer({ resolveWithObject: true });
  const rows = Array.from({ length: info.height }, (_, y) => [...data.subarray(y * info.width, (y + 1) * info.width)]);
  return { rows, channels, depth };
}

describe('encodeMaskPng', () => {
  it('writes 0, 127 and 255 into one 8-bit channel', async () => {
    const skin = mask([
      [1, 1, 0],
      [1, 1, 0],
    ]);
    const lesion = mask([
      [0, 1, 0],
      [0, 0, 0],
    ]);
    expect(await greyLevels(await encodeMaskPng({ skin, lesion }, 3, 2))).toEqual({
      rows: [
        [127, 255, 0],
        [127, 127, 0],
      ],
      channels: 1,
      depth: 'uchar',
    });
  });

  it('enlarges by the nearest pixel centre, also by a factor that is not whole', async () => {
    const skin = mask([[1, 1, 0]]);
    const lesion = mask([[0, 1, 0]]);
    // floor((x + 0.5) · 3 / 7) for x = 0 … 6 is 0 0 1 1 1 2 2.
    const { rows } = await greyLevels(await encodeMaskPng({ skin, lesion }, 7, 2));
    expect(rows).toEqual([
      [127, 127, 255, 255, 255, 0, 0],
      [127, 127, 255, 255, 255, 0, 0],
    ]);
  });

  it('refuses masks of different sizes', async () => {
    const masks = { skin: mask([[1, 1]]), lesion: mask([[1]]) };
    await expect(encodeMaskPng(masks, 2, 1)).rejects.toThrow(RangeError);
  });
});

describe('drawOutlines', () => {
  const size = 400;
  const image = drawPhoto(size, size);
  const disc = (radius: number): Mask => ({
    width: size,
    height: size,
    data: Uint8Array.from({ length: size * size }, (_, i) =>
      Number(((i % size) - 200) ** 2 + (Math.floor(i / size) - 200) ** 2 < radius ** 2),
    ),
  });

  it('covers no lesion pixel, so that the border can be judged', () => {
    const lesion = disc(50);
    const drawn = drawOutlines(image, { skin: disc(150), lesion });
    const changed = [...lesion.data.keys()].filter(
      (at) => lesion.data[at] && [0, 1, 2].some((c) => drawn.data[at * 3 + c] !== image.data[at * 3 + c]),
    );
    expect(changed).toEqual([]);
  });

  it('draws a cyan line and a dark one directly outside the lesion', () => {
    const drawn = drawOutlines(image, { skin: disc(150), lesion: disc(50) });
    expect(colourAt(drawn, 249, 200)).toEqual(colourAt(image, 249, 200));
    expect(colourAt(drawn, 250, 200)).toEqual([0, 229, 255]);
    expect(colourAt(drawn, 251, 200)).toEqual([16, 16, 16]);
    expect(colourAt(drawn, 252, 200)).toEqual(colourAt(image, 252, 200));
  });

  it('changes nothing when there is neither skin nor lesion', () => {
    const drawn = drawOutlines(image, { skin: disc(0), lesion: disc(0) });
    expect(Buffer.compare(drawn.data, image.data)).toBe(0);
  });

  it('leaves the image it was given as it is', () => {
    drawOutlines(image, { skin: disc(150), lesion: disc(50) });
    expect(Buffer.compare(image.data, drawPhoto(size, size).data)).toBe(0);
  });
});

describe('encodeOverlay', () => {
  it('is a JPEG of the size of the image, also with masks of another size', async () => {
    const small = mask([
      [1, 1],
      [1, 0],
    ]);
    const overlay = await encodeOverlay(drawPhoto(400, 300), { skin: small, lesion: small });
    const { format, width, height } = await sharp(overlay).metadata();
    expect({ format, width, height }).toEqual({ format: 'jpeg', width: 400, height: 300 });
  });
});

describe('encodeThumbnail', () => {
  it('has a long side of 320 pixels and no metadata, from a file or from an image', async () => {
    const file = await photoPipeline(800, 600).withMetadata({ orientation: 6 }).withIccProfile('p3').jpeg().toBuffer();
    const fromFile = await sharp(await encodeThumbnail(file)).metadata();
    expect([fromFile.width, fromFile.height, fromFile.hasProfile, fromFile.exif]).toEqual([240, 320, false, undefined]);
    const fromImage = await sharp(await encodeThumbnail(drawPhoto(800, 600))).metadata();
    expect([fromImage.width, fromImage.height]).toEqual([320, 240]);
  });
});

describe('drawBothOutlines', () => {
  it('draws the truth magenta and twice as wide, the machine cyan over it, and covers no pixel of both lesions', () => {
    const line = (until: number) => mask([Array.from({ length: 12 }, (_, x) => (x < until ? 1 : 0))]);
    const image = { width: 12, height: 1, data: new Uint8Array(36).fill(90) };
    const colours = (truth: number, machine: number) => {
      const { data } = drawBothOutlines(image, { truth: line(truth), machine: line(machine) });
      return Array.from({ length: 12 }, (_, x) => data[3 * x])
        .map((red) => ({ 90: '.', 214: 'T', 0: 'M' })[red])
        .join('');
    };
    expect(colours(4, 4)).toBe('....MT......');
    expect(colours(4, 8)).toBe('....TT..M...');
    expect(colours(8, 4)).toBe('....M...TT..');
  });
});
