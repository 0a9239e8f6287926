import { beforeAll, describe, expect, it } from 'vitest';
import type { Mask } from '../domain/raster.ts';
import type { MeasuredView } from './common-frame.ts';
import { type Homography, IDENTITY, invert, mapPoint, multiply, type Point } from './homography.ts';
import { makeMottle } from './mottle.ts';
import { type LoadedOpenCv, loadOpenCv } from './opencv.ts';
import { registerByMottle } from './register-mottle.ts';
import { makeView } from './register-view.ts';
import { bakeSkin, makeSkin, photograph, type Skin } from './testing/rendered-skin.ts';

const WIDTH = 1000;
const HEIGHT = 750;
/** No mole, freckle or crease: unevenness of the size of the sensor's noise. */
const mottled = (seed: number): Skin =>
  bakeSkin(makeSkin(WIDTH, HEIGHT, { seed, moles: 0, freckles: 0, creases: 0, grain: 0.005 }), WIDTH, HEIGHT, 0.3);
const SKIN = mottled(31);
const OTHER_SKIN = mottled(32);

let opencv: LoadedOpenCv;
beforeAll(async () => {
  opencv = await loadOpenCv();
});

/** What changes between visits, or is not known at all. */
interface Shot {
  readonly lesion?: (x: number, y: number) => number;
  readonly toPlane?: Homography;
}

function shoot(skin: Skin, seed: number, view: Homography, { lesion, toPlane }: Shot = {}): MeasuredView {
  const options = { width: WIDTH, height: HEIGHT, view, seed, gradient: seed % 2 === 0 ? 0.3 : -0.3 };
  const photo = photograph(skin, lesion ? { ...options, lesion } : options);
  const mask: Mask | undefined = lesion && photo.lesion;
  const source = { image: photo.image, skin: undefined, lesion: mask, leaveOutLesion: true, markers: [] };
  return { view: makeView(opencv, source), toPlane };
}

/** A lighter disc. */
const disc = (cx: number, cy: number, radius: number) => (x: number, y: number) =>
  -0.35 / (1 + Math.exp((Math.hypot(x - cx, y - cy) - radius) / 3));

/** Turned by 17°, 10 % nearer, in perspective. */
const TRUTH: Homography = multiply([1.05, -0.32, 110, 0.32, 1.05, -150, 0, 0, 1], [1, 0, 0, 0, 1, 0, 8e-5, -6e-5, 1]);

/** Largest distance at places of the baseline between where they are and where the registration brings them back to. */
function errorPx(found: Homography): number {
  const places: readonly Point[] = [
    [250, 200],
    [750, 200],
    [500, 375],
    [250, 550],
    [750, 550],
  ];
  return Math.max(
    ...places.map((place) => {
      const [x, y] = mapPoint(found, mapPoint(TRUTH, place));
      return Math.hypot(x - place[0], y - place[1]);
    }),
  );
}

describe('registerByMottle', () => {
  it('lays skin without any spot onto itself to 1 px when turned, nearer and in perspective, with another lesion', () => {
    const baseline = shoot(SKIN, 1, IDENTITY, { lesion: disc(480, 360, 90) });
    const followUp = shoot(SKIN, 2, TRUTH, { lesion: disc(500, 350, 60) });
    const found = registerByMottle(opencv, followUp, baseline);
    if (found === undefined) throw new Error('Expected a registration but received none');
    expect(errorPx(found.homography)).toBeLessThan(1);
    expect(found.inliers).toBeGreaterThan(50);
    expect(found.residualPx).toBeLessThan(1.5);
  });

  it('takes scale and tilt from the marker beyond the scales that it tries without one', () => {
    const near: Homography = [1.6, 0, -300, 0, 1.6, -225, 0, 0, 1];
    const inMm: Homography = [0.1, 0, 0, 0, 0.1, 0, 0, 0, 1];
    const baseline = shoot(SKIN, 1, IDENTITY, { toPlane: inMm });
    const toPlane = multiply(inMm, invert(near));
    const found = registerByMottle(opencv, shoot(SKIN, 2, near, { toPlane }), baseline);
    if (found === undefined) throw new Error('Expected a registration but received none');
    const [x, y] = mapPoint(found.homography, [500, 375]);
    expect(Math.hypot(x - 500, y - 375)).toBeLessThan(1);
  });

  it('lays no skin onto that of another person, with or without lesions at the same place', () => {
    const lesion = disc(480, 360, 90);
    expect(registerByMottle(opencv, shoot(OTHER_SKIN, 2, TRUTH), shoot(SKIN, 1, IDENTITY))).toBeUndefined();
    expect(
      registerByMottle(opencv, shoot(OTHER_SKIN, 2, TRUTH, { lesion }), shoot(SKIN, 1, IDENTITY, { lesion })),
    ).toBeUndefined();
  });

  it('finds nothing where a lesion at the edge leaves only a strip of skin', () => {
    const lesion = disc(900, 375, 700);
    const baseline = shoot(SKIN, 1, IDENTITY, { lesion });
    expect(registerByMottle(opencv, shoot(SKIN, 2, TRUTH, { lesion }), baseline)).toBeUndefined();
  });

  it('finds nothing on two photos of one even colour', () => {
    const even: Skin = () => 0;
    expect(registerByMottle(opencv, shoot(even, 2, TRUTH), shoot(even, 1, IDENTITY))).toBeUndefined();
  });
});

describe('makeMottle', () => {
  it('is half the size of the view, and even (128) where a lesion is left out', () => {
    const { view } = shoot(SKIN, 1, IDENTITY, { lesion: disc(500, 375, 100) });
    const mottle = makeMottle(opencv, view);
    expect([mottle.width, mottle.height]).toEqual([500, 375]);
    expect(mottle.usable[187 * 500 + 250]).toBe(0);
    expect(mottle.texture[187 * 500 + 250]).toBe(128);
  });

  it('is the same in light twice as bright', () => {
    const { view } = shoot(SKIN, 1, IDENTITY);
    const brighter = { ...view, logGrey: { ...view.logGrey, data: view.logGrey.data.map((v) => v + Math.LN2) } };
    const [a, b] = [makeMottle(opencv, view).texture, makeMottle(opencv, brighter).texture];
    const worst = a.reduce((most, value, i) => Math.max(most, Math.abs(value - b[i])), 0);
    expect(worst).toBeLessThanOrEqual(1);
  });
});
