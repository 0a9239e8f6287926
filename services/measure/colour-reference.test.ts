import { describe, expect, it } from 'vitest';
import { CHART_LIGHT } from '../colour/color-checker.ts';
import type { LinearRgb } from '../colour/lab.ts';
import { CARD_EDITION_1 } from '../geometry/calibration-card.ts';
import type { FoundChart } from '../geometry/find-chart.ts';
import { colourReference } from './colour-reference.ts';

const LIGHT: LinearRgb = [0.9, 0.6, 0.5];
const lit = ([r, g, b]: LinearRgb): LinearRgb => [LIGHT[0] * r, LIGHT[1] * g, LIGHT[2] * b];

const chart: FoundChart = {
  centres: [],
  outline: [
    [0, 0],
    [1, 0],
    [1, 1],
    [0, 1],
  ],
  patches: CHART_LIGHT.before_november_2014.map((light) => ({ light: lit(light), clipped: false })),
};
const greys = CARD_EDITION_1.greys.map(({ linear }) => {
  const [red, green, blue] = lit(linear);
  return { red, green, blue, clipped: false, printed: linear };
});

describe('what colours are referred to', () => {
  it('is the chart where there is one, with a card beside it or not', () => {
    const { reference, chart: report, cardGreys, note } = colourReference({ chart, greys });
    expect([reference, cardGreys, note]).toEqual(['chart', null, null]);
    expect(report).toMatchObject({ edition: 'before_november_2014', edition_by: 'fit' });
  });

  it('is the edition of the chart that is asked for, though it fits worse', () => {
    const { chart: report } = colourReference({ chart, chartEdition: 'after_november_2014' });
    expect(report).toMatchObject({ edition: 'after_november_2014', edition_by: 'asked' });
    expect(report?.residual_mean).toBeGreaterThan(report?.other_edition_residual_mean ?? Number.NaN);
  });

  it("is the card's greys without a chart, and says what they do not tell", () => {
    const { reference, correct, cardGreys, note, flags } = colourReference({ greys });
    expect([reference, flags]).toEqual(['card_greys', []]);
    expect(cardGreys).toMatchObject({ steps_used: 6, residual_mean: 0 });
    expect(note).toMatch(/exposure and white balance only/);
    const [r, g, b] = correct?.(LIGHT) ?? [Number.NaN, Number.NaN, Number.NaN];
    expect(r).toBeCloseTo(g, 9);
    expect(b).toBeCloseTo(g, 9);
  });

  it.each([
    [1.2, ['card_greys_doubtful'], 'function', /mean error of \d\.\d ΔE00: differences below/],
    [2, ['card_greys_unusable'], 'object', /more than 6, so that there are no colours/],
  ] as const)('is flagged, then refused, where the greys miss: print of gamma %s', (gamma, flags, kind, note) => {
    const off = greys.map((step, i) => {
      const [red, green, blue] = lit(CARD_EDITION_1.greys[i].linear.map((v) => v ** gamma) as unknown as LinearRgb);
      return { ...step, red, green, blue };
    });
    const reference = colourReference({ greys: off });
    expect([reference.flags, typeof reference.correct]).toEqual([flags, kind]);
    expect(reference.note).toMatch(note);
  });

  it('is the camera where too few greys can be read, and without a card', () => {
    const clipped = greys.map((step) => ({ ...step, clipped: true }));
    expect(colourReference({ greys: clipped })).toMatchObject({ reference: 'camera', flags: [] });
    expect(colourReference({ greys: clipped }).note).toMatch(/Fewer than three/);
    expect(colourReference({}).note).toMatch(/No colour chart/);
  });
});
