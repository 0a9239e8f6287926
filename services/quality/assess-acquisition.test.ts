import { describe, expect, it } from 'vitest';
import type { RgbImage } from '../domain/raster.ts';
import { Refusal, type RefusalCode } from '../refusal.ts';
import { assessAcquisition } from './assess-acquisition.ts';

const WIDTH = 800;
const HEIGHT = 600;
const SKIN = [168, 120, 96] as const;
const DEPIGMENTED = [224, 205, 196] as const;

type Draw = (x: number, y: number) => readonly number[];

function draw(colour: Draw, width = WIDTH, height = HEIGHT): RgbImage {
  const data = new Uint8ClampedArray(width * height * 3);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) data.set(colour(x, y), (y * width + x) * 3);
  }
  return { width, height, data: new Uint8Array(data.buffer) };
}

const NOISE_TABLE = Float32Array.from({ length: 4096 }, (_, i) => {
  const hash = Math.sin(i * 12.9898) * 43758.5453;
  return (hash - Math.floor(hash) - 0.5) * 2;
});

/** Repeatable noise of at most some levels, different in each channel, as a sensor makes it. */
function noise(x: number, y: number, channel: number, levels: number): number {
  return NOISE_TABLE[(x * 733 + y * 1181 + channel * 389) % NOISE_TABLE.length] * levels;
}

function pixelAt({ width, data }: RgbImage, x: number, y: number): readonly number[] {
  const i = (y * width + x) * 3;
  return [data[i], data[i + 1], data[i + 2]];
}

/** Logistic step with the slope of a Gaussian blur of `sigma`: sharp for 0. */
function softStep(distance: number, sigma: number): number {
  return sigma === 0 ? Number(distance < 0) : 1 / (1 + Math.exp((1.6 * distance) / sigma));
}

/** Depigmented disc on skin, its border softened by `sigma` pixels, over the ramp of a lamp from one side. */
function patch(sigma: number, noiseLevels = 2): Draw {
  return (x, y) => {
    const inside = softStep(Math.hypot(x - WIDTH / 2, y - HEIGHT / 2) - 180, sigma);
    return SKIN.map(
      (level, c) =>
        (level + inside * (DEPIGMENTED[c] - level)) * (0.85 + (0.15 * x) / WIDTH) + noise(x, y, c, noiseLevels),
    );
  };
}

function codeOf(image: RgbImage): RefusalCode | 'accepted' {
  try {
    assessAcquisition(image);
    return 'accepted';
  } catch (error) {
    if (error instanceof Refusal) return error.code;
    throw error;
  }
}

describe('assessAcquisition', () => {
  it('accepts a sharp, well exposed photo without a flag', () => {
    expect(assessAcquisition(draw(patch(0))).flags).toEqual([]);
  });

  it('gives a step an edge acuity of about one', () => {
    expect(assessAcquisition(draw(patch(0))).figures.edgeAcuity).toBeGreaterThan(0.8);
  });

  it('gives a blurred border a smaller edge acuity the more it is blurred', () => {
    const acuities = [0, 2, 4, 6].map((sigma) => assessAcquisition(draw(patch(sigma))).figures.edgeAcuity);
    expect(acuities).toEqual([...acuities].sort((a, b) => b - a));
  });

  it('flags soft focus and refuses extreme blur', () => {
    expect(assessAcquisition(draw(patch(4))).flags).toEqual(['soft_focus']);
    expect(codeOf(draw(patch(16)))).toBe('too_blurred');
  });

  it('does not call plain skin blurred, with or without noise', () => {
    const plain =
      (levels: number): Draw =>
      (x, y) =>
        SKIN.map((level, c) => level * (0.7 + (0.3 * x) / WIDTH) + noise(x, y, c, levels));
    expect(codeOf(draw(plain(0)))).toBe('accepted');
    expect(assessAcquisition(draw(plain(2))).flags).toEqual([]);
  });

  it('does not refuse a lesion of low contrast with a soft border, as melasma has it', () => {
    const melasma: Draw = (x, y) => {
      const inside = softStep(Math.hypot(x - WIDTH / 2, y - HEIGHT / 2) - 180, 8);
      return SKIN.map((level, c) => level * (1 - 0.15 * inside) + noise(x, y, c, 1));
    };
    expect(codeOf(draw(melasma))).toBe('accepted');
  });

  it('judges the same scene on twice as many pixels alike', () => {
    const small = draw(patch(4));
    const doubled = draw((x, y) => pixelAt(small, x >> 1, y >> 1), 2 * WIDTH, 2 * HEIGHT);
    expect(assessAcquisition(doubled)).toEqual(assessAcquisition(small));
  });

  it.each([
    ['all black', () => [0, 0, 0]],
    ['black with sensor noise', (x: number, y: number) => [0, 1, 2].map((c) => 8 + noise(x, y, c, 8))],
    ['all white', () => [255, 255, 255]],
    ['white with JPEG noise', (x: number, y: number) => [0, 1, 2].map((c) => 254 + noise(x, y, c, 1))],
    ['one even colour', () => [...SKIN]],
  ] as const)('refuses a picture that is %s', (_, colour) => {
    expect(codeOf(draw(colour))).toBe('no_exposure');
  });

  it('refuses three equal channels, also with the noise of JPEG coding', () => {
    const grey =
      (levels: number): Draw =>
      (x, y) => {
        const level = patch(0, 0)(x, y)[1];
        return [0, 1, 2].map((c) => level + noise(x, y, c, levels));
      };
    expect(codeOf(draw(grey(0)))).toBe('not_a_colour_photo');
    expect(codeOf(draw(grey(2)))).toBe('not_a_colour_photo');
  });

  it('flags a toned grey photo, whose colour follows from its brightness alone', () => {
    const sepia: Draw = (x, y) => {
      const level = patch(0)(x, y)[1];
      return [level * 1.1, level * 0.95, level * 0.75];
    };
    expect(assessAcquisition(draw(sepia)).flags).toEqual(['single_hue']);
  });

  it('counts the share of clipped pixels and flags it above two percent', () => {
    const glare =
      (columns: number): Draw =>
      (x, y) =>
        x < columns ? [255, 255, 250] : patch(0)(x, y);
    const few = assessAcquisition(draw(glare(8)));
    expect(few.figures.clippedPercent).toBeCloseTo(1, 5);
    expect(few.flags).toEqual([]);
    const many = assessAcquisition(draw(glare(40)));
    expect(many.figures.clippedPercent).toBeCloseTo(5, 5);
    expect(many.flags).toEqual(['clipped_highlights']);
  });

  it('flags an under-exposed photo and a small one', () => {
    const dim: Draw = (x, y) => patch(0)(x, y).map((level, c) => level * 0.19 + noise(y, x, c, 2));
    expect(assessAcquisition(draw(dim)).flags).toEqual(['under_exposed']);
    expect(assessAcquisition(draw(patch(0), 500, 400)).flags).toEqual(['low_resolution']);
  });
});
