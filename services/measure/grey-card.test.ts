import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type LinearRgb, labFromLinear } from '../colour/lab.ts';
import { linearFromSrgb } from '../colour/optical-density.ts';
import type { PixelRect } from '../domain/grey-card.ts';
import type { Mask, RgbImage } from '../domain/raster.ts';
import { referenceOfGreyCard } from './grey-card-reference.ts';
import { readGreyCard } from './read-grey-card.ts';

const WIDTH = 200;
const HEIGHT = 150;
/** In pixels of the measuring grid; the middle 60 % of it are 48 × 36 px from (66, 57). */
const CARD: PixelRect = [50, 45, 80, 60];
const READ = 48 * 36;

type Paint = (x: number, y: number, i: number) => LinearRgb;
const flat =
  (light: LinearRgb): Paint =>
  () =>
    light;

/** Nearest 8-bit sRGB code of linear light. @source IEC 61966-2-1 */
const codeOf = (light: number): number =>
  Math.min(255, Math.round(255 * (light <= 0.0031308 ? 12.92 * light : 1.055 * light ** (1 / 2.4) - 0.055)));

/** The card in front of green cloth, at a measuring grid of 200 × 150 px. */
function photo(card: Paint): RgbImage {
  const data = new Uint8Array(3 * WIDTH * HEIGHT);
  for (let i = 0; i < WIDTH * HEIGHT; i++) {
    const [x, y] = [i % WIDTH, Math.floor(i / WIDTH)];
    const isCard = x >= CARD[0] && x < CARD[0] + CARD[2] && y >= CARD[1] && y < CARD[1] + CARD[3];
    data.set((isCard ? card(x, y, i) : [0.05, 0.4, 0.1]).map(codeOf), 3 * i);
  }
  return { width: WIDTH, height: HEIGHT, data };
}

const noSkin: Mask = { width: WIDTH, height: HEIGHT, data: new Uint8Array(WIDTH * HEIGHT) };

/** The card as an upload twice as wide and high would name it. */
function read(paint: Paint, options: { rectPx?: PixelRect; skin?: Mask; reflectancePercent?: number } = {}) {
  const { rectPx = CARD, skin = noSkin, reflectancePercent = 18 } = options;
  const [x, y, width, height] = rectPx.map((v) => 2 * v);
  const card = { rectPx: [x, y, width, height] as const, reflectancePercent };
  return readGreyCard(card, photo(paint), { width: 2 * WIDTH, height: 2 * HEIGHT }, skin);
}

/** Deterministic noise of mean 0 and standard deviation 1: twelve uniforms of a linear congruential generator. */
function noise(): () => number {
  let state = 1;
  const uniform = () => {
    state = (1664525 * state + 1013904223) % 2 ** 32;
    return state / 2 ** 32;
  };
  return () => Array.from({ length: 12 }, uniform).reduce((sum, value) => sum + value, -6);
}

describe('a declared grey card', () => {
  it('undoes a cast and an exposure that are known', () => {
    // Codes 118, 100 and 90, so that nothing is rounded.
    const light = [118, 100, 90].map((code) => linearFromSrgb(code / 255)) as unknown as LinearRgb;
    const { correct, greyCard, flags } = referenceOfGreyCard(read(flat(light)));
    expect(flags).toEqual([]);
    expect(greyCard).toEqual({
      rect_px: [100, 90, 160, 120],
      reflectance_percent: 18,
      pixels_used: READ,
      gains: light.map((value) => Math.round(1e4 * (0.18 / value)) / 1e4),
      relative_spread: 0,
      refusal: null,
    });
    const grey = correct?.(light) ?? [0, 0, 0];
    // 18 % of a perfect diffuser: L* = 116 · 0.18^(1/3) − 16.
    const { l, a, b } = labFromLinear(grey);
    expect(l).toBeCloseTo(116 * Math.cbrt(0.18) - 16, 4);
    expect(Math.hypot(a, b)).toBeLessThan(1e-4);
  });

  it('brings any surface to its own light, whatever card, exposure and cast, to what 8 bits tell', () => {
    const share = (min: number, max: number) => fc.double({ min, max, noNaN: true });
    fc.assert(
      fc.property(
        share(10, 60),
        share(0.6, 1.3),
        fc.tuple(share(0.75, 1.25), share(0.75, 1.25)),
        fc.tuple(share(0.05, 0.7), share(0.05, 0.7), share(0.05, 0.7)),
        (reflectancePercent, exposure, [warm, cold], surface) => {
          const cast: LinearRgb = [exposure * warm, exposure, exposure * cold];
          const light = cast.map((k) => (k * reflectancePercent) / 100) as unknown as LinearRgb;
          const { correct } = referenceOfGreyCard(read(flat(light), { reflectancePercent }));
          const seen = surface.map((value, c) => value * cast[c]) as unknown as LinearRgb;
          const corrected = correct?.(seen) ?? [0, 0, 0];
          // Half a code of the card is the only error: its bounds in light are those of the neighbouring half codes.
          for (let c = 0; c < 3; c++) {
            const code = codeOf(light[c]);
            const [low, high] = [code - 0.5, code + 0.5].map((value) => linearFromSrgb(value / 255));
            expect(corrected[c]).toBeGreaterThan((surface[c] * light[c]) / high - 1e-6);
            expect(corrected[c]).toBeLessThan((surface[c] * light[c]) / low + 1e-6);
          }
        },
      ),
      { numRuns: 60 },
    );
  });

  it('moves nothing when a speck of gloss or dirt lies on it', () => {
    const light: LinearRgb = [0.2, 0.2, 0.2];
    const clean = read(flat(light));
    // 48 × 36 px are read: 8 × 8 of them are 3.7 %.
    const speck = (value: number) =>
      read((x, y) => (x >= 80 && x < 88 && y >= 70 && y < 78 ? [value, value, value] : light));
    expect(speck(0.8)).toEqual(clean);
    expect(speck(0.02)).toEqual(clean);
  });

  it('bears grain of 5 %, and loses nothing of its mean by it', () => {
    const next = noise();
    const reading = read(() => [0.2, 0.2, 0.2].map((v) => v * (1 + 0.05 * next())) as unknown as LinearRgb);
    expect(reading.refusal).toBeNull();
    // 2 · 1.645 standard deviations.
    expect(reading.spread).toBeCloseTo(0.1645, 1);
    // 1728 pixels: a standard error of 0.0012; the curve of the codes is no matter at this size.
    for (const value of reading.light ?? []) expect(Math.abs(value / 0.2 - 1)).toBeLessThan(0.005);
  });

  it('says that nothing checks it', () => {
    const { note } = referenceOfGreyCard(read(flat([0.2, 0.2, 0.2])));
    expect(note).toMatch(/exposure and white balance only.*cannot check itself.*on trust/);
  });
});

describe('a declared grey card is refused', () => {
  const grey: LinearRgb = [0.2, 0.2, 0.2];
  const skinAt = (isSkin: (x: number, y: number) => boolean): Mask => ({
    ...noSkin,
    data: noSkin.data.map((_, i) => (isSkin(i % WIDTH, Math.floor(i / WIDTH)) ? 1 : 0)),
  });

  it.each([
    ['outside_photo', /beyond the photo.*upright photo/, flat(grey), { rectPx: [150, 45, 51, 60] }],
    ['outside_photo', /beyond the photo/, flat(grey), { rectPx: [50, 100, 80, 51] }],
    ['too_small', /27 px wide and high/, flat(grey), { rectPx: [60, 50, 25, 50] }],
    ['too_small', /27 px wide and high/, flat(grey), { rectPx: [60, 50, 50, 25] }],
    ['on_skin', /wrong place.*taken for skin/, flat(grey), { skin: skinAt((x) => x < 70) }],
    ['clipped', /overexposed/, (_x, _y, i) => (i % 50 ? [0.95, 0.95, 0.95] : [1, 0.95, 0.95]), {}],
    ['too_dark', /too dark/, flat([0.02, 0.02, 0.009]), {}],
    ['too_dark', /too dark/, flat([0, 0, 0]), {}],
    ['uneven', /more than 20 %.*shadow, gloss and print/, (x) => (x < 70 ? [0.15, 0.15, 0.15] : grey), {}],
    ['uneven', /more than 20 %/, (x) => [0.2, 0.2, x < 70 ? 0.25 : 0.2], {}],
    ['uneven', /more than 20 %/, (x, y) => ((x + y) % 12 ? grey : [0.05, 0.05, 0.05]), {}],
    ['coloured', /factor of 2/, flat([0.4, 0.25, 0.19]), {}],
  ] as const satisfies readonly [string, RegExp, Paint, object][])('as %s', (refusal, sentence, paint, options) => {
    const { correct, greyCard, note, flags } = referenceOfGreyCard(read(paint, options as object));
    expect([greyCard.refusal, correct, greyCard.gains]).toEqual([refusal, null, null]);
    expect(flags).toEqual(['grey_card_unusable']);
    expect(note).toMatch(/there are no colours/);
    expect(note).toMatch(sentence);
  });

  it('only beyond the bounds that are stated', () => {
    const [x, y, width, height] = [150, 45, 50, 60];
    expect(read(flat([0.05, 0.4, 0.1]), { rectPx: [x, y, width, height] }).refusal).toBe('coloured'); // green cloth, to the very edge
    expect(read(flat(grey), { rectPx: [60, 50, 27, 27] }).refusal).toBeNull();
    // Two of 48 columns are 4.2 %, three 6.3 %.
    expect(read(flat(grey), { skin: skinAt((column) => column < 68) }).refusal).toBeNull();
    expect(read(flat(grey), { skin: skinAt((column) => column < 69) }).refusal).toBe('on_skin');
    // Ten of 1728 pixels at the ceiling are 0.6 %.
    expect(read((column, row) => (row === 70 && column < 76 ? [1, 0.9, 0.9] : [0.9, 0.9, 0.9])).refusal).toBeNull();
    expect(read(flat([0.39, 0.3, 0.21])).refusal).toBeNull();
  });

  it('and takes skin beside it for what it is', () => {
    const around = skinAt((x, y) => x < CARD[0] || x >= CARD[0] + CARD[2] || y < CARD[1] || y >= CARD[1] + CARD[3]);
    expect(read(flat(grey), { skin: around }).refusal).toBeNull();
  });
});
