import { describe, expect, it } from 'vitest';
import { chartCorrection } from '../colour/chart-correction.ts';
import { CHART_EDITIONS, CHART_LIGHT } from '../colour/color-checker.ts';
import type { ColourMatrix } from '../colour/fit-correction.ts';
import { type FoundChart, findChart, readable } from './find-chart.ts';
import { type Homography, mapPoint } from './homography.ts';
import { type ChartPhoto, chartView, photographChart } from './testing/rendered-chart.ts';

const WARM_AND_DIM: ColourMatrix = [
  [0.8, 0.05, 0],
  [0.04, 0.62, 0.03],
  [0, 0.06, 0.45],
];

const photo = {
  width: 640,
  height: 480,
  edition: 'after_november_2014',
  cast: WARM_AND_DIM,
  noise: 3,
  seed: 1,
} as const satisfies Omit<ChartPhoto, 'view'>;

const view = (turnDeg: number, { pitch = 48, tiltDeg = 0, tiltAxisDeg = 0 } = {}): Homography =>
  chartView(photo, { pitch, turnDeg, tiltDeg, tiltAxisDeg });

/** Distance of the farthest patch from its own place, in pitches; NaN where no chart was found. */
function worstMiss(chart: FoundChart | undefined, map: Homography): number {
  const at = (i: number) => mapPoint(map, [i % 6, Math.floor(i / 6)]);
  const [[x0, y0], [x1, y1]] = [at(14), at(15)];
  const misses = chart?.centres.map(([x, y], i) => Math.hypot(x - at(i)[0], y - at(i)[1]));
  return Math.max(...(misses ?? [Number.NaN])) / Math.hypot(x1 - x0, y1 - y0);
}

describe('finding a ColorChecker Classic: every patch in its own place within a tenth of the pitch', () => {
  it.each([0, 33, 57, 90, 111, 137, 180, 204, 222, 270, 299, 315, 348])('turned by %s°', (turn) => {
    const edition = CHART_EDITIONS[turn % 2];
    const map = view(turn);
    expect(worstMiss(findChart(photographChart({ ...photo, edition, view: map, seed: turn })), map)).toBeLessThan(0.1);
  });

  it.each([0, 45, 90, 150])('tilted by 25° about an axis at %s°', (tiltAxisDeg) => {
    const map = view(tiltAxisDeg + 17, { tiltDeg: 25, tiltAxisDeg });
    expect(worstMiss(findChart(photographChart({ ...photo, view: map })), map)).toBeLessThan(0.1);
  });

  it.each([14, 20, 32, 64])('%s px from patch to patch in a photo of 640 px', (pitch) => {
    const map = view(130, { pitch, tiltDeg: 10, tiltAxisDeg: 30 });
    expect(worstMiss(findChart(photographChart({ ...photo, view: map })), map)).toBeLessThan(0.1);
  });

  it.each([0.7, 0.25])('in light that falls to %s across the frame', (gradient) => {
    const map = view(200, { tiltDeg: 10 });
    expect(worstMiss(findChart(photographChart({ ...photo, view: map, gradient })), map)).toBeLessThan(0.1);
  });
});

describe('the correction by a chart that was found', () => {
  const correctionAt = (more: Partial<ChartPhoto>) => {
    const chart = findChart(photographChart({ ...photo, view: view(24, { tiltDeg: 10 }), ...more }));
    const { seen, indices } = readable(chart?.patches ?? [], CHART_LIGHT.after_november_2014);
    return chartCorrection(seen, indices);
  };

  it.each(CHART_EDITIONS)('tells the edition in even light: %s', (edition) => {
    expect(correctionAt({ edition })).toMatchObject({ edition, editionBy: 'fit', grade: 'good' });
  });

  it('is doubtful, and cannot tell the edition, in light that falls to a quarter', () => {
    expect(correctionAt({ gradient: 0.25 })).toMatchObject({ editionBy: 'undecided', grade: 'doubtful' });
  });
});

describe('no chart is found', () => {
  it.each([20, 170])('in a mirror image, turned by %s°', (turn) => {
    const [a, b, c, d, e, f, g, h, i] = view(turn);
    const mirrored: Homography = [
      (photo.width - 1) * g - a,
      (photo.width - 1) * h - b,
      (photo.width - 1) * i - c,
      d,
      e,
      f,
      g,
      h,
      i,
    ];
    expect(findChart(photographChart({ ...photo, view: mirrored }))).toBeUndefined();
  });

  it('where two rows lie outside of the frame', () => {
    const [a, b, c, d, e, f, g, h, i] = view(0);
    expect(findChart(photographChart({ ...photo, view: [a, b, c, d, e, f - 240, g, h, i] }))).toBeUndefined();
  });

  it.each([
    ['two columns', [-1, -1], [1.5, 4]],
    ['a row', [-1, -1], [6, 0.5]],
    ['the dark skin alone', [-1, -1], [0.5, 0.5]],
    ['the white alone', [-1, 2.5], [0.5, 4]],
    ['the black alone', [4.5, 2.5], [7, 4]],
    ['a corner of six patches', [3.5, 1.5], [7, 4]],
    ['four patches in the middle', [1.5, 0.5], [3.5, 2.5]],
    ['more than half of it', [2.2, -1], [7, 4]],
  ] as const)('where a hand covers %s', (_, from, to) => {
    expect(findChart(photographChart({ ...photo, view: view(75), cover: { from, to } }))).toBeUndefined();
  });
});
