import { mean } from './order-statistics.ts';
import { studentT } from './student-t.ts';

/** 97.5 % quantile of the normal distribution as the method has it. */
const LIMIT_SD = 1.96;
const TAIL = 0.025;

type Interval = readonly [lower: number, upper: number];

/** Unit: that of the differences. Intervals are of 95 %; null with several differences of one subject, and below two. */
export interface LimitsOfAgreement {
  readonly n: number;
  readonly subjects: number;
  readonly bias: number;
  readonly bias_interval: Interval | null;
  readonly sd: number | null;
  readonly limits: Interval | null;
  readonly lower_limit_interval: Interval | null;
  readonly upper_limit_interval: Interval | null;
}

/**
 * Bland–Altman limits of agreement: bias ± 1.96 s. One difference per subject: s is their standard deviation (n - 1), and a
 * limit's standard error is s √(1/n + 1.96² / (2 (n - 1))). Several differences of a subject are not independent: s² is then the
 * sum of the variances between and within subjects, from a one-way analysis of variance ("true value varies").
 * @param bySubject differences (measured - truth), those of one subject together
 * @source BlandAltman1986 (Lancet 327:307), BlandAltman1999 (doi 10.1177/096228029900800204), BlandAltman2007 (doi 10.1080/10543400701329422)
 */
export function limitsOfAgreement(bySubject: readonly (readonly number[])[]): LimitsOfAgreement {
  const differences = bySubject.flat();
  const n = differences.length;
  const subjects = bySubject.length;
  const bias = mean(differences);
  const none = { bias_interval: null, lower_limit_interval: null, upper_limit_interval: null };
  if (subjects < 2) return { n, subjects, bias, sd: null, limits: null, ...none };
  const sd = Math.sqrt(totalVariance(bySubject, bias));
  const around = (value: number, half: number): Interval => [value - half, value + half];
  const limits = around(bias, LIMIT_SD * sd);
  if (n > subjects) return { n, subjects, bias, sd, limits, ...none };
  const t = studentT(TAIL, n - 1);
  const halfLimit = t * sd * Math.sqrt(1 / n + LIMIT_SD ** 2 / (2 * (n - 1)));
  return {
    ...{ n, subjects, bias, sd, limits },
    bias_interval: around(bias, (t * sd) / Math.sqrt(n)),
    lower_limit_interval: around(limits[0], halfLimit),
    upper_limit_interval: around(limits[1], halfLimit),
  };
}

/** Variance of a single difference of a new subject; with one difference each, the plain variance. */
function totalVariance(bySubject: readonly (readonly number[])[], grandMean: number): number {
  const n = bySubject.flat().length;
  const k = bySubject.length;
  let [between, within, squaredSizes] = [0, 0, 0];
  for (const differences of bySubject) {
    const own = mean(differences);
    between += differences.length * (own - grandMean) ** 2;
    within += differences.reduce((sum, value) => sum + (value - own) ** 2, 0);
    squaredSizes += differences.length ** 2;
  }
  const meanSquareBetween = between / (k - 1);
  if (n === k) return meanSquareBetween;
  const meanSquareWithin = within / (n - k);
  const perSubject = (n - squaredSizes / n) / (k - 1);
  return meanSquareWithin + Math.max(0, (meanSquareBetween - meanSquareWithin) / perSubject);
}
