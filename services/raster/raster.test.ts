import { describe, expect, it } from 'vitest';
import { boxMean } from './box-mean.ts';
import { countPixels } from './count-pixels.ts';
import { halveRgb } from './halve.ts';
import { majorityOf3x3 } from './majority.ts';
import { resampleMap } from './resample-map.ts';
import { resizeAreaPlanar } from './resize-area.ts';
import { countAtUploadSize } from './upload-size.ts';

const maskOf = (rows: readonly string[]) => ({
  width: rows[0].length,
  height: rows.length,
  data: Uint8Array.from(rows.join(''), Number),
});

describe('mean over a window', () => {
  it('is the plain mean, cut off at the border', () => {
    const mean = boxMean(Float32Array.of(1, 2, 3, 4, 5, 6, 7, 8, 9), 3, 3, 1);
    expect([...mean]).toEqual([3, 3.5, 4, 4.5, 5, 5.5, 6, 6.5, 7]);
  });

  it('equals a sum over every pixel of the window on any picture', () => {
    const [width, height, radius] = [13, 9, 4];
    const values = Float32Array.from({ length: width * height }, (_, i) => (i * 7919) % 101);
    const mean = boxMean(values, width, height, radius);
    for (let y = 0; y < height; y++) {
      for (let x = 0; x < width; x++) {
        const inside = [...values].filter(
          (_, i) => Math.abs((i % width) - x) <= radius && Math.abs(Math.floor(i / width) - y) <= radius,
        );
        expect(mean[y * width + x]).toBeCloseTo(inside.reduce((a, b) => a + b, 0) / inside.length, 4);
      }
    }
  });
});

describe('mean over a window of some pixels only', () => {
  it('is the same there and 0 elsewhere', () => {
    const [width, height, radius] = [11, 9, 2];
    const values = Float32Array.from({ length: width * height }, (_, i) => (i * 7919) % 101);
    const where = [0, 1, 2, 3, 4, 5, 6, 7, 8].map((y) => {
      const wanted = y === 3 || y === 6;
      return { from: y * width + (wanted ? 1 : 0), to: y * width + (wanted ? y + 4 : 0) };
    });
    const everywhere = boxMean(values, width, height, radius);
    const some = boxMean(values, width, height, radius, where);
    const isWanted = (i: number): boolean => where.some(({ from, to }) => i >= from && i < to);
    expect([...some]).toEqual([...everywhere].map((mean, i) => (isWanted(i) ? mean : 0)));
    expect([
      ...boxMean(
        values,
        width,
        height,
        radius,
        where.map(({ from }) => ({ from, to: from })),
      ),
    ]).toEqual(new Array(width * height).fill(0));
  });
});

describe('area average', () => {
  const image = {
    width: 3,
    height: 2,
    data: Uint8Array.from([0, 0, 0, 90, 0, 0, 30, 0, 9, 0, 0, 0, 0, 0, 0, 60, 0, 9]),
  };

  it('weighs a pixel by the part that a cell covers', () => {
    // Cells are 1.5 pixels wide: the middle pixel (90) counts half in each.
    const planes = resizeAreaPlanar(image, 2, 1);
    expect(planes[0]).toBeCloseTo((0 + 90 / 2) / 1.5 / 2, 5);
    expect(planes[1]).toBeCloseTo((90 / 2 + 30 + 60) / 1.5 / 2, 5);
    expect(planes[5]).toBeCloseTo((9 + 9) / 1.5 / 2, 5);
  });

  it('keeps the picture where the size stays', () => {
    expect([...resizeAreaPlanar(image, 3, 2)].slice(0, 6)).toEqual([0, 90, 30, 0, 0, 60]);
  });

  it('by whole blocks is their mean, and far coarser ones differ from the exact one by less than a code', () => {
    const data = Uint8Array.from({ length: 40 * 30 * 3 }, (_, i) => (i * 7919) % 256);
    const half = halveRgb({ width: 40, height: 30, data });
    expect([half.width, half.height]).toEqual([20, 15]);
    expect(half.data[0]).toBe((data[0] + data[3] + data[120] + data[123] + 2) >> 2);
    const coarse = resizeAreaPlanar({ width: 40, height: 30, data }, 5, 5);
    let exact = 0;
    for (let y = 0; y < 6; y++) for (let x = 0; x < 8; x++) exact += data[(y * 40 + x) * 3] / 48;
    expect(Math.abs(coarse[0] - exact)).toBeLessThan(1);
  });

  it('refuses to enlarge', () => {
    expect(() => resizeAreaPlanar(image, 4, 2)).toThrow('no larger than 3x2');
  });

  it('of a map keeps its mean on an uneven grid, and repeats cells on a finer one', () => {
    const map = { width: 5, height: 1, data: Float32Array.of(0, 1, 2, 3, 4) };
    const coarse = resampleMap(map, 2, 1).data;
    expect((coarse[0] + coarse[1]) / 2).toBeCloseTo(2, 6);
    expect([...resampleMap({ width: 2, height: 1, data: Float32Array.of(1, 5) }, 4, 1).data]).toEqual([1, 1, 5, 5]);
  });
});

describe('a map at half its size', () => {
  it('is to the last bit what its cells average to', () => {
    const map = { width: 4, height: 2, data: Float32Array.of(0.1, 0.7, 0.3, 0.9, 0.2, 0.6, 0.4, 0.8) };
    const wider = { width: 5, height: 2, data: Float32Array.of(0.1, 0.7, 0.3, 0.9, 5, 0.2, 0.6, 0.4, 0.8, 5) };
    const half = resampleMap(map, 2, 1).data;
    expect(half).toEqual(resampleMap(resampleMap(map, 4, 1), 2, 1).data); // by the general way, rows first
    expect(half[0]).toBeCloseTo(0.4, 6);
    expect(half[1]).toBeCloseTo(0.6, 6);
    // Taken by the general way: two and a half columns to a cell, of which the first begins with the same two.
    expect(resampleMap(wider, 2, 1).data[0]).toBeCloseTo((0.1 + 0.7 + 0.2 + 0.6 + 0.5 * (0.3 + 0.4)) / 5, 6);
  });
});

describe('majority of a neighbourhood', () => {
  it('removes single pixels, fills single holes and keeps a straight edge', () => {
    const smoothed = majorityOf3x3(maskOf(['000000', '010111', '000111', '000101', '000111', '000111']));
    expect(smoothed).toEqual(maskOf(['000000', '000010', '000111', '000111', '000111', '000010']));
  });
});

describe('pixels at the upload size', () => {
  it('are those of the mask enlarged by the nearest-neighbour rule', () => {
    const mask = maskOf(['101', '010']);
    const [width, height] = [7, 5];
    let expected = 0;
    for (let y = 0; y < height; y++) {
      for (let x = 0; x < width; x++) {
        expected += mask.data[Math.floor(((y + 0.5) * 2) / height) * 3 + Math.floor(((x + 0.5) * 3) / width)];
      }
    }
    expect(countAtUploadSize(mask, width, height)).toBe(expected);
    expect(countAtUploadSize(mask, 3, 2)).toBe(countPixels(mask));
  });
});
