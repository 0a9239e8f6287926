import { expect, it } from 'vitest';
import { otsuBin } from './otsu.ts';

it('splits two heaps in the middle of the gap between them', () => {
  expect(otsuBin([5, 9, 5, 0, 0, 0, 0, 4, 8, 4])).toBe(4);
});

it('equals a search over all thresholds for the least variance within the classes', () => {
  const histogram = [3, 7, 1, 0, 4, 9, 2, 6, 1, 1];
  const within = (threshold: number): number =>
    [histogram.slice(0, threshold + 1), histogram.slice(threshold + 1)].reduce((sum, counts, part) => {
      const values = counts.map((count, i) => [count, i + (part ? threshold + 1 : 0)]);
      const total = values.reduce((s, [count]) => s + count, 0);
      const mean = values.reduce((s, [count, value]) => s + count * value, 0) / total;
      return sum + values.reduce((s, [count, value]) => s + count * (value - mean) ** 2, 0);
    }, 0);
  const best = [0, 1, 2, 3, 4, 5, 6, 7, 8].reduce((a, b) => (within(b) < within(a) ? b : a));
  expect(otsuBin(histogram)).toBe(best);
});

it('has nothing to split in an empty histogram', () => {
  expect(otsuBin([0, 0, 0])).toBe(0);
});
