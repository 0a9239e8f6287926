import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { OPTICAL_DENSITY_OF_CODE, opticalDensities, opticalDensity } from './optical-density.ts';
import { HAEMOGLOBIN, MELANIN, SHADING, unmix } from './skin-stains.ts';

describe('optical density', () => {
  it('is 0 for white and the natural logarithm of 2 for half the light', () => {
    expect(opticalDensity(255)).toBe(0);
    // sRGB 187.516 is linear 0.5
    expect(opticalDensity(187.5160306)).toBeCloseTo(Math.LN2, 6);
  });

  it('is bounded at black', () => {
    expect(opticalDensity(0)).toBeCloseTo(6.2146, 4);
  });

  it('of averages of codes lies between the densities of the whole codes', () => {
    const [at40, between] = opticalDensities(Float32Array.of(40, 40.5));
    expect(at40).toBeCloseTo(OPTICAL_DENSITY_OF_CODE[40], 6);
    expect(Math.abs(between - opticalDensity(40.5))).toBeLessThan(0.001);
  });
});

describe('unmixing into melanin, haemoglobin and shading', () => {
  it('finds the amounts that were mixed', () => {
    const amount = fc.double({ min: -3, max: 3, noNaN: true });
    fc.assert(
      fc.property(amount, amount, amount, (melanin, haemoglobin, shading) => {
        const mixed = [0, 1, 2].map(
          (k) => melanin * MELANIN[k] + haemoglobin * HAEMOGLOBIN[k] + shading * SHADING[k],
        ) as [number, number, number];
        const found = unmix(...mixed);
        expect(found.melanin).toBeCloseTo(melanin, 8);
        expect(found.haemoglobin).toBeCloseTo(haemoglobin, 8);
        expect(found.shading).toBeCloseTo(shading, 8);
      }),
    );
  });

  it('does not see a change of light', () => {
    const bright = unmix(0.6, 1.0, 1.3);
    const shaded = unmix(0.6 + 0.7, 1.0 + 0.7, 1.3 + 0.7);
    expect(shaded.melanin).toBeCloseTo(bright.melanin, 10);
    expect(shaded.haemoglobin).toBeCloseTo(bright.haemoglobin, 10);
  });
});
