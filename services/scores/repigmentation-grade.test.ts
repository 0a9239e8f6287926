import { describe, expect, it } from 'vitest';
import { areGradeBounds, parseGradeBounds, repigmentationGrade } from './repigmentation-grade.ts';

describe('repigmentationGrade', () => {
  it.each([
    [-30, '<=0 %'],
    [0, '<=0 %'],
    [0.1, '0-25 %'],
    [25, '0-25 %'],
    [25.1, '25-50 %'],
    [75, '50-75 %'],
    [75.1, '75-100 %'],
    [100, '100 %'],
  ])('of %s %% is %s', (net, grade) => {
    expect(repigmentationGrade(net)).toBe(grade);
  });
});

describe('grade bounds', () => {
  it('are those asked for, upper bounds inclusive', () => {
    expect([10, 10.1, 80, 99.9].map((net) => repigmentationGrade(net, [10, 80]))).toEqual([
      '0-10 %',
      '10-80 %',
      '10-80 %',
      '80-100 %',
    ]);
  });

  it.each([[[]], [[0, 50]], [[50, 50]], [[75, 25]], [[50, 100]], [[Number.NaN]]])('are not %j', (bounds) => {
    expect(areGradeBounds(bounds)).toBe(false);
    expect(() => repigmentationGrade(10, bounds)).toThrow('Expected rising grade bounds');
  });

  it('are read from text, or not at all', () => {
    expect(parseGradeBounds('10, 40.5,90')).toEqual([10, 40.5, 90]);
    expect(['', '25,', 'a', '50,25'].map(parseGradeBounds)).toEqual([undefined, undefined, undefined, undefined]);
  });
});
