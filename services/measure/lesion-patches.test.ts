import { describe, expect, it } from 'vitest';
import { cleanLesion, cleanSkin } from './clean-masks.ts';
import { meanDepigmentationPercent } from './depigmentation.ts';
import { findPatches, maskOfPatches } from './lesion-patches.ts';
import type { ColourGrid } from './refine-masks.ts';
import { doubtOf, segmentationDoubt } from './segmentation-doubt.ts';
import { stainContrast } from './stain-contrast.ts';

/** Skin of one tone; `loss` of melanin and `probability` of a lesion per cell. */
function gridOf(size: number, loss: (x: number, y: number) => number, probability: (x: number, y: number) => number) {
  const cells = size * size;
  const melanin = [0.389, 0.559, 0.732];
  const opticalDensity = Float32Array.from({ length: 3 * cells }, (_, i) => {
    const cell = i % cells;
    return 1 + melanin[Math.floor(i / cells)] * (1 - loss(cell % size, Math.floor(cell / size)));
  });
  const lesion = Float32Array.from({ length: cells }, (_, i) => probability(i % size, Math.floor(i / size)));
  return {
    width: size,
    height: size,
    opticalDensity,
    skin: new Float32Array(cells).fill(1),
    lesion,
  } as ColourGrid;
}

const SIZE = 40;
const inLeft = (x: number, y: number): boolean => x >= 4 && x < 12 && y >= 4 && y < 12;
const inRight = (x: number, y: number): boolean => x >= 24 && x < 32 && y >= 24 && y < 32;
const lesionMask = {
  width: SIZE,
  height: SIZE,
  data: Uint8Array.from({ length: SIZE * SIZE }, (_, i) => {
    const [x, y] = [i % SIZE, Math.floor(i / SIZE)];
    return inLeft(x, y) || inRight(x, y) ? 1 : 0;
  }),
};
/** Plain skin that the network takes for lesion with 0.95 everywhere. */
const SURE_GRID = gridOf(
  SIZE,
  () => 0,
  () => 0.95,
);
const probability = (x: number, y: number): number => (inLeft(x, y) || inRight(x, y) ? 0.95 : 0.02);

describe('lesions borne out by their colour', () => {
  it('have the contrast to healthy skin near by that was put in', () => {
    const contrast = stainContrast(gridOf(SIZE, (x, y) => (inLeft(x, y) ? 0.8 : inRight(x, y) ? 0.4 : 0), probability));
    const { patches } = findPatches(lesionMask, contrast, SURE_GRID, 'vitiligo');
    expect(patches.map(({ pixels }) => pixels)).toEqual([64, 64]);
    expect(patches[0].meanContrast).toBeCloseTo(0.8, 3);
    expect(patches[1].meanContrast).toBeCloseTo(0.4, 3);
    expect(patches[0].centroid).toEqual([7.5, 7.5]);
  });

  it('are no vitiligo where melanin has grown, and no melasma where it has gone', () => {
    const contrast = stainContrast(
      gridOf(SIZE, (x, y) => (inLeft(x, y) ? 0.5 : inRight(x, y) ? -0.5 : 0), probability),
    );
    const vitiligo = findPatches(lesionMask, contrast, SURE_GRID, 'vitiligo');
    const melasma = findPatches(lesionMask, contrast, SURE_GRID, 'melasma');
    expect(vitiligo.patches.map(({ centroid }) => centroid[0])).toEqual([7.5]);
    expect(melasma.patches.map(({ centroid }) => centroid[0])).toEqual([27.5]);
    expect(maskOfPatches(vitiligo).data[27 * SIZE + 27]).toBe(0);
    expect(maskOfPatches(vitiligo).data[7 * SIZE + 7]).toBe(1);
  });

  it('are melasma where they are only darker: on dark skin more melanin no longer changes the hue', () => {
    const grid = gridOf(SIZE, () => 0, probability);
    const darker = grid.opticalDensity.map((density, i) => {
      const cell = i % (SIZE * SIZE);
      return inLeft(cell % SIZE, Math.floor(cell / SIZE)) ? density + 0.2 : density;
    });
    const contrast = stainContrast({ ...grid, opticalDensity: darker });
    const centres = (condition: 'melasma' | 'vitiligo') =>
      findPatches(lesionMask, contrast, SURE_GRID, condition).patches.map(({ centroid }) => centroid[0]);
    expect(centres('melasma')).toEqual([7.5]);
    expect(centres('vitiligo')).toEqual([]);
  });

  it('are no melasma where light skin is darker but no browner: that is redness or shadow', () => {
    const grid = gridOf(SIZE, () => 0, probability);
    const light = grid.opticalDensity.map((density, i) => {
      const cell = i % (SIZE * SIZE);
      return density - 1.2 + (inLeft(cell % SIZE, Math.floor(cell / SIZE)) ? 0.2 : 0);
    });
    const contrast = stainContrast({ ...grid, opticalDensity: light });
    expect(contrast.healthyItaDeg).toBeGreaterThan(41);
    expect(findPatches(lesionMask, contrast, SURE_GRID, 'melasma').patches).toEqual([]);
  });

  it('are none where the network is hardly in favour', () => {
    const contrast = stainContrast(gridOf(SIZE, (x, y) => (inLeft(x, y) ? 0.8 : 0), probability));
    const doubtful = new Float32Array(SIZE * SIZE).fill(0.6);
    expect(findPatches(lesionMask, contrast, { ...SURE_GRID, lesion: doubtful }, 'vitiligo').patches).toEqual([]);
  });

  it('stand on the network alone, and say so, where no healthy skin is near', () => {
    const grid = gridOf(
      SIZE,
      () => 0.5,
      () => 0.95,
    );
    const found = findPatches(lesionMask, stainContrast(grid), SURE_GRID, 'vitiligo');
    expect(found.patches).toHaveLength(2);
    expect(found.withoutReference).toBe(2);
    expect(segmentationDoubt(doubtOf(grid), 'vitiligo', { ...found, dropped: 0 })).toEqual(['no_healthy_reference']);
  });
});

describe('mean depigmentation', () => {
  it('is 100 % in the palest patch and in proportion in the other', () => {
    const contrast = stainContrast(gridOf(SIZE, (x, y) => (inLeft(x, y) ? 0.8 : inRight(x, y) ? 0.2 : 0), probability));
    const [left, right] = meanDepigmentationPercent(findPatches(lesionMask, contrast, SURE_GRID, 'vitiligo'), contrast);
    expect(left).toBeCloseTo(100, 1);
    expect(right).toBeCloseTo(25, 1);
  });

  it('is an empty list without patches', () => {
    const contrast = stainContrast(
      gridOf(
        SIZE,
        () => 0,
        () => 0,
      ),
    );
    const none = findPatches({ ...lesionMask, data: new Uint8Array(SIZE * SIZE) }, contrast, SURE_GRID, 'vitiligo');
    expect([...meanDepigmentationPercent(none, contrast)]).toEqual([]);
  });
});

describe('cleaned masks', () => {
  const blank = () => ({ width: 100, height: 100, data: new Uint8Array(10_000) });
  const fill = (mask: ReturnType<typeof blank>, x0: number, y0: number, side: number, value: number) => {
    for (let y = y0; y < y0 + side; y++) mask.data.fill(value, y * 100 + x0, y * 100 + x0 + side);
  };

  it('have no pinholes in skin and no specks beside it, but keep a real gap', () => {
    const skin = blank();
    fill(skin, 0, 0, 80, 1);
    fill(skin, 10, 10, 2, 0);
    fill(skin, 30, 30, 20, 0);
    fill(skin, 95, 95, 3, 1);
    const cleaned = cleanSkin(skin);
    expect(cleaned.data[10 * 100 + 10]).toBe(1);
    expect(cleaned.data[40 * 100 + 40]).toBe(0);
    expect(cleaned.data[96 * 100 + 96]).toBe(0);
  });

  it('have lesions within skin only, and none of fewer pixels than can be told from grain', () => {
    const skin = blank();
    fill(skin, 0, 0, 50, 1);
    const lesion = blank();
    fill(lesion, 40, 40, 20, 1);
    fill(lesion, 10, 10, 4, 1);
    const cleaned = cleanLesion(lesion, skin);
    expect(cleaned.data[45 * 100 + 45]).toBe(1);
    expect(cleaned.data[55 * 100 + 55]).toBe(0);
    expect(cleaned.data[11 * 100 + 11]).toBe(0);
  });
});
