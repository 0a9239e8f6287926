import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CHANGE, changeMap } from './compare-masks.ts';
import { repigmentation } from './repigmentation.ts';

const maskOf = (rows: readonly string[]) => ({
  width: rows[0].length,
  height: rows.length,
  data: Uint8Array.from(rows.join(''), Number),
});
const everywhere = (like: { width: number; height: number }) => ({
  ...like,
  data: new Uint8Array(like.width * like.height).fill(1),
});

describe('repigmentation', () => {
  const before = maskOf(['11110', '11110', '00000']);
  const after = maskOf(['01110', '01110', '00011']);

  it('counts what healed, what is new and the difference in units of the baseline lesion', () => {
    expect(repigmentation(before, after, everywhere(before))).toEqual({
      grossPercent: 25,
      newPercent: 25,
      netPercent: 0,
    });
  });

  it('looks only at what both photos show', () => {
    const shared = maskOf(['11111', '11111', '00000']);
    expect(repigmentation(before, after, shared)).toEqual({ grossPercent: 25, newPercent: 0, netPercent: 25 });
  });

  it('is no number where the baseline has no lesion', () => {
    const none = maskOf(['00', '00']);
    expect(repigmentation(none, maskOf(['01', '00']), everywhere(none))).toBeUndefined();
  });

  it('is net = gross - new for any masks, and does not count the same lesion twice', () => {
    const bits = fc.uint8Array({ minLength: 12, maxLength: 12, max: 1 });
    fc.assert(
      fc.property(bits, bits, bits, (a, b, c) => {
        const size = { width: 4, height: 3 };
        const found = repigmentation({ ...size, data: a }, { ...size, data: b }, { ...size, data: c });
        if (!found) return;
        expect(found.netPercent).toBeCloseTo(found.grossPercent - found.newPercent, 9);
        expect(found.grossPercent).toBeLessThanOrEqual(100);
      }),
    );
  });

  it('refuses masks of different sizes', () => {
    expect(() => repigmentation(before, maskOf(['1']), everywhere(before))).toThrow('Expected masks of 5x3');
  });
});

describe('change map', () => {
  it('names what became of each pixel', () => {
    const map = changeMap(maskOf(['1100']), maskOf(['1010']), maskOf(['1111']));
    expect([...map.data]).toEqual([CHANGE.unchanged, CHANGE.repigmented, CHANGE.newLesion, CHANGE.none]);
    expect([...changeMap(maskOf(['1']), maskOf(['0']), maskOf(['0'])).data]).toEqual([CHANGE.notShared]);
  });
});
