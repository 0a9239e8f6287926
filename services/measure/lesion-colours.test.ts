import { describe, expect, it } from 'vitest';
import { deltaE2000, labFromSrgb } from '../colour/lab.ts';
import { hueFlags, lesionColours } from './lesion-colours.ts';
import { findPatches } from './lesion-patches.ts';
import { photoColour } from './photo-colour.ts';
import { stainContrast } from './stain-contrast.ts';

const WIDTH = 64;
const HEIGHT = 48;
const HEALTHY = [190, 140, 110] as const;
const PALE = [235, 215, 205] as const;

/** Plain skin with one square lesion of 8 × 8 px. */
function scene({ pale = PALE, healthySkin = 1 }: { pale?: readonly number[]; healthySkin?: number } = {}) {
  const inside = (i: number) => Math.abs((i % WIDTH) - 30) < 4 && Math.abs(Math.floor(i / WIDTH) - 20) < 4;
  const mask = Uint8Array.from({ length: WIDTH * HEIGHT }, (_, i) => (inside(i) ? 1 : 0));
  const data = Uint8Array.from(
    { length: 3 * WIDTH * HEIGHT },
    (_, j) => (mask[Math.floor(j / 3)] ? pale : HEALTHY)[j % 3],
  );
  const image = { width: WIDTH, height: HEIGHT, data };
  const lesion = Float32Array.from(mask);
  const skin = lesion.map((value) => (value ? 1 : healthySkin));
  const grid = { ...photoColour(image), skin, lesion };
  const contrast = stainContrast(grid);
  const found = findPatches({ width: WIDTH, height: HEIGHT, data: mask }, contrast, grid, 'vitiligo');
  return { image, grid, contrast, found };
}

const asSeen = (light: readonly [number, number, number]) => light;

describe('colours of a lesion and of the healthy skin near it', () => {
  it('are those that the two surfaces were given', () => {
    const { image, grid, contrast, found } = scene();
    const { whole, patches } = lesionColours(image, found, grid, contrast, asSeen);
    const [pale, healthy] = [labFromSrgb(...PALE), labFromSrgb(...HEALTHY)];
    expect(whole.lesion?.lab_d65[0]).toBeCloseTo(pale.l, 1);
    expect(whole.lesion?.lab_d65[2]).toBeCloseTo(pale.b, 1);
    expect(whole.healthy?.lab_d65[0]).toBeCloseTo(healthy.l, 1);
    expect(whole.healthy?.lab_d65[1]).toBeCloseTo(healthy.a, 1);
    expect(whole.delta_e_2000).toBeCloseTo(deltaE2000(pale, healthy), 1);
    expect(patches).toEqual([whole]);
  });

  it('have an angle above 90° where a lesion has no yellow left', () => {
    const { image, grid, contrast, found } = scene({ pale: [225, 225, 235] });
    const { whole } = lesionColours(image, found, grid, contrast, asSeen);
    expect(whole.lesion?.lab_d65[2]).toBeLessThan(0);
    expect(whole.lesion?.ita_deg).toBeGreaterThan(90);
    expect(whole.lesion?.tone_class).toBe('very_light');
  });

  it('are flagged where b* is not positive, and only there', () => {
    const colours = (pale: readonly number[]) => {
      const { image, grid, contrast, found } = scene({ pale });
      return lesionColours(image, found, grid, contrast, asSeen);
    };
    const [blue, yellow] = [colours([225, 225, 235]), colours(PALE)];
    expect([blue.whole.lesion?.b_not_positive, blue.whole.healthy?.b_not_positive]).toEqual([true, false]);
    expect(hueFlags(blue)).toEqual(['b_not_positive']);
    expect([yellow.whole.lesion?.b_not_positive, hueFlags(yellow)]).toEqual([false, []]);
    // Dark and blue: the angle is below −90°.
    const dark = colours([40, 40, 70]);
    expect(dark.whole.lesion?.ita_deg).toBeLessThan(-90);
    expect(hueFlags(dark)).toEqual(['b_not_positive']);
  });

  it('are without a healthy one, and without a difference, where no healthy skin is near', () => {
    const { image, grid, contrast, found } = scene({ healthySkin: 0 });
    const { whole } = lesionColours(image, found, grid, contrast, asSeen);
    expect(whole.lesion).not.toBeNull();
    expect([whole.healthy, whole.delta_e_2000]).toEqual([null, null]);
  });

  it('are corrected in linear light: half of it is 30.1 more melanin index and the same erythema index', () => {
    const { image, grid, contrast, found } = scene();
    const seen = lesionColours(image, found, grid, contrast, asSeen).whole.lesion;
    const halved = lesionColours(image, found, grid, contrast, ([r, g, b]) => [r / 2, g / 2, b / 2]).whole.lesion;
    expect((halved?.melanin_index ?? 0) - (seen?.melanin_index ?? 0)).toBeCloseTo(100 * Math.log10(2), 1);
    expect(halved?.erythema_index).toBeCloseTo(seen?.erythema_index ?? 0, 2);
  });

  it('are null without a lesion', () => {
    const { image, grid, contrast, found } = scene();
    const { whole, patches } = lesionColours(image, { ...found, patches: [] }, grid, contrast, asSeen);
    expect(patches).toEqual([]);
    expect(whole).toEqual({ lesion: null, healthy: null, delta_e_2000: null });
  });
});
