import { describe, expect, it } from 'vitest';
import { referenceOf } from '../measure/colour-reference.ts';
import { chartCorrection, gradeOf } from './chart-correction.ts';
import { CHART_EDITIONS, CHART_LIGHT } from './color-checker.ts';
import { applyMatrix, type ColourMatrix } from './fit-correction.ts';
import { labFromLinear } from './lab.ts';

const CAMERA: ColourMatrix = [
  [0.7, 0.1, 0.02],
  [0.05, 0.6, 0.08],
  [0.01, 0.12, 0.5],
];
const ALL = Array.from({ length: 24 }, (_, i) => i);

describe('correction by a chart', () => {
  it.each(CHART_EDITIONS)('undoes a known 3 × 3 matrix and names the edition: %s', (edition) => {
    const seen = CHART_LIGHT[edition].map((light) => applyMatrix(CAMERA, light));
    const correction = chartCorrection(seen, ALL);
    expect(correction.edition).toBe(edition);
    expect(correction.residual.worst).toBeLessThan(1e-6);
    expect(correction.otherEditionMean).toBeGreaterThan(0.5);
    applyMatrix(correction.matrix, applyMatrix(CAMERA, [0.4, 0.2, 0.1])).forEach((value, i) => {
      expect(value).toBeCloseTo([0.4, 0.2, 0.1][i], 9);
    });
  });

  it('is refused for patches of one hue', () => {
    expect(() =>
      chartCorrection(
        ALL.map((i) => [i / 24, i / 24, i / 24]),
        ALL,
      ),
    ).toThrow(RangeError);
  });

  it('is good to 3, doubtful to 6 and unusable above', () => {
    expect([3, 3.01, 6, 6.01].map(gradeOf)).toEqual(['good', 'doubtful', 'doubtful', 'unusable']);
  });

  it('gives no colours but a reason where it is unusable', () => {
    const seen = CHART_LIGHT.after_november_2014;
    const correction = {
      ...chartCorrection(seen, ALL),
      residual: { mean: 7.2, worst: 20 },
      grade: 'unusable' as const,
    };
    const { correct, note, flags } = referenceOf(correction, 24);
    expect(correct).toBeNull();
    expect(note).toMatch(/mean error of 7\.2 ΔE00, more than 6.*take the photo again/);
    expect(flags).toEqual(['colour_chart_unusable']);
  });
});

describe('reference of the chart', () => {
  it('is adapted from D50 to D65: white stays neutral, lightness stays', () => {
    const { l, a, b } = labFromLinear(CHART_LIGHT.after_november_2014[18]);
    expect(Math.abs(l - 95.19)).toBeLessThan(0.1);
    expect(Math.hypot(a, b)).toBeLessThan(4);
  });
});
