import fc from 'fast-check';
import { expect, it } from 'vitest';
import { squaredDistances } from './distance-transform.ts';

it('is counted by hand around one pixel', () => {
  const mask = { width: 4, height: 3, data: Uint8Array.from([0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0]) };
  expect([...squaredDistances(mask)]).toEqual([2, 1, 2, 5, 1, 0, 1, 4, 2, 1, 2, 5]);
});

it('equals the search over all set pixels, whatever the mask', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 9 }),
      fc.uint8Array({ minLength: 9, maxLength: 63, max: 1 }),
      (width, bits) => {
        const height = Math.floor(bits.length / width);
        const data = bits.slice(0, width * height);
        if (!data.includes(1)) return;
        const nearest = Array.from(data, (_, i) => {
          const distances = Array.from(data, (set, k) =>
            set ? ((i % width) - (k % width)) ** 2 + (Math.floor(i / width) - Math.floor(k / width)) ** 2 : Infinity,
          );
          return Math.min(...distances);
        });
        expect([...squaredDistances({ width, height, data })]).toEqual(nearest);
      },
    ),
  );
});

it('has no distance to nothing', () => {
  expect(() => squaredDistances({ width: 2, height: 1, data: new Uint8Array(2) })).toThrow('at least one pixel');
});
