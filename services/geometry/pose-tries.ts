import type { CommonFrame } from './common-frame.ts';
import { betweenViews } from './common-frame.ts';
import { type Homography, invert, mapPoint, multiply, type Point } from './homography.ts';
import type { Mottle } from './mottle.ts';
import { FREE_MOTION } from './soft-homography.ts';

/** Follow-up photos are turned no further than this against the baseline, and not nearer or farther by more than e^±0.36. */
const MAX_TURN_DEG = 32;
const MAX_LOG_SCALE = 0.36;
/** Steps such that the rim of the disc that is looked for strays by no more than half of the finest mottle. */
const TURN_STEP_DEG = 4;
const LOG_SCALE_STEP = 0.08;

/**
 * Every turn and scale to try, as maps follow-up mottle px → baseline mottle px that lay the middle onto the middle. Where a
 * marker in both photos gives the scale and the tilt, only the turn is left.
 */
export function listPoseTries(followUp: Mottle, baseline: Mottle, frame: CommonFrame): Homography[] {
  const from = mapPoint(multiply(frame.ofFollowUp, followUp.toView), middleOf(followUp));
  const to = mapPoint(multiply(frame.ofBaseline, baseline.toView), middleOf(baseline));
  const logScales = frame.prior === FREE_MOTION ? steps(MAX_LOG_SCALE, LOG_SCALE_STEP) : [0];
  return steps(MAX_TURN_DEG, TURN_STEP_DEG).flatMap((turnDeg) =>
    logScales.map((logScale) => {
      const turn = (turnDeg * Math.PI) / 180;
      const [c, s] = [Math.exp(logScale) * Math.cos(turn), Math.exp(logScale) * Math.sin(turn)];
      const turned: Homography = [
        c,
        -s,
        to[0] - c * from[0] + s * from[1],
        s,
        c,
        to[1] - s * from[0] - c * from[1],
        0,
        0,
        1,
      ];
      return multiply(invert(baseline.toView), multiply(betweenViews(frame, turned), followUp.toView));
    }),
  );
}

function middleOf({ width, height }: Mottle): Point {
  return [width / 2, height / 2];
}

/** From −most to most, both included where the step divides them. */
function steps(most: number, step: number): number[] {
  const half = Math.floor(most / step + 1e-9);
  return Array.from({ length: 2 * half + 1 }, (_, i) => (i - half) * step);
}

/** Radius of skin that a place must have around it, mottle px; what part of it is skin, and how near the middle it lies, ranks it. */
const AROUND_PX = 50;
const SAMPLE_STEP_PX = 5;
/** Places are chosen from a grid of so many along each side, no two nearer than this. */
const GRID = 10;
const APART_PX = 80;
const MAX_PLACES = 3;
/** At the middle of a side a place counts this share less, because the baseline may not show it. */
const LOSS_AT_SIDE = 0.4;

/** Places of the follow-up with the most usable skin around them, best first; mottle px. */
export function listPlaces(followUp: Mottle): Point[] {
  const ranked = Array.from({ length: (GRID - 1) ** 2 }, (_, i) => {
    const [u, v] = [((i % (GRID - 1)) + 1) / GRID, (Math.floor(i / (GRID - 1)) + 1) / GRID];
    const at: Point = [u * followUp.width, v * followUp.height];
    const offMiddle = Math.hypot(2 * u - 1, 2 * v - 1);
    return { at, rank: usableAround(followUp, at) * (1 - LOSS_AT_SIDE * offMiddle) };
  }).sort((a, b) => b.rank - a.rank);
  const places: Point[] = [];
  for (const { at, rank } of ranked) {
    if (places.length >= MAX_PLACES || rank <= 0) break;
    if (places.every(([x, y]) => Math.hypot(x - at[0], y - at[1]) > APART_PX)) places.push(at);
  }
  return places;
}

function usableAround({ width, height, usable }: Mottle, [cx, cy]: Point): number {
  let found = 0;
  let all = 0;
  for (let dy = -AROUND_PX; dy <= AROUND_PX; dy += SAMPLE_STEP_PX) {
    for (let dx = -AROUND_PX; dx <= AROUND_PX; dx += SAMPLE_STEP_PX) {
      if (Math.hypot(dx, dy) > AROUND_PX) continue;
      all++;
      const [x, y] = [Math.round(cx + dx), Math.round(cy + dy)];
      if (x >= 0 && y >= 0 && x < width && y < height && usable[y * width + x] !== 0) found++;
    }
  }
  return found / all;
}
