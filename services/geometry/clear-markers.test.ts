import { expect, it } from 'vitest';
import { clearOutlines, markerOutline } from './clear-markers.ts';
import type { Marker } from './markers.ts';

const square = (x: number, y: number, side: number): Marker => ({
  id: 0,
  cornerSdPx: 0.1,
  corners: [
    [x, y],
    [x + side, y],
    [x + side, y + side],
    [x, y + side],
  ],
});
const full = (width: number, height: number) => ({ width, height, data: new Float32Array(width * height).fill(1) });
const cleared = (data: Float32Array): number => data.reduce((count, value) => count + (value === 0 ? 1 : 0), 0);

it('clears the marker with its white card, 1.4 times the side', () => {
  const { data } = clearOutlines(full(100, 80), [markerOutline(square(30, 20, 20))], { width: 100, height: 80 });
  // Card from 26 to 54 along x and from 16 to 44 along y, both ends included.
  expect(cleared(data)).toBe(29 * 29);
  expect([data[16 * 100 + 26], data[15 * 100 + 26], data[44 * 100 + 54], data[44 * 100 + 55]]).toEqual([0, 1, 0, 1]);
});

it('clears the same part of a map of another size', () => {
  const { data } = clearOutlines(full(50, 40), [markerOutline(square(30, 20, 20))], { width: 100, height: 80 });
  expect(Math.abs(cleared(data) / 2000 - 784 / 8000)).toBeLessThan(0.02);
});

it('stays within a map that the card leaves, and leaves the map alone without markers', () => {
  const map = full(100, 80);
  expect(clearOutlines(map, [], map)).toBe(map);
  expect(cleared(clearOutlines(map, [markerOutline(square(-10, -10, 20))], map).data)).toBe(15 * 15);
});
