import type { Mask, RgbImage } from '../../domain/raster.ts';
import { seededRandom } from '../../statistics/seeded-random.ts';
import { type Homography, invert, mapPoint, multiply, type Point, resizeHomography } from '../homography.ts';
import { bakeSkin, makeSkin, photograph, type Skin, type SkinOptions } from './rendered-skin.ts';

/** How much a skin shows by which it can be known again. */
export type SkinClass = 'textured' | 'plain';

/** Two photos of one skin, taken at two visits, and where each place of the second lies in the first. */
export interface SkinPair {
  readonly baseline: { readonly image: RgbImage; readonly lesion: Mask };
  readonly followUp: { readonly image: RgbImage; readonly lesion: Mask };
  /** Follow-up px → baseline px, with the bending that no homography can undo. */
  readonly truth: (point: Point) => Point;
}

const WIDTH = 1600;
const HEIGHT = 1200;
/** The skin is drawn at half the size of the photos: its finest grain is some 8 photo px. */
const SKIN_WIDTH = WIDTH / 2;
const SKIN_HEIGHT = HEIGHT / 2;
const SKIN_TO_PHOTO = resizeHomography(2, 2);
/** What a camera that turns, tilts and moves can see beyond the baseline's frame, as a part of it. */
const SEEN_BEYOND = 0.3;

/**
 * What stays between visits. Plain: a handful of faint freckles and moles, relief at the level of the sensor's noise.
 * Textured: the relief, creases and freckles of a forearm.
 */
const KEPT: Readonly<Record<SkinClass, Omit<SkinOptions, 'seed'>>> = {
  textured: { moles: 10, freckles: 60, creases: 5, grain: 0.012 },
  plain: { moles: 6, freckles: 16, creases: 0, grain: 0.004 },
};
/** Relief that looks different in every light, so that it is another one at each visit. */
const CHANGING = { moles: 0, freckles: 0, creases: 0, grain: 0.004 };

const MAX_TURN_DEG = 25;
const SCALE_RANGE = [0.8, 1.25] as const;
const MAX_TILT_DEG = 15;
/** Shift of the camera, as a part of the frame. */
const MAX_SHIFT = 0.08;
/** Focal length relative to the width of the frame: a phone's main camera. */
const FOCAL_PER_WIDTH = 0.9;
/** Amplitude of the bending along each axis, photo px. */
const MAX_BEND_PX = 2;
const STREAMS = { skin: 1, camera: 2, first: 3, second: 4 } as const;

/** The pair of a seed; each seed is another patient, camera and light. */
export function makeSkinPair(kind: SkinClass, seed: number): SkinPair {
  const stream = (name: keyof typeof STREAMS) => 100_003 * seed + 17 * STREAMS[name] + (kind === 'plain' ? 7 : 0);
  const random = seededRandom(stream('camera'));
  const camera = multiply(cameraMove(random), SKIN_TO_PHOTO);
  const toSkin = invert(camera);
  const bend = makeBend(random);
  const lesion = makeLesion(random);
  const bake = (skin: Skin) => bakeSkin(skin, SKIN_WIDTH, SKIN_HEIGHT, SEEN_BEYOND);
  const kept = bake(makeSkin(SKIN_WIDTH, SKIN_HEIGHT, { ...KEPT[kind], seed: stream('skin') }));
  const skinAt = (visit: 'first' | 'second'): Skin => {
    const relief = makeSkin(SKIN_WIDTH, SKIN_HEIGHT, { ...CHANGING, seed: stream(visit) });
    return (x, y) => kept(x, y) + relief(x, y);
  };
  const light = () => ({
    gradient: 0.8 * random() - 0.4,
    colour: [170 + 60 * random(), 130 + 50 * random(), 100 + 50 * random()] as const,
    noise: 1.5 + 2 * random(),
  });
  const size = { width: WIDTH, height: HEIGHT };
  return {
    baseline: photograph(skinAt('first'), {
      ...{ ...size, ...light(), view: SKIN_TO_PHOTO, lesion: bake(lesion.before), seed: stream('first') },
    }),
    followUp: photograph(skinAt('second'), {
      ...{ ...size, ...light(), view: camera, bend, lesion: bake(lesion.after), seed: stream('second') },
    }),
    truth: (point) => mapPoint(SKIN_TO_PHOTO, bend(...mapPoint(toSkin, point))),
  };
}

/** Baseline px → follow-up px of a pinhole camera that was turned, tilted, moved and held nearer or farther. */
function cameraMove(random: () => number): Homography {
  const between = (low: number, high: number) => low + (high - low) * random();
  const focal = FOCAL_PER_WIDTH * WIDTH;
  const turn = (between(-MAX_TURN_DEG, MAX_TURN_DEG) * Math.PI) / 180;
  const tilt = (between(0, MAX_TILT_DEG) * Math.PI) / 180;
  const axis = between(0, 2 * Math.PI);
  const scale = Math.exp(between(Math.log(SCALE_RANGE[0]), Math.log(SCALE_RANGE[1])));
  const [ax, ay] = [Math.cos(axis), Math.sin(axis)];
  const [c, s, k] = [Math.cos(tilt), Math.sin(tilt), 1 - Math.cos(tilt)];
  // A point of the plane (x, y, 0), turned about the in-plane axis, at the distance focal length / scale (Rodrigues).
  const tilted: Homography = [
    ...[scale * (c + k * ax * ax), scale * k * ax * ay, 0],
    ...[scale * k * ax * ay, scale * (c + k * ay * ay), 0],
    ...[(-scale * s * ay) / focal, (scale * s * ax) / focal, 1],
  ] as unknown as Homography;
  const turned: Homography = [Math.cos(turn), -Math.sin(turn), 0, Math.sin(turn), Math.cos(turn), 0, 0, 0, 1];
  const shift: Point = [between(-MAX_SHIFT, MAX_SHIFT) * WIDTH, between(-MAX_SHIFT, MAX_SHIFT) * WIDTH];
  const toMiddle: Homography = [1, 0, -WIDTH / 2, 0, 1, -HEIGHT / 2, 0, 0, 1];
  const back: Homography = [1, 0, WIDTH / 2 + shift[0], 0, 1, HEIGHT / 2 + shift[1], 0, 0, 1];
  return multiply(back, multiply(turned, multiply(tilted, toMiddle)));
}

/** Skin that is bent a little otherwise: one slow wave along each axis. */
function makeBend(random: () => number): (x: number, y: number) => Point {
  const wave = () => {
    const amplitude = (MAX_BEND_PX / 2) * random();
    const direction = 2 * Math.PI * random();
    const phase = 2 * Math.PI * random();
    const perPx = (2 * Math.PI) / (SKIN_WIDTH * (0.8 + random()));
    return (x: number, y: number) =>
      amplitude * Math.sin(perPx * (x * Math.cos(direction) + y * Math.sin(direction)) + phase);
  };
  const [alongX, alongY] = [wave(), wave()];
  return (x, y) => [x + alongX(x, y), y + alongY(x, y)];
}

type Density = (x: number, y: number) => number;

interface PalePatch {
  readonly x: number;
  readonly y: number;
  readonly radius: number;
  readonly lobes: number;
  /** Of the waves of the border, one at each visit. */
  readonly phases: readonly [first: number, second: number];
  /** Radius at the second visit, relative to the first. */
  readonly growth: number;
  /** Islands of pigment at the second visit: place relative to the radius, and their own radius in px. */
  readonly islands: readonly (readonly [dx: number, dy: number, radius: number])[];
}

/** Beyond this distance from its border, px, a patch adds nothing. */
const BORDER_REACH = 10;
const PALENESS = 0.4;

/** 1 inside, 0 outside, over a border of some px. */
const insideBy = (px: number, softness: number): number => 1 / (1 + Math.exp(-px / softness));

function paleShare(p: PalePatch, x: number, y: number, visit: 0 | 1): number {
  const reach = p.radius * (visit === 1 ? p.growth : 1);
  const away = Math.hypot(x - p.x, y - p.y);
  if (away > 1.12 * p.radius + reach + BORDER_REACH) return 0;
  const wave = 0.12 * p.radius * Math.sin(p.lobes * Math.atan2(y - p.y, x - p.x) + p.phases[visit]);
  const share = insideBy(reach - away - wave, 1.5);
  if (visit === 0 || share < 0.01) return share;
  return p.islands.reduce((left, [dx, dy, radius]) => {
    const fromIsland = Math.hypot(x - p.x - dx * reach, y - p.y - dy * reach);
    return left * (1 - insideBy(radius - fromIsland, 1));
  }, share);
}

/** Pale patches with a wavy border; at the second visit smaller or larger, with another border and islands of pigment. */
function makeLesion(random: () => number): { readonly before: Density; readonly after: Density } {
  const patches = Array.from(
    { length: 1 + Math.floor(3 * random()) },
    (): PalePatch => ({
      x: SKIN_WIDTH * (0.25 + 0.5 * random()),
      y: SKIN_HEIGHT * (0.25 + 0.5 * random()),
      radius: 30 + 70 * random(),
      lobes: 3 + Math.floor(4 * random()),
      phases: [2 * Math.PI * random(), 2 * Math.PI * random()],
      growth: 0.6 + 0.6 * random(),
      islands: Array.from(
        { length: 6 },
        () => [1.2 * (random() - 0.5), 1.2 * (random() - 0.5), 3 + 5 * random()] as const,
      ),
    }),
  );
  const densityAt =
    (visit: 0 | 1): Density =>
    (x, y) =>
      -PALENESS * patches.reduce((most, patch) => Math.max(most, paleShare(patch, x, y, visit)), 0);
  return { before: densityAt(0), after: densityAt(1) };
}
