import { describe, expect, it } from 'vitest';
import { skinIndices } from './skin-indices.ts';

describe('melanin and erythema index', () => {
  it('of light 0.1 in red and 0.01 in green are 100 each', () => {
    const { melanin, erythema } = skinIndices([0.1, 0.01, 0.5]);
    expect(melanin).toBeCloseTo(100, 10);
    expect(erythema).toBeCloseTo(100, 10);
  });

  it('of white are 0, and of black finite', () => {
    expect(skinIndices([1, 1, 1])).toEqual({ melanin: 0, erythema: 0 });
    expect(skinIndices([0, 0, 0]).melanin).toBeCloseTo(100 * Math.log10(500), 6);
  });
});
