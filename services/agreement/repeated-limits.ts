import { notComputable } from '../statistics/refuse.ts';
import { approximateLimitIntervals, blandAltman, LIMIT_SD } from './bland-altman.ts';
import { around, type Interval } from './interval.ts';
import { mean } from './order-statistics.ts';

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
  const subjects = bySubject.length;
  const plain = blandAltman(differences);
  const { n, bias } = plain;
  const none = { bias_interval: null, lower_limit_interval: null, upper_limit_interval: null };
  if (subjects < 2) return { n, subjects, bias, sd: null, limits: null, ...none };
  if (n > subjects) {
    const sums = bySubject.map((own) => differenceSums(own, bias)).reduce(addDifferenceSums);
    const sd = Math.sqrt(varianceOfSingle(sums));
    return { n, subjects, bias, sd, limits: around(bias, LIMIT_SD['1.96'] * sd), ...none };
  }
  const { lower, upper } = approximateLimitIntervals(plain, { error: '1999', form: '1.96' });
  return { subjects, ...plain, lower_limit_interval: lower, upper_limit_interval: upper };
}

/** Size, mean and sum of squares about the mean of one subject's values. */
export interface Spread {
  readonly size: number;
  readonly mean: number;
  readonly squares: number;
}

export function spread(values: readonly number[]): Spread {
  const own = mean(values);
  return { size: values.length, mean: own, squares: values.reduce((sum, value) => sum + (value - own) ** 2, 0) };
}

/** What the analysis of variance has to know of the differences of some subjects, less a common origin; of several it adds up. */
export interface DifferenceSums {
  readonly subjects: number;
  readonly n: number;
  readonly total: number;
  /** Σ (sum of a subject's differences)² / their number. */
  readonly betweenSquares: number;
  readonly squares: number;
  /** Σ mᵢ². */
  readonly squaredSizes: number;
}

/** Of one subject. */
export function differenceSums(differences: readonly number[], origin: number): DifferenceSums {
  const n = differences.length;
  let [total, squares] = [0, 0];
  for (const each of differences) {
    total += each - origin;
    squares += (each - origin) ** 2;
  }
  return { subjects: 1, n, total, betweenSquares: total ** 2 / n, squares, squaredSizes: n ** 2 };
}

function addDifferenceSums(a: DifferenceSums, b: DifferenceSums): DifferenceSums {
  return {
    subjects: a.subjects + b.subjects,
    n: a.n + b.n,
    total: a.total + b.total,
    betweenSquares: a.betweenSquares + b.betweenSquares,
    squares: a.squares + b.squares,
    squaredSizes: a.squaredSizes + b.squaredSizes,
  };
}

/**
 * Variance of a single difference of a new subject: that within subjects and that between them, from a one-way analysis of variance,
 * (MSB - MSW) / m with m = (n - Σ mᵢ² / n) / (k - 1), not below 0. With one difference each it is the plain variance.
 * @source BlandAltman2007, section 3 (equal and unequal numbers; "true value varies")
 */
export function varianceOfSingle(sums: DifferenceSums): number {
  const { subjects: k, n, total, betweenSquares, squares, squaredSizes } = sums;
  const meanSquareBetween = Math.max(0, betweenSquares - total ** 2 / n) / (k - 1);
  if (n === k) return meanSquareBetween;
  const meanSquareWithin = Math.max(0, squares - betweenSquares) / (n - k);
  const perSubject = (n - squaredSizes / n) / (k - 1);
  return meanSquareWithin + Math.max(0, (meanSquareBetween - meanSquareWithin) / perSubject);
}

/** Replicates of one subject by two methods, which need not be paired with one another. */
export interface Replicates {
  readonly first: readonly number[];
  readonly second: readonly number[];
}

/**
 * Limits of agreement of single readings where each subject's true value stays the same while it is read several times by each
 * method: s² = var(x̄ᵢ - ȳᵢ) + (1 - mean(1/mₓ)) s²ₓ + (1 - mean(1/m_y)) s²_y, with s²ₓ, s²_y the variances within subjects. The bias is
 * the mean over subjects of the difference of their means.
 * @source BlandAltman2007, section 2; BlandAltman1999, section 5.1
 */
export function limitsOfConstantTruth(
  subjects: readonly Replicates[],
): Pick<LimitsOfAgreement, 'n' | 'subjects' | 'bias'> & { readonly sd: number; readonly limits: Interval } {
  const [first, second] = [subjects.map((each) => spread(each.first)), subjects.map((each) => spread(each.second))];
  const ofMeans = blandAltman(first.map(({ mean: own }, i) => own - second[i].mean));
  if (ofMeans.sd === null) return notComputable('Limits of agreement', 'need 2 subjects.');
  const sd = Math.sqrt(ofMeans.sd ** 2 + withinShare(first) + withinShare(second));
  const n = first.reduce((sum, { size }) => sum + size, 0);
  return { n, subjects: subjects.length, bias: ofMeans.bias, sd, limits: around(ofMeans.bias, LIMIT_SD['1.96'] * sd) };
}

/** What a mean of replicates hides of a single reading's variance. */
function withinShare(subjects: readonly Spread[]): number {
  const free = subjects.reduce((sum, { size }) => sum + size - 1, 0);
  if (free === 0) return 0;
  const within = subjects.reduce((sum, { squares }) => sum + squares, 0) / free;
  return (1 - mean(subjects.map(({ size }) => 1 / size))) * within;
}
