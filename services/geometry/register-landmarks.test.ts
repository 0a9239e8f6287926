import { beforeAll, describe, expect, it } from 'vitest';
import { type Homography, IDENTITY, invert, mapPoint, multiply, type Point } from './homography.ts';
import { overlapChance } from './lesion-overlap.ts';
import { type LoadedOpenCv, loadOpenCv } from './opencv.ts';
import { registerByLandmarks } from './register-landmarks.ts';
import { makeView } from './register-view.ts';
import { makeSkin, photograph, type Skin } from './testing/rendered-skin.ts';

const WIDTH = 600;
const HEIGHT = 450;
const MOLES = makeSkin(WIDTH, HEIGHT, { seed: 3, moles: 40, freckles: 0, creases: 0, grain: 0 });
const OTHER_MOLES = makeSkin(WIDTH, HEIGHT, { seed: 8, moles: 40, freckles: 0, creases: 0, grain: 0 });
/** Relief that looks different in the other photo, as under another light. */
const relief = (seed: number) => makeSkin(WIDTH, HEIGHT, { seed, moles: 0, freckles: 0, creases: 0, grain: 0.015 });

let opencv: LoadedOpenCv;
beforeAll(async () => {
  opencv = await loadOpenCv();
});

function viewOf(moles: Skin, seed: number, view: Homography) {
  const fine = relief(seed);
  const skin: Skin = (x, y) => moles(x, y) + fine(x, y);
  const { image } = photograph(skin, { width: WIDTH, height: HEIGHT, view, seed });
  const options = { image, skin: undefined, lesion: undefined, leaveOutLesion: true, markers: [] };
  return { view: makeView(opencv, options), toPlane: undefined };
}

/** Turned by 12°, 5 % nearer, slightly in perspective. */
const TRUTH: Homography = multiply([1.03, -0.22, 40, 0.22, 1.03, -50, 0, 0, 1], [1, 0, 0, 0, 1, 0, 2e-5, -3e-5, 1]);

describe('registerByLandmarks', () => {
  it('lays moles onto moles to 3 px in the middle of the frame when nothing else is the same', () => {
    const found = registerByLandmarks(viewOf(MOLES, 21, TRUTH), viewOf(MOLES, 20, IDENTITY));
    if (found === undefined) throw new Error('Expected a registration but received none');
    const middle: Point = [WIDTH / 2, HEIGHT / 2];
    const [x, y] = mapPoint(found.homography, middle);
    const [tx, ty] = mapPoint(invert(TRUTH), middle);
    expect(Math.hypot(x - tx, y - ty)).toBeLessThan(3);
    expect(found.inliers).toBeGreaterThanOrEqual(6);
  });

  it('does not lay the moles of one patient onto those of another', () => {
    expect(registerByLandmarks(viewOf(OTHER_MOLES, 21, TRUTH), viewOf(MOLES, 20, IDENTITY))).toBeUndefined();
  });
});

describe('overlapChance', () => {
  /** A small disc of lesion in a frame of 100 × 80. */
  const disc = (cx: number, cy: number, radius: number) => ({
    width: 100,
    height: 80,
    lesion: Uint8Array.from({ length: 8000 }, (_, i) =>
      Math.hypot((i % 100) - cx, Math.floor(i / 100) - cy) <= radius ? 1 : 0,
    ),
  });

  it('is small when small lesions lie on each other and 1 when they miss', () => {
    expect(overlapChance(disc(30, 40, 6), disc(30, 40, 6), IDENTITY)).toBeLessThan(0.02);
    expect(overlapChance(disc(30, 40, 6), disc(70, 40, 6), IDENTITY)).toBe(1);
  });

  it('is 1 without lesions, and large when a lesion fills the frame', () => {
    expect(overlapChance(disc(30, 40, -1), disc(30, 40, 6), IDENTITY)).toBe(1);
    expect(overlapChance(disc(50, 40, 10), disc(50, 40, 90), IDENTITY)).toBeGreaterThan(0.5);
  });
});
