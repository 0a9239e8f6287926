import type { Mask, RgbImage } from '../../domain/raster.ts';
import { seededRandom } from '../../statistics/seeded-random.ts';
import { type Homography, invert, mapPoint, type Point } from '../homography.ts';

export function normal(random: () => number): number {
  return Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
}

interface Spot {
  readonly x: number;
  readonly y: number;
  readonly radius: number;
  readonly depth: number;
}

export interface SkinOptions {
  readonly seed: number;
  readonly moles: number;
  readonly freckles: number;
  readonly creases: number;
  readonly grain: number;
}

/** A patch of plane skin: optical density at any place, in the baseline's pixels. */
export type Skin = (x: number, y: number) => number;

/** Moles, freckles, creases and a fine grain at fixed places, drawn from a seed. */
export function makeSkin(width: number, height: number, options: SkinOptions): Skin {
  const random = seededRandom(options.seed);
  const spot = (radius: number, depth: number): Spot => ({
    x: (random() * 1.6 - 0.3) * width,
    y: (random() * 1.6 - 0.3) * height,
    radius: radius * (0.6 + random()),
    depth: depth * (0.5 + random()),
  });
  const spots = [
    ...Array.from({ length: options.moles }, () => spot(9, 0.5)),
    ...Array.from({ length: options.freckles }, () => spot(4, 0.12)),
  ];
  const cells = bucketSpots(spots);
  const creases = Array.from({ length: options.creases }, () => ({
    angle: random() * Math.PI,
    offset: (random() - 0.3) * 1.6 * width,
    bend: random() * 20,
    period: 150 + 250 * random(),
    depth: 0.03 + 0.05 * random(),
  }));
  const grain = makeGrain(random);
  return (x, y) => {
    let density = options.grain * grain(x, y);
    for (const s of cells(x, y))
      density += s.depth * Math.exp(-((x - s.x) ** 2 + (y - s.y) ** 2) / (2 * s.radius ** 2));
    for (const c of creases) {
      const across = x * Math.cos(c.angle) + y * Math.sin(c.angle) - c.offset;
      const along = y * Math.cos(c.angle) - x * Math.sin(c.angle);
      density += c.depth * Math.exp(-(((across - c.bend * Math.sin(along / c.period)) / 2) ** 2));
    }
    return density;
  };
}

const CELL = 64;

function bucketSpots(spots: readonly Spot[]): (x: number, y: number) => readonly Spot[] {
  const cells = new Map<number, Spot[]>();
  for (const s of spots) {
    const reach = Math.ceil((3.5 * s.radius) / CELL);
    const [column, row] = [Math.floor(s.x / CELL), Math.floor(s.y / CELL)];
    for (let r = row - reach; r <= row + reach; r++) {
      for (let c = column - reach; c <= column + reach; c++) {
        const key = keyOf(c, r);
        cells.set(key, [...(cells.get(key) ?? []), s]);
      }
    }
  }
  return (x, y) => cells.get(keyOf(Math.floor(x / CELL), Math.floor(y / CELL))) ?? NO_SPOTS;
}

const NO_SPOTS: readonly Spot[] = [];
/** More columns and rows than any skin has, on either side of 0. */
const CELLS_PER_ROW = 4096;
const keyOf = (column: number, row: number): number => row * CELLS_PER_ROW + column;

/** The skin sampled once per px over the frame and a rim of `margin` of it, and interpolated: photos of it are then cheap. */
export function bakeSkin(skin: Skin, width: number, height: number, margin: number): Skin {
  const [left, top] = [-Math.ceil(margin * width), -Math.ceil(margin * height)];
  const [columns, rows] = [width - 2 * left + 2, height - 2 * top + 2];
  const baked = new Float32Array(columns * rows);
  for (let y = 0; y < rows; y++) for (let x = 0; x < columns; x++) baked[y * columns + x] = skin(x + left, y + top);
  return (x, y) => {
    const u = Math.max(0, Math.min(columns - 1.001, x - left));
    const v = Math.max(0, Math.min(rows - 1.001, y - top));
    const [i, j] = [Math.floor(u), Math.floor(v)];
    const [fx, fy] = [u - i, v - j];
    const at = j * columns + i;
    const upper = baked[at] + fx * (baked[at + 1] - baked[at]);
    const lower = baked[at + columns] + fx * (baked[at + columns + 1] - baked[at + columns]);
    return upper + fy * (lower - upper);
  };
}

/** Smooth noise of about 5 px, repeated every 512 px with a skewed second layer so that it does not repeat visibly. */
function makeGrain(random: () => number): (x: number, y: number) => number {
  const size = 128;
  const lattice = Float32Array.from({ length: size * size }, () => normal(random));
  const layer = (x: number, y: number) => {
    const [x0, y0] = [Math.floor(x), Math.floor(y)];
    const [fx, fy] = [x - x0, y - y0];
    const at = (i: number, j: number) => lattice[(((j % size) + size) % size) * size + (((i % size) + size) % size)];
    return (
      (1 - fy) * ((1 - fx) * at(x0, y0) + fx * at(x0 + 1, y0)) +
      fy * ((1 - fx) * at(x0, y0 + 1) + fx * at(x0 + 1, y0 + 1))
    );
  };
  return (x, y) => layer(x / 4.3, y / 4.3) + layer((0.8 * x + 0.6 * y) / 7.1, (0.8 * y - 0.6 * x) / 7.1);
}

export interface PhotoOptions {
  readonly width: number;
  readonly height: number;
  /** Skin (baseline px) → photo px. */
  readonly view: Homography;
  /** Where skin has moved to since (skin px → skin px), looked up for each place that the photo shows. */
  readonly bend?: (x: number, y: number) => Point;
  /** Optical density of a lesion at a place of the skin, added; negative is lighter. */
  readonly lesion?: (x: number, y: number) => number;
  readonly colour?: readonly [number, number, number];
  /** Light falls off by this share from left to right. */
  readonly gradient?: number;
  readonly noise?: number;
  readonly seed: number;
}

/** Takes a photo of the skin: light, colour, view and sensor noise. Also the mask of where the lesion is (density changed by more than 0.05). */
export function photograph(skin: Skin, options: PhotoOptions): { image: RgbImage; lesion: Mask } {
  const { width, height } = options;
  const random = seededRandom(options.seed);
  const back = invert(options.view);
  const colour = options.colour ?? [210, 160, 130];
  const data = new Uint8Array(3 * width * height);
  const mask = new Uint8Array(width * height);
  const noise = Float32Array.from({ length: 4096 }, () => (options.noise ?? 2) * normal(random));
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const plane = mapPoint(back, [x, y]);
      const [u, v] = options.bend?.(...plane) ?? plane;
      const change = options.lesion?.(u, v) ?? 0;
      const i = y * width + x;
      if (Math.abs(change) > 0.05) mask[i] = 1;
      const light = (1 - (options.gradient ?? 0) * (x / width - 0.5)) * Math.exp(-skin(u, v) - change);
      for (let c = 0; c < 3; c++) {
        data[3 * i + c] = Math.max(0, Math.min(255, colour[c] * light + noise[(random() * 4096) | 0]));
      }
    }
  }
  return { image: { width, height, data }, lesion: { width, height, data: mask } };
}
