import { expect, it } from 'vitest';
import { encodeUncertaintyMap } from './encode-uncertainty.ts';
import { sharp } from './libvips.ts';

it('shows the photo in grey, tinted cell by cell as far as it is uncertain', async () => {
  const image = { width: 3, height: 1, data: new Uint8Array(9).fill(100) };
  const png = await encodeUncertaintyMap(image, { width: 3, height: 1, data: Float32Array.of(0, 0.5, 1) });
  const { data, info } = await sharp(png).raw().toBuffer({ resolveWithObject: true });
  expect([info.width, info.height, info.channels]).toEqual([12, 4, 3]);
  const pixel = (x: number, y: number) => [...data.subarray((y * 12 + x) * 3, (y * 12 + x) * 3 + 3)];
  expect([pixel(0, 0), pixel(3, 3)]).toEqual([
    [100, 100, 100],
    [100, 100, 100],
  ]);
  expect([pixel(4, 3), pixel(7, 0)]).toEqual([
    [178, 120, 50],
    [178, 120, 50],
  ]);
  expect(pixel(8, 0)).toEqual([255, 140, 0]);
});
