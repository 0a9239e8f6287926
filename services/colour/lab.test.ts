import { describe, expect, it } from 'vitest';
import { deltaE2000, itaDegrees, labFromSrgb, toneClass } from './lab.ts';

/** @source Sharma2005, table 1: L1 a1 b1, L2 a2 b2, ΔE00 (pair 7 is pair 8 reversed). */
const SHARMA = `50 2.6772 -79.7751 50 0 -82.7485 2.0425
50 3.1571 -77.2803 50 0 -82.7485 2.8615
50 2.8361 -74.0200 50 0 -82.7485 3.4412
50 -1.3802 -84.2814 50 0 -82.7485 1.0000
50 -1.1848 -84.8006 50 0 -82.7485 1.0000
50 -0.9009 -85.5211 50 0 -82.7485 1.0000
50 0 0 50 -1 2 2.3669
50 -1 2 50 0 0 2.3669
50 2.49 -0.001 50 -2.49 0.0009 7.1792
50 2.49 -0.001 50 -2.49 0.0010 7.1792
50 2.49 -0.001 50 -2.49 0.0011 7.2195
50 2.49 -0.001 50 -2.49 0.0012 7.2195
50 -0.001 2.49 50 0.0009 -2.49 4.8045
50 -0.001 2.49 50 0.0010 -2.49 4.8045
50 -0.001 2.49 50 0.0011 -2.49 4.7461
50 2.5 0 50 0 -2.5 4.3065
50 2.5 0 73 25 -18 27.1492
50 2.5 0 61 -5 29 22.8977
50 2.5 0 56 -27 -3 31.9030
50 2.5 0 58 24 15 19.4535
50 2.5 0 50 3.1736 0.5854 1.0000
50 2.5 0 50 3.2972 0 1.0000
50 2.5 0 50 1.8634 0.5757 1.0000
50 2.5 0 50 3.2592 0.3350 1.0000
60.2574 -34.0099 36.2677 60.4626 -34.1751 39.4387 1.2644
63.0109 -31.0961 -5.8663 62.8187 -29.7946 -4.0864 1.2630
61.2901 3.7196 -5.3901 61.4292 2.2480 -4.9620 1.8731
35.0831 -44.1164 3.7933 35.0232 -40.0716 1.5901 1.8645
22.7233 20.0904 -46.6940 23.0331 14.9730 -42.5619 2.0373
36.4612 47.8580 18.3852 36.2715 50.5065 21.2231 1.4146
90.8027 -2.0831 1.4410 91.1528 -1.6435 0.0447 1.4441
90.9257 -0.5406 -0.9208 88.6381 -0.8985 -0.7239 1.5381
6.7747 -0.2908 -2.4247 5.8714 -0.0985 -2.2286 0.6377
2.0776 0.0795 -1.1350 0.9033 -0.0636 -0.5514 0.9082`
  .split('\n')
  .map((line) => line.split(' ').map(Number));

describe('CIEDE2000', () => {
  it.each(SHARMA)('gives the published difference of %s %s %s and %s %s %s: %s', (l1, a1, b1, l2, a2, b2, expected) => {
    const first = { l: l1, a: a1, b: b1 };
    const second = { l: l2, a: a2, b: b2 };
    expect(deltaE2000(first, second)).toBeCloseTo(expected, 4);
    expect(deltaE2000(second, first)).toBeCloseTo(expected, 4);
  });
});

describe('CIELAB D65 of sRGB', () => {
  it.each([
    [255, 255, 255, 100, 0, 0],
    [224, 172, 105, 73.788, 11.278, 41.532],
    [141, 85, 36, 41.671, 18.906, 37.239],
    [255, 219, 172, 89.348, 5.928, 27.767],
    [100, 50, 75, 28.112, 25.895, -5.242],
  ])('of (%s, %s, %s) is (%s, %s, %s) within 0.02', (red, green, blue, l, a, b) => {
    const lab = labFromSrgb(red, green, blue);
    expect(Math.abs(lab.l - l)).toBeLessThan(0.02);
    expect(Math.abs(lab.a - a)).toBeLessThan(0.02);
    expect(Math.abs(lab.b - b)).toBeLessThan(0.02);
  });
});

describe('individual typology angle', () => {
  it.each([
    [75, 12, 64.36, 'very_light'],
    [70, 16, 51.34, 'light'],
    [62, 18, 33.69, 'intermediate'],
    [55, 18, 15.52, 'tan'],
    [48, 17, -6.71, 'brown'],
    [35, 12, -51.34, 'dark'],
  ])('of L* %s and b* %s is %s°, tone class %s', (l, b, ita, tone) => {
    expect(itaDegrees({ l, b })).toBeCloseTo(ita, 2);
    expect(toneClass(itaDegrees({ l, b }))).toBe(tone);
  });

  it('keeps the order of tones when depigmented skin has no yellow left', () => {
    expect(itaDegrees({ l: 90, b: -1 })).toBeGreaterThan(itaDegrees({ l: 90, b: 1 }));
  });

  it('puts a boundary into the darker class', () => {
    expect(toneClass(55)).toBe('light');
    expect(toneClass(-30)).toBe('dark');
  });
});
