import { describe, expect, it } from 'vitest';
import { seededRandom } from '../statistics/seeded-random.ts';
import { deming } from './deming.ts';
import { countInversions, listInversions } from './inversions.ts';
import { median } from './order-statistics.ts';
import { passingBablok } from './passing-bablok.ts';
import { MINI, WRIGHT } from './peak-flow.fixture.ts';
import { weightedDeming } from './weighted-deming.ts';

const expectInterval = (found: readonly number[] | null, expected: readonly number[], digits: number) =>
  expected.forEach((limit, i) => {
    expect(found?.[i]).toBeCloseTo(limit, digits);
  });

describe('Deming regression', () => {
  it('of the peak flow data is the recomputed one, with its jackknife intervals', () => {
    const found = deming({ x: WRIGHT, y: MINI, ratio: 1 });
    expect(found.slope).toBeCloseTo(0.9708808, 7);
    expect(found.intercept).toBeCloseTo(15.231556, 6);
    expect(found.slope_error).toBeCloseTo(0.139017, 6);
    expect(found.intercept_error).toBeCloseTo(69.4795, 4);
    expectInterval(found.slope_interval, [0.674573, 1.267189], 6);
    expectInterval(found.intercept_interval, [-132.861, 163.324], 3);
  });

  it('is turned round with the methods, and nears least squares when x has no error', () => {
    const [there, back] = [deming({ x: WRIGHT, y: MINI, ratio: 4 }), deming({ x: MINI, y: WRIGHT, ratio: 1 / 4 })];
    expect(there.slope * back.slope).toBeCloseTo(1, 12);
    expect(back.intercept).toBeCloseTo(-there.intercept / there.slope, 8);
    // Least squares of y on x: Sxy / Sxx.
    const [mx, my] = [WRIGHT, MINI].map((values) => values.reduce((a, b) => a + b) / 17);
    const sxy = WRIGHT.reduce((sum, value, i) => sum + (value - mx) * (MINI[i] - my), 0);
    const sxx = WRIGHT.reduce((sum, value) => sum + (value - mx) ** 2, 0);
    expect(deming({ x: WRIGHT, y: MINI, ratio: 1e9 }).slope).toBeCloseTo(sxy / sxx, 6);
  });

  it('leaves out whole subjects: rows that are said twice do not narrow the interval', () => {
    const subjects = WRIGHT.map((_, i) => `S${i}`);
    const twice = deming({
      x: [...WRIGHT, ...WRIGHT],
      y: [...MINI, ...MINI],
      ratio: 1,
      subjects: [...subjects, ...subjects],
    });
    const once = deming({ x: WRIGHT, y: MINI, ratio: 1 });
    expect(twice.n).toBe(34);
    expectInterval(twice.slope_interval, once.slope_interval ?? [], 10);
  });

  it('is refused where there is no line', () => {
    expect(() => deming({ x: [1, 2], y: [1, 2], ratio: 1 })).toThrow('3 pairs');
    expect(() => deming({ x: [1, 1, 1], y: [1, 2, 3], ratio: 1 })).toThrow('does not vary');
    expect(() => deming({ x: [1, 2, 3], y: [1, 2, 1], ratio: 1 })).toThrow('vary together');
    expect(() => deming({ x: [0.1, 0.2, 0.3], y: [0.1, 0.2, 0.1], ratio: 1 })).toThrow('vary together');
    expect(() => deming({ x: [1, 2, 3], y: [1, 2, 3], ratio: 0 })).toThrow('ratio above 0');
    expect(() => deming({ x: [1, 2], y: [1], ratio: 1 })).toThrow(/expected pairs/i);
  });
});

describe('weighted Deming regression', () => {
  it('finds the line of readings whose error grows with them, where small ones say most (numpy 2.4)', () => {
    const x = [1, 2, 4, 8, 16, 32, 64];
    const y = [3.02, 4.96, 9.1, 16.7, 33.5, 64, 132];
    const found = weightedDeming({ x, y, ratio: 1 });
    expect(found.slope).toBeCloseTo(2.0044878035, 9);
    expect(found.intercept).toBeCloseTo(0.9998623647, 9);
  });

  it('is turned round with the methods, and is exact on a line', () => {
    const [there, back] = [
      weightedDeming({ x: WRIGHT, y: MINI, ratio: 2 }),
      weightedDeming({ x: MINI, y: WRIGHT, ratio: 0.5 }),
    ];
    expect(there.slope * back.slope).toBeCloseTo(1, 9);
    const line = weightedDeming({ x: [1, 2, 3, 4], y: [3, 5, 7, 9], ratio: 1 });
    expect([line.slope, line.intercept]).toEqual([expect.closeTo(2, 9), expect.closeTo(1, 9)]);
    expect(() => weightedDeming({ x: [1, 0, 3], y: [1, 2, 3], ratio: 1 })).toThrow('pair 2 is 0 and 2');
  });
});

/** All slopes, as the paper has it: the other way to the same figures. */
function bruteForce(x: readonly number[], y: readonly number[]) {
  const slopes: number[] = [];
  for (let i = 0; i < x.length; i++) {
    for (let j = i + 1; j < x.length; j++) {
      const [dx, dy] = [x[j] - x[i], y[j] - y[i]];
      if ((dx === 0 && dy === 0) || dy === -dx) continue;
      slopes.push(dx === 0 ? Number.POSITIVE_INFINITY : dy / dx);
    }
  }
  slopes.sort((a, b) => a - b);
  const [N, n, K] = [slopes.length, x.length, slopes.filter((slope) => slope < -1).length];
  const at = (rank: number) => slopes[rank + K - 1];
  const slope = N % 2 === 1 ? at((N + 1) / 2) : (at(N / 2) + at(N / 2 + 1)) / 2;
  const M1 = Math.round((N - 1.9599639845400545 * Math.sqrt((n * (n - 1) * (2 * n + 5)) / 18)) / 2);
  return { N, K, slope, interval: [at(M1), at(N - M1 + 1)], intercept: median(x.map((v, i) => y[i] - slope * v)) };
}

describe('Passing–Bablok regression', () => {
  it('of the peak flow data is the recomputed one', () => {
    const found = passingBablok(WRIGHT, MINI);
    expect(found).toMatchObject({ n: 17, slopes: 135, below_minus_one: 13, ranks: [44, 92] });
    expect(found.slope).toBeCloseTo(1.0648148, 7);
    expect(found.intercept).toBeCloseTo(-24.305556, 6);
    expectInterval(found.slope_interval, [0.8370787, 1.3968254], 7);
    expectInterval(found.intercept_interval, [-178.03175, 82.9382], 5);
  });

  it.each([
    ['decimals', 300, 1000, 10],
    ['many ties', 400, 12, 1],
    ['round decimals with ties', 350, 60, 10],
    ['few', 12, 50, 1],
  ])('is what all slopes, sorted, give: %s', (_, n, steps, per) => {
    for (const seed of [1, 2, 3]) {
      const random = seededRandom(seed);
      const x = Array.from({ length: n }, () => Math.floor(random() * steps));
      const y = x.map((value) => Math.round(0.9 * value + 1 + (random() - 0.5) * 0.5 * steps));
      const found = passingBablok(
        x.map((value) => value / per),
        y.map((value) => value / per),
      );
      const expected = bruteForce(x, y);
      expect([found.slopes, found.below_minus_one]).toEqual([expected.N, expected.K]);
      expect(found.slope).toBeCloseTo(expected.slope, 12);
      expect(found.intercept).toBeCloseTo(expected.intercept / per, 9);
      if (found.slope_interval) expectInterval(found.slope_interval, expected.interval, 12);
      else expect(expected.interval.every((end) => end >= -1 && Number.isFinite(end))).toBe(false);
    }
  });

  it('finds the slope of 6,000 pairs, 18 million slopes, without holding them', () => {
    const random = seededRandom(7);
    const noise = () => random() + random() + random() - 1.5;
    const truth = Array.from({ length: 6000 }, () => 100 * random() ** 3);
    const [x, y] = [truth.map((t) => t + noise()), truth.map((t) => 1.1 * t + 0.5 + noise())];
    const found = passingBablok(x, y);
    expect(found.slopes).toBe((6000 * 5999) / 2);
    expect(found.slope).toBeCloseTo(1.1, 2);
    // The rank of what was found, counted among all pairs.
    let below = 0;
    for (let i = 0; i < x.length; i++) {
      for (let j = i + 1; j < x.length; j++) {
        const slope = (y[j] - y[i]) / (x[j] - x[i]);
        if (slope >= -1 && slope < found.slope) below++;
      }
    }
    expect(Math.abs(below - found.slopes / 2)).toBeLessThanOrEqual(1);
  });

  it('takes round numbers in which nearly all slopes are one', () => {
    const x = Array.from({ length: 3000 }, (_, i) => i % 100);
    const found = passingBablok(
      x,
      x.map((value, i) => value + (i % 7 === 0 ? 1 : 0)),
    );
    expect(found.slope).toBe(1);
    expect(found.intercept).toBe(0);
  });

  it('is refused where the readings do not rise together', () => {
    expect(() => passingBablok([1, 2, 3, 4], [8, 6, 4, 2])).toThrow('rise together');
    expect(() => passingBablok([1, 2, 3, 4], [4, 3, 2, 1])).toThrow('-1 or undefined');
    expect(() => passingBablok([1, 1, 1], [1, 2, 3])).toThrow('does not vary');
    expect(passingBablok([1, 2, 3], [1, 2, 3.5]).slope_interval).toBeNull();
  });
});

describe('inversions', () => {
  it('are counted and listed by hand', () => {
    expect(countInversions(Float64Array.of(3, 1, 2, 2))).toBe(3);
    expect([...listInversions(Float64Array.of(3, 1, 2, 2), 9)]).toEqual([0, 1, 0, 2, 0, 3]);
    expect([...listInversions(Float64Array.of(3, 2, 1), 2)]).toHaveLength(4);
    expect(countInversions(new Float64Array(0))).toBe(0);
  });
});
