import { describe, expect, it } from 'vitest';
import { drawPhoto } from './photo.fixture.ts';
import { resizeRgb } from './resize.ts';

describe('resizeRgb', () => {
  it('keeps the mean brightness and never leaves the range of the image', async () => {
    const image = drawPhoto(640, 480);
    const small = await resizeRgb(image, 256, 192);
    const mean = (data: Uint8Array): number => data.reduce((sum, level) => sum + level, 0) / data.length;
    expect(small.data.length).toBe(256 * 192 * 3);
    expect(mean(small.data)).toBeCloseTo(mean(image.data), 0);
    expect(small.data.reduce((a, b) => Math.max(a, b))).toBeLessThanOrEqual(
      image.data.reduce((a, b) => Math.max(a, b)),
    );
    expect(small.data.reduce((a, b) => Math.min(a, b))).toBeGreaterThanOrEqual(
      image.data.reduce((a, b) => Math.min(a, b)),
    );
  });

  it('returns the image itself when the size is right already', async () => {
    const image = drawPhoto(40, 30);
    expect(await resizeRgb(image, 40, 30)).toBe(image);
  });
});
