import { expect, it } from 'vitest';
import { falseLesion, groupAgreement, type JudgedPhoto } from './group-agreement.ts';
import { lesionSize } from './lesion-size.ts';

/** A photo whose lesion takes `truth` % of skin, read as `machine` %. */
function photo(subject: string, dice: number, truth: number, machine: number): JudgedPhoto {
  return {
    subject,
    hd95_mm: null,
    area_cm2: { truth, machine },
    agreement: {
      dice,
      iou: dice / (2 - dice),
      lesion_pixels: { truth: 100 * truth, machine: 100 * machine },
      percent_of_skin: { truth, machine },
      area_difference_percent: (100 * (machine - truth)) / truth,
      hd95_px: 10 * (1 - dice),
      lesions: { truth: 4, found: 3, measured: 5, false_discoveries: 1 },
      false_lesion_percent_of_skin: Math.max(0, machine - truth),
      skin_recall_on_lesion: dice,
    },
  };
}
const refused: JudgedPhoto = { subject: 'd', hd95_mm: null, area_cm2: null, agreement: null };

it('gives each figure over the measured photos, and Dice with the refused ones as 0', () => {
  const found = groupAgreement([photo('a', 0.8, 10, 12), photo('b', 0.5, 4, 3), photo('c', 1, 5, 5), refused]);
  expect([found.photos, found.judged, found.refused]).toEqual([4, 3, 1]);
  expect(found.dice).toMatchObject({ median: 0.8, worst: 0.5, mean_with_refused: expect.closeTo(2.3 / 4, 12) });
  expect(found.dice.mean).toBeCloseTo(2.3 / 3, 12);
  expect(found.area_difference_percent?.bias).toBeCloseTo((20 - 25 + 0) / 3, 12);
  expect(found.percent_of_skin).toMatchObject({ n: 3, subjects: 3, bias: expect.closeTo(1 / 3, 12), mae: 1 });
  expect(found.lesions).toMatchObject({ sensitivity: 0.75, false_discovery_rate: 0.2 });
  expect(found.hd95_px).toMatchObject({ n: 3, median: expect.closeTo(2, 12) });
  expect(found.hd95_mm).toBeNull();
  expect(found.skin_recall_on_lesion?.p10).toBeCloseTo(0.56, 12);
});

it('gives no interval of the concordance where photos are of one subject', () => {
  const photos = [photo('a', 0.8, 10, 12), photo('a', 0.5, 4, 3), photo('b', 1, 5, 5), photo('c', 1, 7, 6)];
  expect(groupAgreement(photos).percent_of_skin).toMatchObject({ n: 4, subjects: 3, ccc_interval: null });
});

it('has no figure but 0 where all were refused, and none at all of nothing', () => {
  expect(groupAgreement([refused]).dice).toEqual({ mean: null, median: null, worst: null, mean_with_refused: 0 });
  expect(groupAgreement([]).dice.mean_with_refused).toBeNull();
  expect(groupAgreement([refused])).toMatchObject({ percent_of_skin: null, skin_recall_on_lesion: null });
});

it('names the worst false lesion on healthy skin', () => {
  expect(falseLesion([photo('a', 1, 1, 3), photo('b', 1, 1, 1), refused])).toEqual({
    n: 2,
    mean: 1,
    median: 1,
    worst: 2,
  });
  expect(falseLesion([refused])).toBeNull();
});

it.each([
  [0, 'none'],
  [1, 'up to 1 %'],
  [1.01, '1 to 5 %'],
  [20, '5 to 20 %'],
  [100, 'above 20 %'],
])('calls a lesion of %s %% of the skin %s', (percent, name) => {
  expect(lesionSize(percent)).toBe(name);
});
