import { describe, expect, it } from 'vitest';
import { faultOfScore, INSTRUMENT_RANGES, INSTRUMENTS } from './instruments.ts';

describe('ranges of manual scores', () => {
  it.each(INSTRUMENTS)('accepts both ends of the range of %s and nothing beyond', (instrument) => {
    const { minimum, maximum } = INSTRUMENT_RANGES[instrument];
    expect(faultOfScore(instrument, minimum)).toBeUndefined();
    expect(faultOfScore(instrument, maximum)).toBeUndefined();
    expect(faultOfScore(instrument, minimum - 0.1)).toContain(instrument);
    expect(faultOfScore(instrument, maximum + 0.1)).toContain(instrument);
  });

  it('names range and value, so that the reader sees the typing error', () => {
    expect(faultOfScore('PASI', 720)).toBe('PASI goes from 0 to 72, but the value is 720.');
    expect(faultOfScore('F-VASI', 30)).toBe('F-VASI goes from 0 to 3, but the value is 30.');
  });

  it('accepts half a point where an average is meant and refuses it where a grade is', () => {
    expect(faultOfScore('sPGA', 2.5)).toBeUndefined();
    expect(faultOfScore('VNS', 2.5)).toBe('VNS is a whole number, but the value is 2.5.');
  });
});
