import { describe, expect, it } from 'vitest';
import { countPixels } from '../raster/count-pixels.ts';
import { resizeAreaPlanar } from '../raster/resize-area.ts';
import { applyBorder } from './apply-border.ts';
import { borderBand, CELL, rowsNearBorder } from './border-band.ts';
import { fitLocalBorder, guideStatistics } from './local-border.ts';
import { opticalDensities } from './optical-density.ts';

const NOISE = { sensor: 0.02 ** 2, shading: 0.1 ** 2 };
const SKIN = [150, 105, 85] as const;
const DEPIGMENTED = [214, 184, 170] as const;

/** A disc of depigmented skin; `lightAt` multiplies the light from left to right. */
function discPhoto(size: number, radius: number, centre: number, lightAt = (_: number): number => 1) {
  const data = new Uint8Array(size * size * 3);
  const inside = new Uint8Array(size * size);
  for (let y = 0; y < size; y++) {
    for (let x = 0; x < size; x++) {
      const i = y * size + x;
      inside[i] = Math.hypot(x - centre, y - centre) < radius ? 1 : 0;
      const colour = inside[i] ? DEPIGMENTED : SKIN;
      for (let k = 0; k < 3; k++) data[3 * i + k] = Math.min(255, colour[k] * lightAt(x / size));
    }
  }
  return { image: { width: size, height: size, data }, inside };
}

/** A network's answer on a coarse grid: soft, and too large by `tooLarge` pixels of the photo. */
function blurredProbability(grid: number, step: number, radius: number, centre: number, tooLarge: number) {
  return Float32Array.from({ length: grid * grid }, (_, i) => {
    const [x, y] = [((i % grid) + 0.5) * step, (Math.floor(i / grid) + 0.5) * step];
    return 1 / (1 + Math.exp((Math.hypot(x - centre, y - centre) - radius - tooLarge) / step));
  });
}

function refinedDisc(tooLarge: number, lightAt?: (x: number) => number) {
  const [size, radius, centre, grid] = [384, 90.3, 200.7, 64];
  const { image, inside } = discPhoto(size, radius, centre, lightAt);
  const probability = blurredProbability(grid, size / grid, radius, centre, tooLarge);
  const guide = guideStatistics(
    opticalDensities(resizeAreaPlanar(image, grid, grid)),
    { width: grid, height: grid },
    8,
  );
  const mask = applyBorder(image, fitLocalBorder(guide, probability, NOISE), borderBand(probability, grid, grid));
  const wrong = mask.data.reduce((sum, value, i) => sum + (value !== inside[i] ? 1 : 0), 0);
  return { wrong, area: countPixels(mask), trueArea: countPixels({ ...mask, data: inside }) };
}

describe('a border fitted to local colour', () => {
  it('moves a blurred border to the edge of the colour, to the pixel', () => {
    expect(refinedDisc(0).wrong).toBe(0);
  });

  it('undoes a network border that lies half a cell too far out', () => {
    const { area, trueArea } = refinedDisc(3);
    expect(Math.abs(area / trueArea - 1)).toBeLessThan(0.001);
  });

  it('finds the same border under light that falls off by half across the photo', () => {
    const { area, trueArea } = refinedDisc(0, (x) => 1 - 0.5 * x);
    expect(Math.abs(area / trueArea - 1)).toBeLessThan(0.002);
  });

  it('leaves the network its say where there is no colour to go by', () => {
    const grid = 32;
    const even = new Float32Array(grid * grid * 3).fill(1);
    const probability = Float32Array.from({ length: grid * grid }, (_, i) => (i % grid < 16 ? 0.9 : 0.1));
    const guide = guideStatistics(even, { width: grid, height: grid }, 4);
    const border = fitLocalBorder(guide, probability, NOISE);
    expect(border.red.every((slope) => Math.abs(slope) < 1e-6)).toBe(true);
    expect(border.offset[2]).toBeCloseTo(0.9, 5);
  });

  it('does not look at cells without weight', () => {
    const grid = 24;
    const cells = grid * grid;
    const left = (i: number): boolean => i % grid < 12;
    const density = (cast: number): Float32Array =>
      Float32Array.from({ length: 3 * cells }, (_, i) => (left(i % cells) ? 0.5 + 0.1 * ((i * 7) % 3) : cast));
    const probability = Float32Array.from({ length: cells }, (_, i) => (i * 5) % 2);
    const weights = Float32Array.from({ length: cells }, (_, i) => (left(i) ? 1 : 0));
    const fitted = (cast: number) =>
      fitLocalBorder(guideStatistics(density(cast), { width: grid, height: grid }, 3, weights), probability, NOISE);
    expect(fitted(0.1).red.slice(0, 8)).toEqual(fitted(3).red.slice(0, 8));
  });

  it('is the same border when it is fitted only near where colour decides', () => {
    const [size, radius, centre, grid, window] = [384, 60.3, 150.7, 64, 4];
    const { image } = discPhoto(size, radius, centre);
    const probability = blurredProbability(grid, size / grid, radius, centre, 2);
    const densities = opticalDensities(resizeAreaPlanar(image, grid, grid));
    const weights = Float32Array.from({ length: grid * grid }, (_, i) => 0.5 + (i % 7) / 14);
    const band = borderBand(probability, grid, grid);
    const where = rowsNearBorder(band, grid, grid, window + 1);
    const maskFittedAt = (rows: typeof where | undefined) => {
      const at = { width: grid, height: grid, ...(rows && { where: rows }) };
      const guide = guideStatistics(densities, at, window, weights);
      return applyBorder(image, fitLocalBorder(guide, probability, NOISE), band);
    };
    const fitted = where.reduce((cells, { from, to }) => cells + to - from, 0);
    expect(fitted).toBeLessThan(0.6 * grid * grid);
    expect(Buffer.compare(maskFittedAt(where).data, maskFittedAt(undefined).data)).toBe(0);
  });

  it('refuses a probability of another size', () => {
    const guide = guideStatistics(new Float32Array(12), { width: 2, height: 2 }, 1);
    expect(() => fitLocalBorder(guide, new Float32Array(5), NOISE)).toThrow(RangeError);
  });
});

describe('the band in which colour decides', () => {
  it('reaches three cells to either side of what is open', () => {
    const probability = Float32Array.from({ length: 16 }, (_, x) => (x < 8 ? 1 : 0));
    const band = borderBand(probability, 16, 1);
    const expected = [...'111112222220000'].map(Number);
    expect([...band].slice(0, 5)).toEqual(expected.slice(0, 5));
    expect(band.indexOf(CELL.byColour)).toBe(5);
    expect(band.lastIndexOf(CELL.byColour)).toBe(10);
    expect(band[11]).toBe(CELL.outside);
  });

  it('has the cells around it row by row, from the first to the last of either side', () => {
    const band = new Uint8Array(8 * 5);
    band[1 * 8 + 2] = CELL.byColour;
    band[1 * 8 + 6] = CELL.byColour;
    const rows = rowsNearBorder(band, 8, 5, 1).map(({ from, to }, y) => [from - 8 * y, to - 8 * y]);
    expect(rows).toEqual([
      [1, 8],
      [1, 8],
      [1, 8],
      [0, 0],
      [0, 0],
    ]);
  });

  it('is empty where the network is sure', () => {
    expect([...borderBand(new Float32Array(25).fill(0.05), 5, 5)]).toEqual(new Array(25).fill(CELL.outside));
    expect([...borderBand(new Float32Array(25).fill(0.95), 5, 5)]).toEqual(new Array(25).fill(CELL.inside));
  });
});
