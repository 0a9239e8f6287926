import { describe, expect, it } from 'vitest';
import type { ColourMatrix } from '../colour/fit-correction.ts';
import { findChart } from './find-chart.ts';
import { type Homography, mapPoint } from './homography.ts';
import { photographChart } from './testing/rendered-chart.ts';

const WIDTH = 640;
const HEIGHT = 480;
const WARM_AND_DIM: ColourMatrix = [
  [0.8, 0.05, 0],
  [0.04, 0.62, 0.03],
  [0, 0.06, 0.45],
];

/** The chart in the middle of the frame, turned, 48 px from patch to patch, with perspective. */
function view(turnDeg: number, perspective = 0): Homography {
  const turn = (turnDeg * Math.PI) / 180;
  const [c, s] = [48 * Math.cos(turn), 48 * Math.sin(turn)];
  const [x0, y0] = [320 - 2.5 * c + 1.5 * s, 240 - 2.5 * s - 1.5 * c];
  const [px, py] = [perspective, perspective / 2];
  const w = 1 - 2.5 * px - 1.5 * py;
  return [c + 320 * px, -s + 320 * py, x0 - 320 + 320 * w, s + 240 * px, c + 240 * py, y0 - 240 + 240 * w, px, py, w];
}

const photo = { width: WIDTH, height: HEIGHT, edition: 'after_november_2014', cast: WARM_AND_DIM, noise: 1.5 } as const;

describe('finding a ColorChecker Classic', () => {
  it.each([0, 33, 90, 137, 180, 222, 270, 315])('turned by %s°: every patch within a tenth of the pitch', (turn) => {
    const map = view(turn, 0.02);
    const chart = findChart(photographChart({ ...photo, view: map, seed: turn }));
    const misses = chart?.centres.map(([x, y], i) => {
      const [tx, ty] = mapPoint(map, [i % 6, Math.floor(i / 6)]);
      return Math.hypot(x - tx, y - ty);
    });
    expect(misses).toHaveLength(24);
    expect(Math.max(...(misses ?? [Number.NaN]))).toBeLessThan(4.8);
  });

  it('is refused when it is a mirror image', () => {
    const [a, b, c, d, e, f, g, h, i] = view(20);
    const mirrored: Homography = [-a, -b, WIDTH - 1 - c, d, e, f, g, h, i];
    expect(findChart(photographChart({ ...photo, view: mirrored, seed: 1 }))).toBeUndefined();
  });

  it('is refused when two rows lie outside of the frame', () => {
    const [a, b, c, d, e, f, g, h, i] = view(0);
    expect(findChart(photographChart({ ...photo, view: [a, b, c, d, e, f - 240, g, h, i], seed: 1 }))).toBeUndefined();
  });
});
