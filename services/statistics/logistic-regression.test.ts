import { describe, expect, it } from 'vitest';
import { type LogisticFit, logisticRegression } from './logistic-regression.ts';

const column = (name: string, values: readonly number[]) => ({ name, values });
const yes = (values: readonly number[]) => values.map((value) => value === 1);

/** Temperature and damaged O-rings of 23 launches. */
const TEMPERATURE = [66, 70, 69, 68, 67, 72, 73, 70, 57, 63, 70, 78, 67, 53, 67, 75, 70, 81, 76, 79, 75, 76, 58];
const DAMAGE = yes([0, 1, 0, 0, 0, 0, 0, 0, 1, 1, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0, 1, 0, 1]);

/** Henderson and Velleman 1981 (R's mtcars): weight, horsepower, manual gear. */
const WEIGHT = [
  2.62, 2.875, 2.32, 3.215, 3.44, 3.46, 3.57, 3.19, 3.15, 3.44, 3.44, 4.07, 3.73, 3.78, 5.25, 5.424, 5.345, 2.2, 1.615,
  1.835, 2.465, 3.52, 3.435, 3.84, 3.845, 1.935, 2.14, 1.513, 3.17, 2.77, 3.57, 2.78,
];
const POWER = [
  110, 110, 93, 110, 175, 105, 245, 62, 95, 123, 123, 180, 180, 180, 205, 215, 230, 66, 52, 65, 97, 150, 150, 245, 175,
  66, 91, 113, 264, 175, 335, 109,
];
const MANUAL = WEIGHT.map((_, i) => i < 3 || (i > 16 && i < 20) || i > 24);
const CARS = [column('hp', POWER), column('wt', WEIGHT)];

const interval = (fit: LogisticFit, j: number) => fit.coefficients[j].likelihood_ratio?.estimate?.interval ?? [];

describe('logistic regression', () => {
  it('of damage by temperature', () => {
    const fit = logisticRegression(DAMAGE, [column('temperature', TEMPERATURE)]);
    const [constant, slope] = fit.coefficients;
    expect(constant.value).toBeCloseTo(15.0429016, 6);
    expect(constant.standard_error).toBeCloseTo(7.3786364, 5);
    expect(slope.value).toBeCloseTo(-0.2321627, 7);
    expect(slope.standard_error).toBeCloseTo(0.1082365, 7);
    expect(slope.wald?.statistic?.value).toBeCloseTo(-2.1449576, 6);
    expect(slope.wald?.p_value).toBeCloseTo(0.0319562, 6);
    expect(fit.deviance).toBeCloseTo(20.3151927, 7);
    expect(fit.null_deviance).toBeCloseTo(28.2671527, 7);
    expect(slope.wald?.estimate?.value).toBeCloseTo(0.792817, 6);
    expect(slope.wald?.estimate?.interval?.[0]).toBeCloseTo(0.641271, 6);
    expect(slope.wald?.estimate?.interval?.[1]).toBeCloseTo(0.980176, 6);
    // An independent maximiser and root finder (SciPy) on the same likelihood.
    expect(interval(fit, 1)[0]).toBeCloseTo(Math.exp(-0.5154325375947137), 6);
    expect(interval(fit, 1)[1]).toBeCloseTo(Math.exp(-0.06078625716993627), 6);
    expect(slope.likelihood_ratio?.p_value).toBeCloseTo(0.004803532510140345, 8);
    expect(fit).toMatchObject({ n: 23, events: 7, warnings: [expect.stringMatching(/^7.0 events .* below 10/)] });
  });

  it('of manual gear by horsepower and weight', () => {
    const fit = logisticRegression(MANUAL, CARS);
    const [constant, hp, wt] = fit.coefficients;
    // As printed by R.
    expect([constant.value, hp.value, wt.value].map((each) => each.toFixed(5))).toEqual([
      '18.86630',
      '0.03626',
      '-8.08348',
    ]);
    expect(constant.standard_error).toBeCloseTo(7.44356, 4);
    expect(hp.standard_error).toBeCloseTo(0.01773415, 7);
    expect(wt.standard_error).toBeCloseTo(3.0686753, 6);
    expect(wt.wald?.p_value).toBeCloseTo(0.00843, 5);
    expect(fit.deviance).toBeCloseTo(10.059110472266985, 8);
    expect(fit.overall).toMatchObject({
      df: 2,
      statistic: { value: expect.closeTo(43.22973 - 10.05911, 4) },
      estimate: null,
    });
    // SciPy.
    expect(interval(fit, 1).map(Math.log)).toEqual([expect.closeTo(0.01059427, 7), expect.closeTo(0.0905523563, 7)]);
    expect(interval(fit, 2).map(Math.log)).toEqual([
      expect.closeTo(-17.207128179, 6),
      expect.closeTo(-3.7695301535, 6),
    ]);
    expect(hp.likelihood_ratio?.p_value).toBeCloseTo(0.002532484811991011, 8);
  });

  it('names what separates the outcomes instead of giving a number', () => {
    const outcome = yes([0, 0, 0, 0, 1, 1, 1, 1]);
    const other = column('other', [3, 5, 4, 1, 5, 2, 2, 6]);
    const complete = column('dose', [1, 2, 3, 4, 5, 6, 7, 8]);
    expect(() => logisticRegression(outcome, [complete])).toThrow(
      expect.objectContaining({ code: 'not_computable', message: expect.stringMatching(/: dose separates/) }),
    );
    // Quasi-complete: everybody with the sign has the event.
    const sign = column('sign', [0, 0, 0, 0, 0, 0, 1, 1]);
    expect(() => logisticRegression(outcome, [other, sign])).toThrow(/: sign separates the outcomes/);
    // The same without separation.
    const mixed = column('sign', [0, 1, 0, 0, 0, 0, 1, 1]);
    expect(logisticRegression(outcome, [mixed]).coefficients[1].value).toBeCloseTo(Math.log(3), 8);
  });

  it('is the crude odds ratio for one yes-or-no predictor', () => {
    // 35/48 and 23/37.
    const outcome = Array.from({ length: 85 }, (_, i) => (i < 48 ? i < 35 : i < 48 + 23));
    const group = column(
      'group',
      outcome.map((_, i) => (i < 48 ? 1 : 0)),
    );
    const { wald } = logisticRegression(outcome, [group]).coefficients[1];
    expect(wald?.estimate?.value).toBeCloseTo((35 * 14) / (13 * 23), 8);
    expect(wald?.estimate?.interval?.[0]).toBeCloseTo(0.653, 4);
  });

  it('tests the levels of a variable together', () => {
    const dose = [1, 2].map((level) => ({
      ...column(
        `dose ${level}`,
        TEMPERATURE.map((_, i) => (i % 3 === level ? 1 : 0)),
      ),
      term: 'dose',
    }));
    const temperature = column('t', TEMPERATURE);
    const fit = logisticRegression(DAMAGE, [temperature, ...dose]);
    const without = logisticRegression(DAMAGE, [temperature]);
    expect(fit.terms).toMatchObject([
      { term: 'dose', test: { df: 2, statistic: { value: expect.closeTo(without.deviance - fit.deviance, 8) } } },
    ]);
    expect(fit.overall.statistic?.value).toBeCloseTo(fit.null_deviance - fit.deviance, 8);
  });

  it('keeps its digits far from the origin', () => {
    const late = logisticRegression(DAMAGE, [
      column(
        't',
        TEMPERATURE.map((each) => 1e7 + each / 1000),
      ),
    ]);
    expect(late.coefficients[1].value).toBeCloseTo(-232.1627, 3);
  });

  it.each([
    [yes([1, 1, 1]), [column('x', [1, 2, 3])], /all 3 outcomes are the same/],
    [yes([1, 0, 1, 0]), [column('x', [2, 2, 2, 2])], /x does not vary/],
    [yes([1, 0, 1, 0]), [column('x', [1, 2, 3, 5]), column('y', [2, 4, 6, 10])], /y is a combination/],
    [yes([1, 0, 1]), [column('x', [1, 2, 3]), column('y', [2, 4, 5])], /3 complete rows do not suffice/],
    [yes([1, 0, 1]), [], /no predictor/],
  ])('refuses %j with %j', (outcome, columns, message) => {
    expect(() => logisticRegression(outcome, columns)).toThrow(message);
  });
});

describe("Firth's fit", () => {
  it('adds one half to every cell of a four-fold table', () => {
    // 0/5 and 3/4: separated.
    const outcome = yes([0, 0, 0, 0, 0, 1, 1, 1, 0]);
    const fit = logisticRegression(outcome, [column('x', [0, 0, 0, 0, 0, 1, 1, 1, 1])], 'firth');
    expect(fit.coefficients[0].value).toBeCloseTo(Math.log(0.5 / 5.5), 7);
    expect(fit.coefficients[1].value).toBeCloseTo(Math.log((3.5 / 1.5) * (5.5 / 0.5)), 7);
  });

  it('agrees with an independent maximiser', () => {
    const rings = logisticRegression(DAMAGE, [column('t', TEMPERATURE)], 'firth');
    expect(rings.coefficients[1].value).toBeCloseTo(-0.18604192, 7);
    expect(interval(rings, 1).map(Math.log)).toEqual([expect.closeTo(-0.4195328, 6), expect.closeTo(-0.0405285, 6)]);
    expect(rings.coefficients[1].likelihood_ratio).toMatchObject({
      test: 'Penalised likelihood-ratio test',
      p_value: expect.closeTo(0.009298911572764346, 7),
    });
    const cars = logisticRegression(MANUAL, CARS, 'firth');
    expect(cars.coefficients[1].value).toBeCloseTo(0.02445604, 7);
    expect(cars.coefficients[2].value).toBeCloseTo(-5.70413831, 6);
    expect(interval(cars, 2).map(Math.log)).toEqual([expect.closeTo(-11.3291333, 5), expect.closeTo(-2.7060593, 5)]);
    expect(cars.coefficients[1].likelihood_ratio?.p_value).toBeCloseTo(0.006963589134165475, 7);
  });

  it('is finite where the outcomes are separated', () => {
    const fit = logisticRegression(yes([0, 0, 0, 0, 1, 1, 1, 1]), [column('dose', [1, 2, 3, 4, 5, 6, 7, 8])], 'firth');
    expect(fit.coefficients[1].value).toBeCloseTo(1.03274441, 6);
    expect(interval(fit, 1).map(Math.log)).toEqual([expect.closeTo(0.134140563, 6), expect.closeTo(5.746496142, 5)]);
    expect(fit.coefficients[1].wald).toBeNull();
  });
});
