import { describe, expect, it } from 'vitest';
import { CHART_LIGHT } from '../colour/color-checker.ts';
import type { LinearRgb } from '../colour/lab.ts';
import { CARD_EDITION_1 } from '../geometry/calibration-card.ts';
import type { FoundChart } from '../geometry/find-chart.ts';
import { colourReference } from './colour-reference.ts';
import type { GreyCardReading } from './read-grey-card.ts';

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
const greyCard: GreyCardReading = {
  card: { rectPx: [0, 0, 100, 100], reflectancePercent: 50 },
  pixels: 3600,
  light: lit([0.5, 0.5, 0.5]),
  spread: 0.01,
  refusal: null,
};

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

  it('is a declared grey card where neither chart nor greys can be read', () => {
    const { reference, correct, note } = colourReference({ greyCard });
    expect(reference).toBe('grey_card');
    expect(note).toMatch(/^Colours are referred to the declared grey card/);
    for (const value of correct?.(LIGHT) ?? [0]) expect(value).toBeCloseTo(1, 9);
    const clipped = greys.map((step) => ({ ...step, clipped: true }));
    expect(colourReference({ greys: clipped, greyCard })).toMatchObject({ reference: 'grey_card' });
    expect(colourReference({ greys: clipped, greyCard }).note).toMatch(/^Fewer than three .* declared grey card/);
  });

  it.each([
    ['chart', { chart }],
    ['card_greys', { greys }],
  ] as const)('is the %s before a declared grey card, and says so', (name, targets) => {
    const alone = colourReference(targets);
    const both = colourReference({ ...targets, greyCard });
    expect([both.reference, both.greyCard]).toEqual([name, null]);
    expect(both.correct?.(LIGHT)).toEqual(alone.correct?.(LIGHT));
    expect(both.note).toMatch(/declared grey card was not used/);
    expect(alone.note ?? '').not.toMatch(/declared/);
  });

  it('is nothing, and not the camera, where the declared grey card is refused', () => {
    const { reference, correct, flags } = colourReference({ greyCard: { ...greyCard, refusal: 'uneven' } });
    expect([reference, correct, flags]).toEqual(['grey_card', null, ['grey_card_unusable']]);
  });
});
