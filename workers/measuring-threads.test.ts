import { afterAll, expect, test } from 'vitest';
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
