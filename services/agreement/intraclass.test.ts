import { describe, expect, it } from 'vitest';
import { iccReading } from './icc-reading.ts';
import { type IccForm, intraclass, satterthwaite } from './intraclass.ts';
import { meanSquares } from './mean-squares.ts';
import { measurementError, SDC_PER_SEM } from './measurement-error.ts';
import { MINI, WRIGHT } from './peak-flow.fixture.ts';
import { limitHalfWidth, targetsForIccWidth } from './sample-size.ts';

/** @source ShroutFleiss1979, table 2: 6 targets, 4 judges */
const SHROUT_FLEISS = [
  [9, 2, 5, 8],
  [6, 1, 3, 2],
  [8, 4, 6, 8],
  [7, 1, 2, 6],
  [10, 5, 6, 9],
  [6, 2, 4, 7],
];
const squares = meanSquares(SHROUT_FLEISS);
const peakFlow = meanSquares(WRIGHT.map((value, i) => [value, MINI[i]]));

describe('the table of Shrout and Fleiss', () => {
  it('has its mean squares', () => {
    expect(squares.BMS).toBeCloseTo(11.241667, 6);
    expect(squares.WMS).toBeCloseTo(6.263889, 6);
    expect(squares.JMS).toBeCloseTo(32.486111, 6);
    expect(squares.EMS).toBeCloseTo(1.019444, 6);
    expect(Math.abs(satterthwaite(squares) - 4.785143)).toBeLessThan(1e-6);
  });

  it.each<[IccForm, number, readonly [number, number] | null]>([
    ['1,1', 0.165742, [-0.132932, 0.72256]],
    ['2,1', 0.289764, [0.018787, 0.761084]],
    ['3,1', 0.714841, [0.342465, 0.945858]],
    ['1,k', 0.442797, null],
    ['2,k', 0.620051, [0.071137, 0.927232]],
    ['3,k', 0.909316, [0.675675, 0.985892]],
  ])('has ICC(%s) %s', (form, coefficient, interval) => {
    const found = intraclass(squares, form);
    expect(found.coefficient).toBeCloseTo(coefficient, 6);
    if (interval === null) return;
    expect(found.interval?.[0]).toBeCloseTo(interval[0], 6);
    expect(found.interval?.[1]).toBeCloseTo(interval[1], 6);
  });

  it('has the interval of ICC(1,k) that its F has: 1 - 1/F', () => {
    const [lower, upper] = intraclass(squares, '1,1').interval ?? [Number.NaN, Number.NaN];
    const found = intraclass(squares, '1,k').interval;
    expect(found?.[0]).toBeCloseTo((4 * lower) / (1 + 3 * lower), 12);
    expect(found?.[1]).toBeCloseTo((4 * upper) / (1 + 3 * upper), 12);
  });

  it('has its errors of measurement', () => {
    expect(measurementError(squares, 'agreement').sem).toBeCloseTo(2.502776, 6);
    const { sem, sdc, sdc_group } = measurementError(squares, 'consistency');
    expect(sem).toBeCloseTo(1.009675, 6);
    expect(SDC_PER_SEM).toBeCloseTo(2.7718586, 7);
    expect(sdc).toBeCloseTo(2.7718586 * 1.009675, 5);
    expect(sdc_group).toBeCloseTo(sdc / Math.sqrt(6), 12);
  });
});

describe('the peak flow data', () => {
  it.each<[IccForm, number, readonly [number, number]]>([
    ['2,1', 0.945928, [0.857411, 0.980079]],
    ['3,1', 0.942913, [0.849908, 0.978943]],
  ])('have ICC(%s) %s', (form, coefficient, interval) => {
    const found = intraclass(peakFlow, form);
    expect(found.coefficient).toBeCloseTo(coefficient, 6);
    expect(found.interval?.[0]).toBeCloseTo(interval[0], 6);
    expect(found.interval?.[1]).toBeCloseTo(interval[1], 6);
  });

  it('have their errors of measurement; raters that differ less than the residual add nothing', () => {
    const { sem, sdc } = measurementError(peakFlow, 'consistency');
    expect(sem).toBeCloseTo(27.4111, 4);
    expect(sdc).toBeCloseTo(75.98, 3);
    expect(peakFlow.JMS).toBeLessThan(peakFlow.EMS);
    expect(measurementError(peakFlow, 'agreement').sem).toBe(sem);
  });
});

describe('edge cases', () => {
  it('readings that agree wholly have an ICC of 1 without interval', () => {
    const same = meanSquares([
      [0.1, 0.1],
      [0.7, 0.7],
      [1.3, 1.3],
    ]);
    expect(same).toMatchObject({ EMS: 0, WMS: 0, JMS: 0 });
    for (const form of ['1,1', '2,1', '3,1'] as const) {
      expect(intraclass(same, form)).toEqual({ form, coefficient: 1, interval: null });
    }
  });

  it('a constant shift is an error of agreement and none of consistency', () => {
    const shifted = meanSquares([
      [1, 2],
      [2, 3],
      [3, 4],
    ]);
    expect(intraclass(shifted, '3,1')).toEqual({ form: '3,1', coefficient: 1, interval: null });
    // BMS 2, JMS 1.5, EMS 0: 2 / (2 + 2 · 1.5 / 3).
    expect(intraclass(shifted, '2,1')).toMatchObject({ coefficient: expect.closeTo(2 / 3, 12), interval: null });
    expect(measurementError(shifted, 'consistency').sem).toBe(0);
    expect(measurementError(shifted, 'agreement').sem).toBeCloseTo(Math.sqrt(0.5), 12);
  });

  it('targets that do not differ have a negative one', () => {
    // Rows 1 2 / 2 1: BMS 0, WMS 0.5, EMS 1.
    expect(
      intraclass(
        meanSquares([
          [1, 2],
          [2, 1],
        ]),
        '1,1',
      ).coefficient,
    ).toBeCloseTo(-1, 12);
  });

  it('is refused where nothing varies, with one target, with one rater', () => {
    expect(() =>
      meanSquares([
        [4, 4],
        [4, 4],
      ]),
    ).toThrow('one and the same');
    expect(() => meanSquares([[4, 5]])).toThrow('2 targets and 2 raters');
    expect(() => meanSquares([[4], [5]])).toThrow('2 targets and 2 raters');
    expect(() => meanSquares([[4, 5], [5]])).toThrow('target 2 differs');
    expect(() =>
      meanSquares([
        [4, 5],
        [5, Number.NaN],
      ]),
    ).toThrow('received NaN');
    expect(() =>
      intraclass(
        meanSquares([
          [1, 2],
          [1, 2],
        ]),
        '3,1',
      ),
    ).toThrow('0 / 0');
  });

  it('is read on its interval', () => {
    expect(iccReading([0.5, 0.74])).toBe('moderate');
    expect(iccReading([0.49, 0.95])).toBe('poor to excellent');
    expect(iccReading([0.75, 0.9])).toBe('good to excellent');
    expect(iccReading([0.91, 1])).toBe('excellent');
  });
});

describe('sample size', () => {
  it('is that of Bonett: 20 targets for an ICC of 0.85 of 4 raters within 0.2', () => {
    expect(targetsForIccWidth({ icc: 0.85, raters: 4, width: 0.2 })).toBeCloseTo(19.15, 2);
    expect(() => targetsForIccWidth({ icc: 1, raters: 4, width: 0.2 })).toThrow('ICC in [0, 1)');
  });

  it.each([
    [30, 0.65],
    [50, 0.49],
    [100, 0.34],
    [200, 0.24],
  ])('of %s pairs gives limits of agreement within ± %s s', (n, half) => {
    expect(limitHalfWidth(n)).toBeCloseTo(half, 2);
    expect(() => limitHalfWidth(1)).toThrow('2 differences');
  });
});
