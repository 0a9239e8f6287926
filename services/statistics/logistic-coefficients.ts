import { chiSquareAbove, twoSidedNormal, Z_95 } from './distributions.ts';
import type { LogisticData, Maximum, Penalty } from './logistic-likelihood.ts';
import type { StandardisedColumns } from './model-columns.ts';
import { likelihoodRatio, profileInterval } from './profile-likelihood.ts';
import type { Estimate, Interval, TestResult } from './test-result.ts';

export interface Coefficient {
  readonly name: string;
  /** Change of the logarithm of the odds for one unit of the predictor. */
  readonly value: number;
  readonly standard_error: number;
  /** With the odds ratio and its Wald interval. None for Firth's fit, whose likelihood is too skewed for it. */
  readonly wald: TestResult | null;
  /** With the odds ratio and its profile-likelihood interval. Null for the constant. */
  readonly likelihood_ratio: TestResult | null;
}

const standardErrorAt = ({ covariance }: Maximum, index: number): number =>
  Math.sqrt(covariance?.get(index, index) ?? Number.NaN);

/** The constant where the predictors are nought, not where they are average. */
export function constantOf(best: Maximum, { means, sds }: StandardisedColumns): Coefficient {
  const turn = [1, ...means.map((centre, j) => -centre / sds[j])];
  const value = turn.reduce((sum, each, j) => sum + each * best.coefficients[j], 0);
  const variance = turn.reduce(
    (sum, a, j) => sum + a * turn.reduce((part, b, k) => part + b * (best.covariance?.get(j, k) ?? Number.NaN), 0),
    0,
  );
  return { name: '(constant)', value, standard_error: Math.sqrt(variance), wald: null, likelihood_ratio: null };
}

interface CoefficientInput {
  readonly name: string;
  readonly j: number;
  readonly data: LogisticData;
  readonly penalty: Penalty;
  readonly best: Maximum;
  readonly sd: number;
}

export function coefficientOf({ name, j, data, penalty, best, sd }: CoefficientInput): Coefficient {
  const index = j + 1;
  const scaledError = standardErrorAt(best, index);
  const value = best.coefficients[index] / sd;
  const standardError = scaledError / sd;
  const penalised = penalty === 'jeffreys';
  const [low, high] = profileInterval(data, penalty, best, { index, standardError: scaledError });
  const half = Z_95 * standardError;
  return {
    ...{ name, value },
    standard_error: standardError,
    wald: penalised ? null : waldTest(value, standardError, oddsRatio(value, [value - half, value + half], 'Wald')),
    likelihood_ratio: {
      ...ratioTest(data, penalty, best, [j]),
      estimate: oddsRatio(
        value,
        [low / sd, high / sd],
        penalised ? 'profile of the penalised likelihood' : 'profile likelihood',
      ),
    },
  };
}

/** Whether these columns add anything, against the model that holds their coefficients at nought. */
export function ratioTest(data: LogisticData, penalty: Penalty, best: Maximum, columns: readonly number[]): TestResult {
  const value = likelihoodRatio(data, penalty, best, new Map(columns.map((j) => [j + 1, 0])));
  const df = columns.length;
  const of = df === 1 ? 'one coefficient' : `${df} coefficients together`;
  return {
    test: penalty === 'none' ? 'Likelihood-ratio test' : 'Penalised likelihood-ratio test',
    variant: `${of}, chi-square approximation`,
    statistic: { name: 'X²', value },
    df,
    p_value: chiSquareAbove(value, df),
    estimate: null,
    remarks: [],
  };
}

function waldTest(value: number, standardError: number, estimate: Estimate): TestResult {
  const z = value / standardError;
  return {
    test: 'Wald test',
    variant: 'one coefficient, normal approximation, two-sided',
    statistic: { name: 'z', value: z },
    df: null,
    p_value: twoSidedNormal(z),
    estimate,
    remarks: [],
  };
}

function oddsRatio(logOdds: number, [low, high]: Interval, method: string): Estimate {
  return { name: 'odds ratio', value: Math.exp(logOdds), interval: [Math.exp(low), Math.exp(high)], method };
}
