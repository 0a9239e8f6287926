import { describe, expect, it } from 'vitest';
import { withOwnColours } from './own-colours.ts';
import type { ColourGrid } from './refine-masks.ts';

const SIZE = 48;
const CELLS = SIZE * SIZE;
const MELANIN = [0.389, 0.559, 0.732];

/** Skin with a little grain, of which `loss` (0 to 1) of the melanin is gone in each cell, and what a network says of it. */
function gridOf(loss: (x: number, y: number) => number, probability: (x: number, y: number) => number): ColourGrid {
  const at = <T>(i: number, f: (x: number, y: number) => T): T => f(i % SIZE, Math.floor(i / SIZE));
  const grain = (i: number): number => 0.03 * Math.sin(i * 12.9898) * Math.cos(i * 78.233);
  const opticalDensity = Float32Array.from({ length: 3 * CELLS }, (_, i) => {
    const [channel, cell] = [Math.floor(i / CELLS), i % CELLS];
    return 1 + grain(i) + MELANIN[channel] * (1 - at(cell, loss));
  });
  const lesion = Float32Array.from({ length: CELLS }, (_, i) => at(i, probability));
  return { width: SIZE, height: SIZE, opticalDensity, skin: new Float32Array(CELLS).fill(1), lesion } as ColourGrid;
}

const inPatch = (x: number, y: number): boolean => x >= 8 && x < 30 && y >= 10 && y < 30;
/** Pigment that came back in dots of one cell, which a network blurs. */
const isDot = (x: number, y: number): boolean => inPatch(x, y) && x >= 22 && x % 3 === 0 && y % 3 === 0;
const blurred = (x: number, y: number): number => (inPatch(x, y) ? (x < 22 ? 0.97 : 0.35) : 0.02);
const misread = (lesion: Float32Array): number =>
  lesion.reduce((count, probability, i) => {
    const [x, y] = [i % SIZE, Math.floor(i / SIZE)];
    return count + (probability > 0.5 === (inPatch(x, y) && !isDot(x, y)) ? 0 : 1);
  }, 0);

describe('a lesion in view of the photo’s own colours', () => {
  it('shows the net between dots of pigment that the network took for healthy', () => {
    const grid = gridOf((x, y) => (inPatch(x, y) && !isDot(x, y) ? 1 : 0), blurred);
    expect(misread(grid.lesion)).toBeGreaterThan(130);
    expect(misread(withOwnColours(grid).lesion)).toBe(0);
  });

  it('stays as the network saw it where the colours hardly part', () => {
    const grid = gridOf((x, y) => (inPatch(x, y) ? 0.03 : 0), blurred);
    expect(withOwnColours(grid)).toBe(grid);
  });

  it('stays as it is without a sure lesion or without healthy skin near it', () => {
    const none = gridOf(
      (x) => (x < 20 ? 1 : 0),
      () => 0.3,
    );
    expect(withOwnColours(none)).toBe(none);
    const all = gridOf(
      () => 1,
      () => 0.95,
    );
    expect(withOwnColours(all)).toBe(all);
  });

  it('is not found where the network sees none, whatever the colour', () => {
    const elsewhere = (x: number, y: number) => x >= 34 && x < 40 && y >= 10 && y < 20;
    const grid = gridOf(
      (x, y) => (inPatch(x, y) || elsewhere(x, y) ? 1 : 0),
      (x, y) => (inPatch(x, y) ? 0.97 : 0.02),
    );
    const { lesion } = withOwnColours(grid);
    expect(lesion[15 * SIZE + 36]).toBeCloseTo(0.02, 6);
  });

  it('keeps what the network calls healthy by more than 20 to 1 apart from the lesion, and certainty certain', () => {
    const grid = gridOf(
      (x, y) => (inPatch(x, y) ? 1 : 0),
      (x, y) => (inPatch(x, y) ? 1 : 0.04),
    );
    const { lesion } = withOwnColours(grid);
    expect(lesion[20 * SIZE + 15]).toBe(1);
    expect(lesion[40 * SIZE + 40]).toBeCloseTo(0.04, 6);
  });

  describe('where the members of a committee differ', () => {
    /** One sees the patch, the other no more than its left half, and takes the rest for paper. */
    const halfSeen = (loss: (x: number, y: number) => number): ColourGrid => {
      const grid = gridOf(loss, () => 0);
      const of = (f: (x: number, y: number) => number) =>
        Float32Array.from({ length: CELLS }, (_, i) => f(i % SIZE, Math.floor(i / SIZE)));
      const lowest = of((x, y) => (inPatch(x, y) && x < 16 ? 0.95 : 0.02));
      const highest = of((x, y) => (inPatch(x, y) ? 0.95 : 0.02));
      const skin = of((x, y) => (inPatch(x, y) && x >= 16 ? 0.4 : 1));
      const lesion = lowest.map((low, i) => (low + highest[i]) / 2);
      return { ...grid, skin, lesion, members: { skin: { lowest: skin, highest: skin }, lesion: { lowest, highest } } };
    };

    it('the colour decides, as what both call lesion and healthy shows it', () => {
      const grid = halfSeen((x, y) => (inPatch(x, y) && x < 24 ? 1 : 0));
      const { lesion, skin, members } = withOwnColours(grid);
      const [white, healthyAfterAll] = [20 * SIZE + 20, 20 * SIZE + 27];
      expect(lesion[white]).toBeGreaterThan(0.9);
      expect(lesion[healthyAfterAll]).toBeLessThan(0.1);
      expect(skin[white]).toBeGreaterThan(0.9);
      expect(skin[healthyAfterAll]).toBeCloseTo(0.4, 6);
      // What they differ on is theirs: that a tan line parts clearly from the skin beside it does not make it a lesion.
      expect(members).toBe(grid.members);
    });

    it('and cloth beside the lesion is no skin, though it is farther from healthy skin than the lesion', () => {
      const grid = halfSeen((x, y) => (inPatch(x, y) ? 1 : 0));
      const [white, cloth, gloss] = [20 * SIZE + 20, 20 * SIZE + 27, 20 * SIZE + 12];
      for (const channel of [0, 1, 2]) {
        grid.opticalDensity[channel * CELLS + cloth] -= 0.6;
        grid.opticalDensity[channel * CELLS + gloss] -= 0.6;
      }
      grid.skin[gloss] = 0.98;
      const { lesion, skin } = withOwnColours(grid);
      expect(lesion[cloth]).toBeGreaterThan(0.9);
      expect(skin[white]).toBeGreaterThan(0.9);
      expect(skin[cloth]).toBeLessThan(0.1);
      // What the network is sure of stays.
      expect(skin[gloss]).toBeGreaterThan(0.5);
    });

    it('and nothing is decided where colours hardly part', () => {
      const grid = halfSeen((x, y) => (inPatch(x, y) ? 0.03 : 0));
      expect(withOwnColours(grid)).toBe(grid);
    });
  });
});
