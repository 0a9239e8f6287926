import { describe, expect, it } from 'vitest';
import type { Mask } from '../domain/raster.ts';
import { connectedComponents } from '../geometry/components.ts';
import { isTanLine } from './tan-line.ts';

const [WIDTH, HEIGHT] = [640, 480];

function maskOf(isInside: (x: number, y: number) => boolean): Mask {
  const data = Uint8Array.from({ length: WIDTH * HEIGHT }, (_, i) =>
    isInside(i % WIDTH, Math.floor(i / WIDTH)) ? 1 : 0,
  );
  return { width: WIDTH, height: HEIGHT, data };
}

/** A forearm across the photo. */
const limb = maskOf((_, y) => Math.abs(y - 240) < 110);
const allSkin = maskOf(() => true);

function judged(skin: Mask, isLesion: (x: number, y: number) => boolean): boolean[] {
  const lesion = maskOf((x, y) => skin.data[y * WIDTH + x] === 1 && isLesion(x, y));
  return connectedComponents(lesion).map(({ runs }) => isTanLine(runs, skin, lesion));
}

describe('a pale band across the skin', () => {
  it.each([0, 20, 45, 70, 90])('at %i degrees is the mark of a strap', (angleDeg) => {
    const [nx, ny] = [Math.cos((angleDeg * Math.PI) / 180), Math.sin((angleDeg * Math.PI) / 180)];
    expect(judged(allSkin, (x, y) => Math.abs((x - 320) * nx + (y - 240) * ny) < 30)).toEqual([true]);
  });

  it('around a limb is one, also where it is seen as an arc and is not quite even', () => {
    expect(judged(limb, (x, y) => Math.abs(x - 320 - 0.002 * (y - 240) ** 2 - 3 * Math.sin(y / 12)) < 40)).toEqual([
      true,
    ]);
  });

  it('is none with a winding border', () => {
    expect(judged(limb, (x, y) => Math.abs(x - 320 - 40 * Math.sin(y / 20)) < 40)).toEqual([false]);
    expect(judged(limb, (x, y) => Math.abs(x - 320) < 40 + 35 * Math.sin(y / 15))).toEqual([false]);
  });

  it('is none where it widens like a wedge', () => {
    expect(judged(limb, (x, y) => Math.abs(x - 320) < 20 + 0.4 * (y - 130))).toEqual([false]);
  });

  it('is none when it ends within the skin', () => {
    expect(judged(limb, (x, y) => Math.abs(x - 320) < 40 && y > 180)).toEqual([false]);
  });
});

describe('a patch', () => {
  it('that is round, covers one end of a limb, or all of it, is no mark of a strap', () => {
    expect(judged(limb, (x, y) => Math.hypot(x - 320, y - 240) < 60)).toEqual([false]);
    expect(judged(limb, (x) => x > 400)).toEqual([false]);
    expect(judged(limb, () => true)).toEqual([false]);
  });

  it('across a finger is none: it is too short to tell', () => {
    const finger = maskOf((_, y) => Math.abs(y - 240) < 18);
    expect(judged(finger, (x) => Math.abs(x - 320) < 30)).toEqual([false]);
  });

  it('beside a band is judged on its own', () => {
    expect(judged(limb, (x, y) => Math.abs(x - 200) < 40 || Math.hypot(x - 480, y - 240) < 50)).toEqual([true, false]);
  });
});
