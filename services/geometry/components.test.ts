import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Mask } from '../domain/raster.ts';
import { clearLesserComponents, clearSmallComponents, connectedComponents, fillSmallGaps } from './components.ts';

/** A mask drawn as rows of text, # inside. */
function drawn(...rows: readonly string[]): Mask {
  return {
    width: rows[0].length,
    height: rows.length,
    data: Uint8Array.from(rows.join(''), (c) => (c === '#' ? 1 : 0)),
  };
}

const randomMask = fc
  .record({ width: fc.integer({ min: 1, max: 12 }), height: fc.integer({ min: 1, max: 12 }) })
  .chain(({ width, height }) =>
    fc
      .array(fc.integer({ min: 0, max: 1 }), { minLength: width * height, maxLength: width * height })
      .map((values): Mask => ({ width, height, data: Uint8Array.from(values) })),
  );

/** The regions, and 0 outside and k inside `components[k - 1]` for each pixel. */
function labelled(mask: Mask, minPixels?: number) {
  const components = connectedComponents(mask, minPixels);
  const labels = new Int32Array(mask.data.length);
  components.forEach(({ runs }, k) => {
    for (const { y, start, end } of runs) labels.fill(k + 1, y * mask.width + start, y * mask.width + end + 1);
  });
  return { components, labels };
}

describe('connectedComponents', () => {
  it('counts pixels, centroid and bounds of hand-counted regions, largest first', () => {
    const { components, labels } = labelled(drawn('##...', '##..#', '.....', '#####'));
    expect(components.map((c) => c.pixels)).toEqual([5, 4, 1]);
    expect(components.map((c) => c.centroid)).toEqual([
      [2, 3],
      [0.5, 0.5],
      [4, 1],
    ]);
    expect(components[1].bounds).toEqual({ x: 0, y: 0, width: 2, height: 2 });
    expect(Array.from(labels)).toEqual([2, 2, 0, 0, 0, 2, 2, 0, 0, 3, 0, 0, 0, 0, 0, 1, 1, 1, 1, 1]);
  });

  it('joins pixels that touch at a corner only', () => {
    expect(connectedComponents(drawn('#.#', '.#.', '#.#')).map((c) => c.pixels)).toEqual([5]);
  });

  it('joins the two arms of a U at their last row', () => {
    expect(connectedComponents(drawn('#.#', '#.#', '###')).map((c) => c.pixels)).toEqual([7]);
  });

  it('joins a comb whose teeth meet only at the bottom', () => {
    expect(connectedComponents(drawn('#.#.#.#', '#.#.#.#', '#######'))).toHaveLength(1);
  });

  it('does not join the end of one row to the start of the next', () => {
    expect(connectedComponents(drawn('..#', '...', '#..'))).toHaveLength(2);
    expect(connectedComponents(drawn('...#', '#...'))).toHaveLength(2);
  });

  it('gives regions below the minimum the label 0 and leaves them out', () => {
    const { components, labels } = labelled(drawn('#..##', '...##'), 2);
    expect(components.map((c) => c.pixels)).toEqual([4]);
    expect(labels[0]).toBe(0);
  });

  it('accounts for every pixel of the mask exactly once', () => {
    fc.assert(
      fc.property(randomMask, (mask) => {
        const { components, labels } = labelled(mask);
        expect(components.reduce((sum, c) => sum + c.pixels, 0)).toBe(mask.data.reduce((sum, v) => sum + v, 0));
        components.forEach((c, i) => {
          expect(labels.filter((label) => label === i + 1)).toHaveLength(c.pixels);
        });
      }),
    );
  });

  it('finds the same sizes in a mask turned by a quarter', () => {
    fc.assert(
      fc.property(randomMask, (mask) => {
        const turned = {
          width: mask.height,
          height: mask.width,
          data: mask.data.map((_, i) => {
            const [x, y] = [i % mask.height, Math.floor(i / mask.height)];
            return mask.data[(mask.height - 1 - x) * mask.width + y];
          }),
        };
        const sizes = (m: Mask) => connectedComponents(m).map((c) => c.pixels);
        expect(sizes(turned)).toEqual(sizes(mask));
      }),
    );
  });

  it('gives neighbouring pixels the same label', () => {
    fc.assert(
      fc.property(randomMask, (mask) => {
        const { labels } = labelled(mask);
        for (let y = 0; y + 1 < mask.height; y++) {
          for (let x = 0; x + 1 < mask.width; x++) {
            const here = labels[y * mask.width + x];
            const diagonal = labels[(y + 1) * mask.width + x + 1];
            if (here && diagonal) expect(diagonal).toBe(here);
          }
        }
      }),
    );
  });
});

/** A drawn mask after something was done to it. */
function cleanedBy(change: (mask: Mask) => void, ...rows: readonly string[]): Mask {
  const mask = drawn(...rows);
  change(mask);
  return mask;
}

describe('clearSmallComponents', () => {
  it('keeps regions that have at least the minimum', () => {
    const kept = cleanedBy((mask) => clearSmallComponents(mask, 3), '#..##', '...#.');
    expect(kept).toEqual(drawn('...##', '...#.'));
  });
});

describe('clearLesserComponents', () => {
  const clear = (mask: Mask): void => clearLesserComponents(mask, 0.5);

  it('keeps regions that have at least the share of the largest', () => {
    expect(cleanedBy(clear, '#.####', '#.....', '...##.')).toEqual(drawn('#.####', '#.....', '...##.'));
    expect(cleanedBy(clear, '#.####', '......', '...##.')).toEqual(drawn('..####', '......', '...##.'));
  });

  it('leaves an empty mask empty', () => {
    expect(cleanedBy(clear, '..', '..')).toEqual(drawn('..', '..'));
  });
});

describe('fillSmallGaps', () => {
  const gappy = ['#####', '#.#.#', '##.##', '.####'];

  it('fills gaps below the minimum and keeps those that have it, joined at a corner too', () => {
    expect(cleanedBy((mask) => fillSmallGaps(mask, 3), ...gappy)).toEqual(drawn('#####', '#.#.#', '##.##', '#####'));
    expect(cleanedBy((mask) => fillSmallGaps(mask, 5), ...gappy)).toEqual(drawn('#####', '#####', '#####', '#####'));
  });
});
