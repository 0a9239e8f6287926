import { expect, it } from 'vitest';
import { lesionCounts } from './lesion-wise.ts';

const maskOf = (rows: readonly string[]) => ({
  width: rows[0].length,
  height: rows.length,
  data: Uint8Array.from(rows.join(''), Number),
});

it('counts lesions of which half is shared, by hand', () => {
  const truth = maskOf([
    '1100000011', // a lesion of 4, one of 2 at the right
    '1100000000',
    '0000110000', // a lesion of 2
  ]);
  const measured = maskOf([
    '1000000000', // half of the first, with the pixel below
    '1000000111', // touches the second by a corner only: 0 of its 2 pixels
    '0000111110', // all of the third, but more false than true
  ]);
  expect(lesionCounts(truth, measured)).toEqual({ truth: 3, found: 2, measured: 2, false_discoveries: 1 });
});

it('finds nothing in nothing, and misses all of it in an empty mask', () => {
  const none = maskOf(['000']);
  expect(lesionCounts(none, none)).toEqual({ truth: 0, found: 0, measured: 0, false_discoveries: 0 });
  expect(lesionCounts(maskOf(['101']), none)).toEqual({ truth: 2, found: 0, measured: 0, false_discoveries: 0 });
});

it('refuses masks of two sizes', () => {
  expect(() => lesionCounts(maskOf(['10']), maskOf(['1', '0']))).toThrow('one size');
});
