import { describe, expect, it } from 'vitest';
import { lesionLevel, stretchedTo } from './lesion-level.ts';

const heaps = (...parts: readonly (readonly [probability: number, cells: number])[]): Float32Array =>
  Float32Array.from(parts.flatMap(([p, cells]) => Array.from({ length: cells }, (_, i) => p + 0.02 * ((i % 5) - 2))));
const allSkin = (like: Float32Array): Float32Array => new Float32Array(like.length).fill(1);

describe('the level of a photo', () => {
  it('is one half where the network is sure', () => {
    const sure = heaps([0.05, 900], [0.95, 100]);
    expect(lesionLevel(sure, allSkin(sure))).toBeCloseTo(0.5, 1);
    expect(lesionLevel(sure, allSkin(sure))).toBeLessThanOrEqual(0.5);
  });

  it('parts two clear heaps of which both lie below one half', () => {
    const timid = heaps([0.05, 900], [0.42, 100]);
    const level = lesionLevel(timid, allSkin(timid));
    expect(level).toBeGreaterThan(0.08);
    expect(level).toBeLessThan(0.4);
  });

  it('does not split noise', () => {
    const healthy = heaps([0.06, 900], [0.12, 100]);
    expect(lesionLevel(healthy, allSkin(healthy))).toBe(0.5);
    expect(lesionLevel(new Float32Array(50), allSkin(new Float32Array(50)))).toBe(0.5);
  });

  it('never rises above one half', () => {
    const bold = heaps([0.6, 500], [0.95, 500]);
    expect(lesionLevel(bold, allSkin(bold))).toBe(0.5);
  });

  it('looks at skin only', () => {
    const photo = heaps([0.05, 500], [0.42, 500]);
    const skin = Float32Array.from(photo, (_, i) => (i < 500 ? 1 : 0.1));
    expect(lesionLevel(photo, skin)).toBe(0.5);
  });
});

describe('stretched probabilities', () => {
  it('have the level at one half, keep 0 and 1, and keep their order', () => {
    const [zero, below, level, above, one] = stretchedTo(0.2, Float32Array.of(0, 0.1, 0.2, 0.6, 1));
    expect([zero, one]).toEqual([0, 1]);
    expect(below).toBeCloseTo(0.25, 6);
    expect(level).toBeCloseTo(0.5, 6);
    expect(above).toBeCloseTo(0.75, 6);
  });
});
