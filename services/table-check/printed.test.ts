import { describe, expect, it } from 'vitest';
import { agreement, meant, readPrinted } from './printed.ts';

const printed = (text: string) => {
  const number = readPrinted(text);
  if (number === undefined) throw new Error(`${text} is no number`);
  return number;
};

describe('a printed number', () => {
  it.each([
    ['12.8', 12.75, 12.85],
    ['0.02', 0.015, 0.025],
    ['.020', 0.0195, 0.0205],
    ['39', 38.5, 39.5],
    ['−6.7', -6.75, -6.65],
    ['1.2e-5', 1.15e-5, 1.25e-5],
    ['<0.001', 0, 0.001],
    ['> .05', 0.05, Number.POSITIVE_INFINITY],
  ])('%s stands for %d to %d when it was rounded', (text, low, high) => {
    const interval = meant(printed(text), 'rounded');
    expect(interval.low).toBeCloseTo(low, 12);
    if (Number.isFinite(high)) expect(interval.high).toBeCloseTo(high, 12);
    else expect(interval.high).toBe(high);
  });

  it.each([
    ['12.8', 12.8, 12.9],
    ['-6.7', -6.8, -6.7],
    ['0.0', -0.1, 0.1],
  ])('%s stands for %d to %d when digits were dropped', (text, low, high) => {
    const interval = meant(printed(text), 'truncated');
    expect(interval.low).toBeCloseTo(low, 12);
    expect(interval.high).toBeCloseTo(high, 12);
  });

  it.each(['', '.', '1,5', '12%', 'NS', '0x10', '--1', '1e999'])('%j is none', (text) => {
    expect(readPrinted(text)).toBeUndefined();
  });

  it('agrees, agrees only truncated, or does not', () => {
    const against = (value: number) => agreement(printed('0.02'), () => ({ low: value, high: value }));
    expect([0.0249, 0.025, 0.0262, 0.0301, 0.0149].map(against)).toEqual([
      ...['agrees', 'agrees', 'truncated', 'disagrees', 'disagrees'],
    ]);
  });
});
