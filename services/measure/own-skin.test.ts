import { describe, expect, it } from 'vitest';
import type { Mask } from '../domain/raster.ts';
import { withHealthySkin } from './own-skin.ts';

const mask = (rows: readonly string[], marks: string): Mask => ({
  width: rows[0].length,
  height: rows.length,
  data: Uint8Array.from(rows.join(''), (cell) => (marks.includes(cell) ? 1 : 0)),
});
/** `#` healthy skin, `o` lesion, `.` neither. */
const own = (rows: readonly string[]) => withHealthySkin(mask(rows, '#o'), mask(rows, 'o'));
const pixels = ({ data }: Mask): number => data.reduce((sum, value) => sum + value, 0);

describe('pieces of skin', () => {
  it('that are lesion all over are taken away beside one with healthy skin, and counted', () => {
    const { skin, lesion, dropped } = own(['###..oo', '#o#..oo', '###....']);
    expect([pixels(skin), pixels(lesion), dropped]).toEqual([9, 1, 1]);
  });

  it('stay when some healthy skin shows in each', () => {
    const { skin, lesion, dropped } = own(['###..oo', '#o#..o#', '###....']);
    expect([pixels(skin), pixels(lesion), dropped]).toEqual([13, 4, 0]);
  });

  it('stay when no healthy skin shows anywhere', () => {
    const { skin, lesion, dropped } = own(['ooo..oo', 'ooo..oo']);
    expect([pixels(skin), pixels(lesion), dropped]).toEqual([10, 10, 0]);
  });
});
