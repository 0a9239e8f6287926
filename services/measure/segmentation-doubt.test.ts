import { describe, expect, it } from 'vitest';
import {
  type Doubt,
  doubtOf,
  nothingFoundFlags,
  refuseUnclearLesion,
  segmentationDoubt,
} from './segmentation-doubt.ts';

const CELLS = 40 * 40;

/** Skin all over, 40 columns of which the first so many are neither lesion nor healthy. */
function doubtfulTo(columns: number) {
  return {
    skin: new Float32Array(CELLS).fill(1),
    lesion: Float32Array.from({ length: CELLS }, (_, i) => (i % 40 < columns ? 0.5 : 0.02)),
  };
}

const FOUND = { withoutReference: 0, tanLines: 0, dropped: 0 };
const NONE = doubtOf(doubtfulTo(0));
const unclear = expect.objectContaining({ code: 'unclear_lesion' });

describe('a photo is refused', () => {
  it('when the lesion cannot be told from healthy skin on more than 24 % of it', () => {
    expect(() => refuseUnclearLesion(doubtOf(doubtfulTo(10)), 'vitiligo')).toThrow(unclear);
    expect(() => refuseUnclearLesion(doubtOf(doubtfulTo(9)), 'vitiligo')).not.toThrow();
  });

  it.each([
    ['vitiligo', 0.5],
    ['psoriasis', 0.5],
    ['melasma', 0.7],
  ] as const)('when the members of a committee find different %s: an overlap below %d', (condition, least) => {
    const differing: Doubt = { ...NONE, lesionAgreement: least - 0.01, contestedOfSkin: 0.02 };
    expect(() => refuseUnclearLesion(differing, condition)).toThrow(unclear);
    expect(() => refuseUnclearLesion(differing, condition)).toThrow(/contradict each other/);
    expect(() => refuseUnclearLesion({ ...differing, lesionAgreement: least }, condition)).not.toThrow();
  });

  it('but not for a speck that only some of them see', () => {
    const speck: Doubt = { ...NONE, lesionAgreement: 0, contestedOfSkin: 0.01 };
    expect(() => refuseUnclearLesion(speck, 'melasma')).not.toThrow();
  });
});

describe('a segmentation is flagged', () => {
  it('when a piece was left out because no healthy skin shows in it', () => {
    expect(segmentationDoubt(null, 'vitiligo', { ...FOUND, dropped: 1 })).toEqual(['piece_without_healthy_skin']);
  });

  it('when much of the skin is neither lesion nor healthy', () => {
    expect(segmentationDoubt(doubtOf(doubtfulTo(8)), 'vitiligo', FOUND)).toEqual(['uncertain_segmentation']);
    expect(segmentationDoubt(NONE, 'vitiligo', FOUND)).toEqual([]);
  });

  it.each([
    ['vitiligo', 0.7],
    ['psoriasis', 0.7],
    ['melasma', 0.8],
  ] as const)('when the members of a committee draw %s differently: an overlap below %d', (condition, clear) => {
    const differing: Doubt = { ...NONE, lesionAgreement: clear - 0.01, contestedOfSkin: 0.02 };
    expect(segmentationDoubt(differing, condition, FOUND)).toEqual(['uncertain_segmentation']);
    expect(segmentationDoubt({ ...differing, lesionAgreement: clear }, condition, FOUND)).toEqual([]);
  });

  it('as unlike what was learnt from when they do not even agree on what is skin', () => {
    expect(segmentationDoubt({ ...NONE, skinAgreement: 0.74 }, 'vitiligo', FOUND)).toEqual(['unfamiliar_photo']);
    expect(segmentationDoubt({ ...NONE, skinAgreement: 0.75 }, 'vitiligo', FOUND)).toEqual([]);
  });
});

describe('nothing found', () => {
  it('is flagged for vitiligo on fair skin, where it hardly shows', () => {
    expect(nothingFoundFlags('vitiligo', 0, 41.1)).toEqual(['none_found_on_fair_skin']);
    expect(nothingFoundFlags('vitiligo', 0, 41)).toEqual([]);
    expect(nothingFoundFlags('vitiligo', 1, 60)).toEqual([]);
    expect(nothingFoundFlags('melasma', 0, 60)).toEqual([]);
    expect(nothingFoundFlags('vitiligo', 0, Number.NaN)).toEqual([]);
  });
});

describe('agreement of the members of a committee', () => {
  const map = (...data: number[]) => Float32Array.from(data);
  /** Ten cells, the first eight of them skin. */
  const grid = (lowest: Float32Array, highest: Float32Array) => ({
    skin: map(1, 1, 1, 1, 1, 1, 1, 1, 0, 0),
    lesion: lowest.map((low, i) => (low + highest[i]) / 2),
    members: {
      skin: { lowest: map(1, 1, 1, 1, 1, 1, 0, 0, 0, 0), highest: map(1, 1, 1, 1, 1, 1, 1, 1, 0, 0) },
      lesion: { lowest, highest },
    },
  });

  it('is what all call the same over what any does, the lesion on skin only', () => {
    const lowest = map(0.9, 0.6, 0.1, 0.1, 0, 0, 0, 0, 0, 0.9);
    const highest = map(1, 0.9, 0.9, 0.4, 0, 0, 0, 0, 0.9, 0.9);
    expect(doubtOf(grid(lowest, highest))).toMatchObject({
      skinAgreement: 6 / 8,
      lesionAgreement: 2 / 3,
      contestedOfSkin: 1 / 8,
    });
  });

  it('is whole where none sees a lesion, and of a network that is one', () => {
    const none = new Float32Array(10).fill(0.1);
    expect(doubtOf(grid(none, none))).toMatchObject({ lesionAgreement: 1, contestedOfSkin: 0 });
    expect(NONE).toMatchObject({ lesionAgreement: 1, contestedOfSkin: 0, skinAgreement: 1 });
  });
});
