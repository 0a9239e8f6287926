import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import type { RgbImage } from '../domain/raster.ts';
import { CHANGE, type ChangeMap } from '../measure/compare-masks.ts';
import { encodeChangeMap } from './encode-change-map.ts';

const SKIN = 200;
/** Five columns of equal width, one of each state in the order of `CHANGE`. */
function stripes(width: number, height: number): { image: RgbImage; change: ChangeMap } {
  const data = Uint8Array.from({ length: width * height }, (_, i) => Math.floor((5 * (i % width)) / width));
  const image = { width, height, data: new Uint8Array(3 * width * height).fill(SKIN) };
  return { image, change: { width, height, data } };
}

async function encoded(width: number, height: number, condition: 'vitiligo' | 'melasma' = 'vitiligo') {
  const { image, change } = stripes(width, height);
  const jpeg = await encodeChangeMap(image, change, condition);
  const { data, info } = await sharp(jpeg).raw().toBuffer({ resolveWithObject: true });
  const at = (x: number, y: number): number[] => [
    ...data.subarray(3 * (y * info.width + x), 3 * (y * info.width + x) + 3),
  ];
  return { width: info.width, height: info.height, data, at };
}

const isNear = (colour: readonly number[], expected: readonly number[]): boolean =>
  colour.every((value, c) => Math.abs(value - expected[c]) <= 6);

describe('encodeChangeMap', () => {
  it('tints each pixel by what became of it and leaves the rest as it is', async () => {
    const { at } = await encoded(500, 300);
    const middles = [50, 150, 250, 350, 450].map((x) => at(x, 150));
    // 0.55 · 200 + 0.45 · tint; what is not shared has 0.45 of its light.
    const expected = [
      [200, 200, 200],
      [110, 200, 225],
      [110, 182, 137],
      [213, 110, 164],
      [90, 90, 90],
    ];
    expect(middles.map((colour, i) => isNear(colour, expected[i]))).toEqual(Array(5).fill(true));
    expect(CHANGE).toEqual({ none: 0, unchanged: 1, repigmented: 2, newLesion: 3, notShared: 4 });
  });

  it.each([1280, 500, 200])(
    'has a legend below the photo, with a swatch of each colour at a width of %d px',
    async (width) => {
      const { height, at, ...size } = await encoded(width, 240);
      expect(size.width).toBe(width);
      const below = Array.from({ length: (height - 240) * width }, (_, i) =>
        at(i % width, 240 + Math.floor(i / width)),
      );
      for (const swatch of [
        [0, 160, 60],
        [0, 200, 255],
        [230, 0, 120],
        [70, 70, 70],
      ]) {
        expect(below.filter((colour) => isNear(colour, swatch)).length).toBeGreaterThan(30);
      }
      const edge = below.filter((_, i) => i % width >= width - 2);
      expect(edge.every((colour) => isNear(colour, [255, 255, 255]))).toBe(true);
    },
  );

  it('speaks of lesion where the condition is no loss of pigment', async () => {
    const [vitiligo, melasma] = [await encoded(600, 200), await encoded(600, 200, 'melasma')];
    const rows = (picture: typeof vitiligo, from: number, to: number) =>
      picture.data.subarray(3 * 600 * from, 3 * 600 * to);
    expect(rows(melasma, 0, 190)).toEqual(rows(vitiligo, 0, 190));
    expect(rows(melasma, 200, melasma.height)).not.toEqual(rows(vitiligo, 200, vitiligo.height));
  });

  it('refuses a map of another size', async () => {
    const { image } = stripes(300, 200);
    await expect(encodeChangeMap(image, stripes(200, 200).change, 'vitiligo')).rejects.toThrow('Expected a change map');
  });
});
