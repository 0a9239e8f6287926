import { describe, expect, it } from 'vitest';
import { ladderLevel, vasiContinuous, vasiLaddered } from './vasi.ts';

const patch = (bsaPercent: number, depigmentationPercent: number) => ({ bsaPercent, depigmentationPercent });

describe('VASI of measured lesions', () => {
  it('adds 3 hand units at 50 % and 4 hand units at 75 % up to 4.5, the published worked example', () => {
    expect(vasiContinuous([patch(3, 50), patch(4, 75)])).toBe(4.5);
    expect(vasiLaddered([patch(3, 50), patch(4, 75)])).toBe(4.5);
  });

  it('gives 1.0 for 1 % of the body surface without pigment, and 0.5 for three ways to halve it', () => {
    expect(vasiContinuous([patch(1, 100)])).toBe(1);
    expect(vasiContinuous([patch(0.5, 100)])).toBe(0.5);
    expect(vasiContinuous([patch(1, 50)])).toBe(0.5);
    expect(vasiContinuous([patch(2 / 3, 75)])).toBeCloseTo(0.5, 12);
  });

  it('moves each lesion to the nearest level by itself, which the average would not give', () => {
    // 1 % at 94 % (→ 90) and 1 % at 96 % (→ 100): 0.9 + 1.0; the average of 95 % would give 2.0.
    expect(vasiLaddered([patch(1, 94), patch(1, 96)])).toBeCloseTo(1.9, 12);
    expect(vasiContinuous([patch(1, 94), patch(1, 96)])).toBeCloseTo(1.9, 12);
    expect(vasiLaddered([patch(1, 60), patch(1, 70)])).toBe(1.25);
    expect(vasiContinuous([patch(1, 60), patch(1, 70)])).toBeCloseTo(1.3, 12);
  });

  it.each([
    [0, 0],
    [4.9, 0],
    [5, 10],
    [17.4, 10],
    [17.5, 25],
    [37.4, 25],
    [37.5, 50],
    [62.4, 50],
    [62.5, 75],
    [82.4, 75],
    [82.5, 90],
    [94.9, 90],
    [95, 100],
    [100, 100],
  ])('reads a depigmentation of %s %% as level %s', (depigmentation, level) => {
    expect(ladderLevel(depigmentation)).toBe(level);
  });

  it('is nought without lesions', () => {
    expect(vasiContinuous([])).toBe(0);
    expect(vasiLaddered([])).toBe(0);
  });

  it.each([-1, 100.1, Number.NaN])('refuses %s as a percentage', (wrong) => {
    expect(() => vasiContinuous([patch(wrong, 50)])).toThrow(RangeError);
    expect(() => vasiLaddered([patch(1, wrong)])).toThrow(RangeError);
  });
});
