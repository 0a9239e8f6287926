import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, expect, test } from 'vitest';
import { PACKAGE_ROOT } from '../services/package-root.ts';
import type { StandInPhoto } from '../test/stand-in-thread.ts';
import { openMeasuringThreads } from './measuring-threads.ts';

const threads = openMeasuringThreads({ modelName: undefined, module: 'test/stand-in-thread' });
afterAll(() => threads.close());

function measure(photo: StandInPhoto) {
  return threads.measure({
    photo: Buffer.from(JSON.stringify(photo)),
    path: 'photo',
    request: { condition: 'vitiligo' },
  });
}

test('a thread answers one photo after another, a refused one among them', async () => {
  expect(await measure({})).toMatchObject({ kind: 'measured', outcome: { document: { photo: { path: 'photo' } } } });
  expect(await measure({ refuse: true })).toMatchObject({
    kind: 'refused',
    refusal: { code: 'no_skin' },
    identity: { name: 'stand-in' },
  });
  expect(await measure({})).toMatchObject({ kind: 'measured' });
});

test('photos at the same time are each answered with their own', async () => {
  const replies = await Promise.all([measure({ burnMs: 50 }), measure({ refuse: true }), measure({})]);
  expect(replies.map(({ kind }) => kind)).toEqual(['measured', 'refused', 'measured']);
});

test.each([
  ['throw', 'The measuring thread failed: broken library'],
  ['exit', 'The measuring thread ended with code 3.'],
] as const)(
  'a thread that ends by %s fails its photo with the reason, and the next photo gets another thread',
  async (crash, reason) => {
    await expect(measure({ crash })).rejects.toThrow(reason);
    expect(await measure({})).toMatchObject({ kind: 'measured' });
  },
);

test('the thread of the workers finds a grey card by its place in the upright photo, also where the file lies on its side', async () => {
  const real = openMeasuringThreads({ modelName: undefined });
  try {
    const square = {
      create: { width: 240, height: 160, channels: 3, background: { r: 148, g: 148, b: 148 } },
    } as const;
    const upright = sharp(await readFile(join(PACKAGE_ROOT, 'test-images', 'vitiligo-brown-limb.jpg')));
    const withCard = await upright
      .composite([{ input: square, left: 1100, top: 100 }])
      .png()
      .toBuffer();
    const photo = await sharp(withCard)
      .rotate(270)
      .withMetadata({ orientation: 6 })
      .jpeg({ quality: 100, chromaSubsampling: '4:4:4' })
      .toBuffer();
    const greyCard = { rectPx: [1100, 100, 240, 160], reflectancePercent: 50 } as const;
    const reply = await real.measure({ photo, path: 'turned', request: { condition: 'vitiligo', greyCard } });
    const colour = reply.kind === 'measured' ? reply.outcome.document.colour : undefined;
    expect(colour).toMatchObject({ reference: 'grey_card', grey_card: { refusal: null, reflectance_percent: 50 } });
    const gain = 0.5 / ((148 / 255 + 0.055) / 1.055) ** 2.4;
    for (const value of colour?.grey_card?.gains ?? [0]) expect(value).toBeCloseTo(gain, 2);
    expect(colour?.healthy).not.toBeNull();
  } finally {
    await real.close();
  }
});
