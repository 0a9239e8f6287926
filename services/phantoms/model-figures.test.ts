import { describe, expect, it } from 'vitest';
import type { Outcome } from './measure-phantoms.ts';
import { modelFigures } from './model-figures.ts';

const outcome = (given: Partial<Outcome>): Outcome => ({
  phantom: {} as Outcome['phantom'],
  askedAs: 'vitiligo',
  iou: 0,
  dice: 0,
  skinRecallOnLesion: null,
  lesionPixels: 0,
  percentOfSkin: 0,
  areaCm2: null,
  percentOfSkinInterval: null,
  areaCm2Interval: null,
  refusal: null,
  milliseconds: 100,
  ...given,
});
const refused = (given: Partial<Outcome> = {}): Outcome => outcome({ refusal: 'no_skin', milliseconds: 5, ...given });

describe('figures of a model', () => {
  const lesions = [
    outcome({ iou: 0.5, dice: 2 / 3, milliseconds: 300 }),
    outcome({ iou: 1, dice: 1, milliseconds: 100 }),
    refused(),
    outcome({ askedAs: 'melasma', iou: 0.25, dice: 0.4, milliseconds: 200 }),
  ];

  it('counts a refused photo as a lesion missed', () => {
    const [vitiligo, melasma] = modelFigures(lesions, []).conditions;
    expect(vitiligo).toMatchObject({ photos: 3, refused: 1, iou_median: 0.5, iou_worst: 0, dice_median: 2 / 3 });
    expect(vitiligo.dice_mean).toBeCloseTo(5 / 9, 12);
    expect(melasma).toMatchObject({ condition: 'melasma', photos: 1, refused: 0, iou_median: 0.25, dice_mean: 0.4 });
  });

  it('takes false lesion and time from the photos that were measured, and says how many were not and why', () => {
    const healthy = [outcome({ percentOfSkin: 0.2, milliseconds: 400 }), outcome({ percentOfSkin: 3 }), refused()];
    const figures = modelFigures(lesions, healthy);
    expect(figures.healthy).toEqual({
      measurements: 3,
      refused: 1,
      false_lesion_percent_of_skin_median: expect.closeTo(1.6, 12),
      false_lesion_percent_of_skin_worst: 3,
    });
    expect(figures.refusals).toEqual({ no_skin: 2 });
    expect(figures.milliseconds_per_photo).toBe(200);
  });

  it('has no figure where all was refused', () => {
    const { healthy, milliseconds_per_photo } = modelFigures([refused()], [refused()]);
    expect(healthy.false_lesion_percent_of_skin_worst).toBeNull();
    expect(milliseconds_per_photo).toBeNull();
  });
});
