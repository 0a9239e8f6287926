import { expect, it } from 'vitest';
import { encodeMaskPng } from './encode.ts';
import { sharp } from './libvips.ts';
import { readMask } from './read-mask.ts';

const size = { width: 3, height: 1 };
const png = (samples: readonly number[], channels: 1 | 2 | 3 | 4 = 1) =>
  sharp(Uint8Array.from(samples), { raw: { ...size, channels } })
    .png()
    .toBuffer();

it('reads back what is written as mask file', async () => {
  const skin = { ...size, data: Uint8Array.from([0, 1, 1]) };
  const lesion = { ...size, data: Uint8Array.from([0, 0, 1]) };
  const read = await readMask(await encodeMaskPng({ skin, lesion }, 3, 1));
  expect(read).toEqual({ ...size, skin, lesion });
});

it('takes a mask of 0 and 255 for a lesion mask that says nothing of skin, also in equal channels or with opacity', async () => {
  const expected = { ...size, skin: undefined, lesion: { ...size, data: Uint8Array.from([0, 1, 0]) } };
  expect(await readMask(await png([0, 255, 0]))).toEqual(expected);
  expect(await readMask(await png([0, 0, 0, 255, 255, 255, 0, 0, 0], 3))).toEqual(expected);
  expect(await readMask(await png([0, 0, 0, 255, 255, 255, 255, 255, 0, 0, 0, 255], 4))).toEqual(expected);
});

it.each([
  ['other values', () => png([0, 1, 128]), 'the values 1, 128.'],
  ['colours', () => png([0, 0, 0, 255, 0, 0, 0, 0, 0], 3), 'in colour'],
  ['transparency', () => png([0, 255, 255, 0, 0, 255], 2), 'transparent'],
  [
    'another format',
    () =>
      sharp(Uint8Array.from([0, 255, 0]), { raw: { ...size, channels: 1 } })
        .webp()
        .toBuffer(),
    'no PNG',
  ],
  ['nothing', async () => Buffer.alloc(0), 'cannot be read'],
  ['half a file', async () => (await png([0, 127, 255])).subarray(0, 40), 'cannot be read'],
])('says what is wrong with %s', async (_, bytes, fault) => {
  expect(await readMask(await bytes())).toEqual({ fault: expect.stringContaining(fault) });
});
