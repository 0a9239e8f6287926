import { expect, it } from 'vitest';
import { photoAgreement } from './photo-agreement.ts';

const maskOf = (rows: readonly string[]) => ({
  width: rows[0].length,
  height: rows.length,
  data: Uint8Array.from(rows.join(''), Number),
});
const truth = { skin: maskOf(['111111', '111111', '000000']), lesion: maskOf(['011000', '011000', '000000']) };

it('is counted by hand: 4 true pixels of 12 of skin, 4 measured, 2 of both, one of them beyond the skin', () => {
  const machine = { skin: maskOf(['110111', '110111', '000001']), lesion: maskOf(['010010', '010000', '000001']) };
  expect(photoAgreement(truth, machine)).toEqual({
    dice: 0.5,
    iou: 2 / 6,
    lesion_pixels: { truth: 4, machine: 4 },
    percent_of_skin: { truth: 100 / 3, machine: 400 / 11 },
    area_difference_percent: 0,
    // Machine to truth: 0, 0, 2 from (4, 0) to (2, 0), √10 from (5, 2) to (2, 1); position 0.95 · 3 = 2.85.
    hd95_px: expect.closeTo(0.15 * 2 + 0.85 * Math.sqrt(10), 9),
    lesions: { truth: 1, found: 1, measured: 3, false_discoveries: 2 },
    false_lesion_percent_of_skin: 200 / 12,
    skin_recall_on_lesion: 0.5,
  });
});

it('has no relative figures against a truth without lesion', () => {
  const healthy = { skin: truth.skin, lesion: maskOf(['000000', '000000', '000000']) };
  expect(photoAgreement(healthy, truth)).toMatchObject({
    dice: 0,
    area_difference_percent: null,
    hd95_px: null,
    skin_recall_on_lesion: null,
    false_lesion_percent_of_skin: 100 / 3,
  });
  expect(photoAgreement(healthy, healthy).dice).toBe(1);
});

it('refuses a truth without skin', () => {
  const none = maskOf(['00']);
  expect(() => photoAgreement({ skin: none, lesion: none }, { skin: none, lesion: none })).toThrow('shows skin');
});
