import { beforeAll, describe, expect, it } from 'vitest';
import type { RgbImage } from '../domain/raster.ts';
import { type Homography, IDENTITY, mapPoint, multiply, type Point } from './homography.ts';
import { type LoadedOpenCv, loadOpenCv } from './opencv.ts';
import { type RegistrationOptions, registerPhotos } from './register.ts';
import { makeSkin, type PhotoOptions, photograph, type Skin } from './testing/rendered-skin.ts';

const WIDTH = 800;
const HEIGHT = 600;
const SKIN = makeSkin(WIDTH, HEIGHT, { seed: 11, moles: 12, freckles: 60, creases: 5, grain: 0.015 });
const OTHER_SKIN = makeSkin(WIDTH, HEIGHT, { seed: 77, moles: 15, freckles: 70, creases: 4, grain: 0.015 });

let opencv: LoadedOpenCv;
beforeAll(async () => {
  opencv = await loadOpenCv();
});

/** A view turned and scaled about the middle of the frame, shifted, and slightly in perspective. */
function view(turnDeg: number, scale: number, shift: Point, perspective: Point = [0, 0]): Homography {
  const turn = (turnDeg * Math.PI) / 180;
  const [c, s] = [scale * Math.cos(turn), scale * Math.sin(turn)];
  const toMiddle: Homography = [1, 0, -WIDTH / 2, 0, 1, -HEIGHT / 2, 0, 0, 1];
  const back: Homography = [1, 0, WIDTH / 2 + shift[0], 0, 1, HEIGHT / 2 + shift[1], 0, 0, 1];
  return multiply(back, multiply([c, -s, 0, s, c, 0, perspective[0], perspective[1], 1], toMiddle));
}

/** A lighter patch with a wavy border. */
const lesion = (radius: number) => (x: number, y: number) => {
  const wave = 10 * Math.sin(5 * Math.atan2(y - 300, x - 425));
  return -0.35 / (1 + Math.exp((Math.hypot(x - 425, y - 300) + wave - radius) / 3));
};

function shoot(skin: Skin, options: Partial<PhotoOptions>) {
  return photograph(skin, { width: WIDTH, height: HEIGHT, view: IDENTITY, seed: 1, ...options });
}

interface Shot {
  readonly image: RgbImage;
  readonly lesion: RegistrationOptions['baselineLesion'];
}

function register(baseline: Shot, followUp: Shot) {
  return registerPhotos(opencv, baseline.image, followUp.image, {
    ...(baseline.lesion ? { baselineLesion: baseline.lesion } : {}),
    ...(followUp.lesion ? { followUpLesion: followUp.lesion } : {}),
  });
}

const BASELINE = shoot(SKIN, { lesion: lesion(115), gradient: 0.3 });

/** Largest distance at the baseline's corners between where they are and where the registration brings them back to. */
function cornerError(found: Homography, truth: Homography): number {
  const corners: readonly Point[] = [
    [0, 0],
    [WIDTH, 0],
    [WIDTH, HEIGHT],
    [0, HEIGHT],
  ];
  return Math.max(
    ...corners.map((corner) => {
      const [x, y] = mapPoint(found, mapPoint(truth, corner));
      return Math.hypot(x - corner[0], y - corner[1]);
    }),
  );
}

describe('registerPhotos', () => {
  it.each([
    ['turned by 10° and nearer', view(10, 1.1, [15, -10])],
    ['turned by 25° and farther', view(25, 0.8, [-30, 20])],
    ['in perspective', view(-8, 0.95, [10, 10], [1.2e-4, -1e-4])],
  ])(
    'lays a follow-up onto its baseline to 1.5 px at the corners of 800 px, in other light, with a shrunken lesion, %s',
    (_, truth) => {
      const followUp = shoot(SKIN, {
        view: truth,
        lesion: lesion(75),
        seed: 2,
        gradient: -0.4,
        colour: [190, 165, 140],
        noise: 3,
      });
      const result = register(BASELINE, followUp);
      expect(cornerError(result.homography, truth)).toBeLessThan(1.5);
      expect(result.residualPx).toBeLessThan(2);
    },
  );

  it('gives the overlap of a follow-up that was shifted by a quarter of the frame as three quarters', () => {
    const followUp = shoot(SKIN, { view: view(0, 1, [-WIDTH / 4, 0]), lesion: lesion(75), seed: 3 });
    const { overlapPercent, overlap } = register(BASELINE, followUp);
    expect(overlapPercent).toBeCloseTo(75, 0);
    expect(overlap.data[300 * WIDTH + 10]).toBe(0);
    expect(overlap.data[300 * WIDTH + WIDTH - 10]).toBe(1);
  });

  it('gives the same numbers twice', () => {
    const followUp = shoot(SKIN, { view: view(5, 1, [10, 0]), seed: 4 });
    expect(register(BASELINE, followUp).homography).toEqual(register(BASELINE, followUp).homography);
  });

  it('refuses photos of different skin, also when both show the same lesion', () => {
    const other = shoot(OTHER_SKIN, { lesion: lesion(115), seed: 5 });
    expect(() => register(BASELINE, other)).toThrow(expect.objectContaining({ code: 'registration_failed' }));
  });

  it('refuses a mirrored photo', () => {
    const mirrored = shoot(SKIN, { view: [-1, 0, WIDTH, 0, 1, 0, 0, 0, 1], seed: 6 });
    expect(() => register(BASELINE, mirrored)).toThrow(expect.objectContaining({ code: 'registration_failed' }));
  });

  it('refuses skin without any texture', () => {
    const plain = shoot(() => 0, { seed: 7 });
    expect(() =>
      register(
        plain,
        shoot(() => 0, { seed: 8 }),
      ),
    ).toThrow(expect.objectContaining({ code: 'registration_failed' }));
  });
});
