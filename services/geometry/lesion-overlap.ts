import { type Homography, mapPoint, type Point } from './homography.ts';

/** A lesion mask on the grid of a registration view, 1 inside. */
export interface LesionGrid {
  readonly width: number;
  readonly height: number;
  readonly lesion: Uint8Array;
}

/** Follow-up lesion pixels that are looked at. */
const MAX_SAMPLES = 800;
/** Placements that stand for chance: turns, and shifts along either axis. */
const TURNS = 9;
const SHIFTS = 16;
const MAX_TURN_RAD = (40 * Math.PI) / 180;

/**
 * How likely lesions overlap as well as under `map` (follow-up → baseline, view px) when the follow-up is laid down
 * anywhere, turned by up to 40°. Lesions change between visits, but not everywhere: a right registration lays most of
 * the one onto the other. 1 when either photo shows no lesion.
 */
export function overlapChance(followUp: LesionGrid, baseline: LesionGrid, map: Homography): number {
  const points = lesionPoints(followUp).map((point) => mapPoint(map, point));
  if (points.length === 0 || !baseline.lesion.includes(1)) return 1;
  const achieved = hits(points, baseline);
  if (achieved === 0) return 1;
  const centre = [0, 1].map((axis) => points.reduce((sum, p) => sum + p[axis], 0) / points.length);
  let asGood = 0;
  for (let t = 0; t < TURNS; t++) {
    const turn = MAX_TURN_RAD * ((2 * t) / (TURNS - 1) - 1);
    const [c, s] = [Math.cos(turn), Math.sin(turn)];
    const turned = points.map(
      ([x, y]): Point => [c * (x - centre[0]) - s * (y - centre[1]), s * (x - centre[0]) + c * (y - centre[1])],
    );
    for (let i = 0; i < SHIFTS ** 2; i++) {
      const dx = (((i % SHIFTS) + 0.5) / SHIFTS) * baseline.width;
      const dy = ((Math.floor(i / SHIFTS) + 0.5) / SHIFTS) * baseline.height;
      if (hits(turned, baseline, dx, dy) >= achieved) asGood++;
    }
  }
  return (asGood + 1) / (TURNS * SHIFTS ** 2 + 1);
}

function hits(points: readonly Point[], { width, height, lesion }: LesionGrid, dx = 0, dy = 0): number {
  let count = 0;
  for (const [px, py] of points) {
    const x = Math.round(px + dx);
    const y = Math.round(py + dy);
    if (x >= 0 && y >= 0 && x < width && y < height) count += lesion[y * width + x];
  }
  return count;
}

function lesionPoints({ width, lesion }: LesionGrid): Point[] {
  const total = lesion.reduce((sum, value) => sum + value, 0);
  const step = Math.max(1, Math.floor(total / MAX_SAMPLES));
  const points: Point[] = [];
  let seen = 0;
  for (let i = 0; i < lesion.length; i++) {
    if (lesion[i] !== 0 && seen++ % step === 0) points.push([i % width, Math.floor(i / width)]);
  }
  return points;
}
