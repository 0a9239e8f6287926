import { describe, expect, it } from 'vitest';
import { CARD_EDITION_1 } from '../geometry/calibration-card.ts';
import { applyGains, greyCorrection, PAPER_LIGHT } from './grey-correction.ts';
import { type LinearRgb, labFromLinear } from './lab.ts';

/** The card's greys under a light, printed with a tone of their own. */
const steps = (light: LinearRgb, tone: (linear: number) => number = (linear) => linear) =>
  CARD_EDITION_1.greys.map(({ linear }) => ({
    red: light[0] * tone(linear[0]),
    green: light[1] * tone(linear[1]),
    blue: light[2] * tone(linear[2]),
    clipped: false,
    printed: linear,
  }));

describe('correction by the greys of a card', () => {
  it('undoes exposure and a cast exactly, and leaves nothing', () => {
    const correction = greyCorrection(steps([0.8, 0.6, 0.4]));
    expect(correction).toMatchObject({ steps: 6, grade: 'good' });
    expect(correction?.residual.worst).toBeLessThan(1e-6);
    const white = applyGains(correction?.gains ?? [0, 0, 0], [0.8, 0.6, 0.4]);
    for (const light of white) expect(light).toBeCloseTo(PAPER_LIGHT, 9);
    expect(labFromLinear(white).l).toBeCloseTo(95, 6);
  });

  it('grades a printer that draws the greys too dark, as a chart is graded', () => {
    const grades = [1.05, 1.2, 2].map(
      (gamma) => greyCorrection(steps([0.8, 0.6, 0.4], (linear) => linear ** gamma))?.grade,
    );
    expect(grades).toEqual(['good', 'doubtful', 'unusable']);
  });

  it('does without a clipped step, and says nothing on fewer than three', () => {
    const all = steps([0.8, 0.6, 0.4]).map((step, i) => ({ ...step, clipped: i === 0, ...(i === 0 && { red: 0.3 }) }));
    expect(greyCorrection(all)).toMatchObject({ steps: 5, grade: 'good' });
    expect(greyCorrection(all.slice(0, 3))).toBeUndefined();
  });
});
