import { describe, expect, it } from 'vitest';
import { normalBelow, tQuantile } from '../statistics/distributions.ts';
import { nonCentralTCdf, nonCentralTQuantile } from './non-central-t.ts';

describe('the non-central t distribution', () => {
  it('is Student’s with no noncentrality', () => {
    for (const df of [1, 2, 7, 400]) expect(nonCentralTQuantile(0.975, df, 0)).toBeCloseTo(tQuantile(0.975, df), 9);
  });

  it('leaves Φ(-δ) below 0: the sign of t is the sign of the normal above', () => {
    for (const delta of [-3, 0.5, 2, 8]) expect(nonCentralTCdf(0, 5, delta)).toBeCloseTo(normalBelow(-delta), 13);
  });

  // scipy 1.17, stats.nct.
  it.each([
    [1, 2.5, 0.025, 0.534121822308475],
    [1, 2.5, 0.975, 79.83312345358094],
    [16, 8.081138530665102, 0.025, 5.422004997786389],
    [16, 8.081138530665102, 0.975, 12.980655683840329],
    [4, -3, 0.975, -0.9848418313222727],
    [99, 19.6, 0.975, 23.41911622161559],
    [2, 50, 0.5, 60.05148372231217],
    [2, 50, 0.975, 314.2963948298939],
  ])('with %s degrees of freedom and δ %s has at %s the value of another implementation', (df, delta, p, t) => {
    expect(nonCentralTQuantile(p, df, delta) / t).toBeCloseTo(1, 8);
    expect(nonCentralTCdf(t, df, delta)).toBeCloseTo(p, 9);
  });

  it('nears the normal distribution at sizes where the usual series underflows', () => {
    const n = 18_000;
    const delta = 1.96 * Math.sqrt(n);
    const spread = Math.sqrt(1 + delta ** 2 / (2 * (n - 1)));
    expect((nonCentralTQuantile(0.975, n - 1, delta) - delta) / spread).toBeCloseTo(1.96, 1);
    expect(nonCentralTCdf(nonCentralTQuantile(0.025, n - 1, delta), n - 1, delta)).toBeCloseTo(0.025, 12);
  });

  it('refuses what is no probability and no degree of freedom', () => {
    expect(() => nonCentralTQuantile(1, 5, 0)).toThrow('probability');
    expect(() => nonCentralTCdf(1, 0, 0)).toThrow('df of at least 1');
  });
});
