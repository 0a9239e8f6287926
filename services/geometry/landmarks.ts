import type { ScalarMap } from '../domain/raster.ts';
import { boxMean } from '../raster/box-mean.ts';
import type { Point } from './homography.ts';
import type { RegistrationView } from './register-view.ts';

/** A mole or freckle: a small dark spot, lighter all around. */
export interface Landmark {
  /** Centre in view px. */
  readonly at: Point;
  /** View px. */
  readonly radius: number;
  /** How much darker than the lightest-but-nearest surround, natural logarithm. */
  readonly contrast: number;
}

/** Radii looked for in view px of a 1000 px view: freckles to moles. */
const RADII = [3, 5, 8, 12] as const;
/** The surround is looked at in this distance, relative to the radius. */
const RING = 2.2;
const RING_DIRECTIONS = 8;
/** A spot must be darker than every part of its surround by this (natural logarithm of grey), which hairs and edges are not. */
const MIN_CONTRAST = 0.05;
/** Every second pixel is looked at; the centre is refined afterwards. */
const STEP = 2;
const MAX_LANDMARKS = 40;
/** Two spots are not nearer than this, relative to the larger radius. */
const MIN_DISTANCE = 2;

/** The clearest small dark spots of the usable skin, strongest first. */
export function findLandmarks(view: RegistrationView): Landmark[] {
  const candidates = RADII.flatMap((radius) => candidatesOfRadius(view, radius));
  candidates.sort((a, b) => b.contrast - a.contrast);
  const kept: Landmark[] = [];
  for (const candidate of candidates) {
    if (kept.length >= MAX_LANDMARKS) break;
    const isNew = kept.every(({ at, radius }) => {
      const reach = MIN_DISTANCE * Math.max(radius, candidate.radius);
      return Math.hypot(at[0] - candidate.at[0], at[1] - candidate.at[1]) > reach;
    });
    if (isNew) kept.push(candidate);
  }
  return kept.map((landmark) => refineCentre(view.logGrey, landmark));
}

function candidatesOfRadius(view: RegistrationView, radius: number): Landmark[] {
  const { width, height } = view.logGrey;
  const once = boxMean(view.logGrey.data, width, height, Math.round(radius / 2));
  const smooth = { width, height, data: boxMean(once, width, height, Math.round(radius / 3)) };
  const margin = Math.ceil(RING * radius) + STEP;
  const ring = ringOffsets(radius, width);
  const found: Landmark[] = [];
  for (let y = margin; y < height - margin; y += STEP) {
    for (let x = margin; x < width - margin; x += STEP) {
      const i = y * width + x;
      if (view.usable[i] === 0) continue;
      const contrast = contrastAt(smooth.data, i, ring);
      if (contrast > MIN_CONTRAST && isDarkest(smooth, i)) found.push({ at: [x, y], radius, contrast });
    }
  }
  return found;
}

function ringOffsets(radius: number, width: number): number[] {
  return Array.from({ length: RING_DIRECTIONS }, (_, k) => {
    const angle = (2 * Math.PI * k) / RING_DIRECTIONS;
    return Math.round(RING * radius * Math.sin(angle)) * width + Math.round(RING * radius * Math.cos(angle));
  });
}

function contrastAt(values: Float32Array, i: number, ring: readonly number[]): number {
  let least = Number.POSITIVE_INFINITY;
  for (let k = 0; k < ring.length && least > MIN_CONTRAST; k++)
    least = Math.min(least, values[i + ring[k]] - values[i]);
  return least;
}

/** Darker than its neighbours two pixels away, on the grid that is looked at. */
function isDarkest({ data, width }: ScalarMap, i: number): boolean {
  for (const dy of [-STEP, 0, STEP]) {
    for (const dx of [-STEP, 0, STEP]) if (data[i + dy * width + dx] < data[i]) return false;
  }
  return true;
}

/** Centre of gravity of the darkness within one and a half radii. */
function refineCentre({ data, width, height }: ScalarMap, landmark: Landmark): Landmark {
  const [cx, cy] = landmark.at;
  const reach = Math.ceil(1.5 * landmark.radius);
  let level = 0;
  let count = 0;
  const visit = (body: (value: number, x: number, y: number) => void) => {
    for (let y = Math.max(0, cy - reach); y <= Math.min(height - 1, cy + reach); y++) {
      for (let x = Math.max(0, cx - reach); x <= Math.min(width - 1, cx + reach); x++) body(data[y * width + x], x, y);
    }
  };
  visit((value) => {
    level += value;
    count++;
  });
  level /= count;
  let [sum, sumX, sumY] = [0, 0, 0];
  visit((value, x, y) => {
    const weight = Math.max(0, level - value);
    sum += weight;
    sumX += weight * x;
    sumY += weight * y;
  });
  return sum > 0 ? { ...landmark, at: [sumX / sum, sumY / sum] } : landmark;
}
