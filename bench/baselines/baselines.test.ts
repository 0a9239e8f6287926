import { describe, expect, it } from 'vitest';
import type { Condition } from '../../services/domain/condition.ts';
import { loadOpenCv } from '../../services/geometry/opencv.ts';
import { grabCutFromOtsu } from './grab-cut.ts';
import { kMeansInLab } from './k-means.ts';
import { otsuOnLightness, otsuOnStain } from './otsu.ts';
import { labPlanes, type SkinPicture } from './skin-picture.ts';

const SIZE = 48;
const TAN = [170, 122, 92];
const PALE = [228, 196, 182];
const DARK = [120, 80, 58];
const RED = [168, 84, 72];
const CLOTH = [250, 250, 250];

const inSquare = (x: number, y: number): boolean => x >= 12 && x < 30 && y >= 16 && y < 34;
/** Columns from 40 on are no skin: whiter than any lesion, so that a method that looked there would take it. */
const isSkin = (x: number): boolean => x < 40;
const grid = <T>(at: (x: number, y: number) => T): T[] =>
  Array.from({ length: SIZE * SIZE }, (_, i) => at(i % SIZE, Math.floor(i / SIZE)));
const square = Uint8Array.from(grid((x, y) => (inSquare(x, y) ? 1 : 0)));

/** A square of lesion on tan skin with grain, cloth at the right. */
function picture(condition: Condition, lesion: readonly number[]): SkinPicture {
  const grain = (x: number, y: number): number => ((x * 7 + y * 13) % 5) - 2;
  const pixels = grid((x, y) =>
    (isSkin(x) ? (inSquare(x, y) ? lesion : TAN) : CLOTH).map((value) => value + (isSkin(x) ? grain(x, y) : 0)),
  );
  const image = { width: SIZE, height: SIZE, data: Uint8Array.from(pixels.flat()) };
  const skin = { width: SIZE, height: SIZE, data: Uint8Array.from(grid((x) => (isSkin(x) ? 1 : 0))) };
  return { image, skin, lab: labPlanes(image, skin), condition };
}

const CASES: readonly (readonly [Condition, readonly number[]])[] = [
  ['vitiligo', PALE],
  ['psoriasis', RED],
  ['melasma', DARK],
];

describe.each(CASES)('on a square of %s', (condition, lesion) => {
  it.each([
    ['Otsu on L*', async () => otsuOnLightness],
    ['Otsu on the stain', async () => otsuOnStain],
    ['k-means of 2', async () => kMeansInLab(2)],
    ['GrabCut', async () => grabCutFromOtsu(await loadOpenCv())],
  ])('%s finds the square, and no cloth', async (_, method) => {
    expect((await method())(picture(condition, lesion)).data).toEqual(square);
  });
});

it('k-means of 3 keeps what is darker than skin out of a pale lesion', () => {
  const mixed = picture('vitiligo', PALE);
  const dark = grid((x, y) => x < 8 && y < 20);
  const data = mixed.image.data.map((value, i) => (dark[Math.floor(i / 3)] ? DARK[i % 3] : value));
  const image = { ...mixed.image, data };
  expect(kMeansInLab(3)({ ...mixed, image, lab: labPlanes(image, mixed.skin) }).data).toEqual(square);
});

it('on no skin there is no lesion', async () => {
  const { image, condition, lab } = picture('vitiligo', PALE);
  const skin = { width: SIZE, height: SIZE, data: new Uint8Array(SIZE * SIZE) };
  for (const method of [otsuOnLightness, otsuOnStain, kMeansInLab(3), grabCutFromOtsu(await loadOpenCv())]) {
    expect(method({ image, skin, lab: lab.fill(0), condition }).data).not.toContain(1);
  }
});
