import { describe, expect, it } from 'vitest';
import { IDENTITY } from './homography.ts';
import { loadOpenCv } from './opencv.ts';
import { warpMask } from './warp.ts';

const MASK = { width: 3, height: 2, data: Uint8Array.from([1, 0, 0, 0, 1, 1]) };

describe('warpMask', () => {
  it('returns the same mask under the identity', async () => {
    expect(warpMask(await loadOpenCv(), MASK, IDENTITY, MASK)).toEqual(MASK);
  });

  it('moves a mask and leaves 0 where it does not reach', async () => {
    const moved = warpMask(await loadOpenCv(), MASK, [1, 0, 1, 0, 1, 0, 0, 0, 1], { width: 4, height: 3 });
    expect(Array.from(moved.data)).toEqual([0, 1, 0, 0, 0, 0, 1, 1, 0, 0, 0, 0]);
  });
});
