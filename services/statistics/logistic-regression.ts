import { chiSquareAbove, twoSidedNormal, Z_95 } from './distributions.ts';
import { type LogisticData, type Maximum, maximise, type Penalty } from './logistic-likelihood.ts';
import { type ModelColumn, type StandardisedColumns, standardise } from './model-columns.ts';
import { likelihoodRatio, profileInterval } from './profile-likelihood.ts';
import { notComputable } from './refuse.ts';
import { separatingCoefficients } from './separation.ts';
import type { Estimate, Interval, TestResult } from './test-result.ts';

const FIGURE = 'Logistic regression';
/** Events, of the rarer outcome, that each coefficient should have. @source Peduzzi1996 (J Clin Epidemiol 49:1373) */
export const LEAST_EVENTS_PER_COEFFICIENT = 10;

export type LogisticMethod = 'maximum_likelihood' | 'firth';
const METHODS = {
  maximum_likelihood: { penalty: 'none', title: 'maximum likelihood (iteratively reweighted least squares)' },
  firth: { penalty: 'jeffreys', title: 'Firth penalised likelihood' },
} as const satisfies Record<LogisticMethod, { penalty: Penalty; title: string }>;

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

export interface LogisticFit {
  readonly method: string;
  readonly n: number;
  readonly events: number;
  /** The constant first. */
  readonly coefficients: readonly Coefficient[];
  /** -2 log-likelihood, without the penalty. */
  readonly deviance: number;
  readonly null_deviance: number;
  readonly events_per_coefficient: number;
  readonly warnings: readonly string[];
}

/**
 * Logistic regression of a yes-or-no outcome.
 * @throws RangeError for columns of another length than the outcome
 * @throws Refusal `not_computable` where the outcome or a predictor does not vary, predictors explain one another, there are no more rows than
 * coefficients, or (not with `firth`) the outcomes are separated, which is named
 * @source McCullaghNelder1989; Firth1993 (Biometrika 80:27), Heinze2002
 */
export function logisticRegression(
  outcome: readonly boolean[],
  columns: readonly ModelColumn[],
  method: LogisticMethod = 'maximum_likelihood',
): LogisticFit {
  const n = outcome.length;
  const events = outcome.filter((each) => each).length;
  if (events === 0 || events === n) notComputable(FIGURE, `all ${n} outcomes are the same.`);
  if (columns.length === 0) notComputable(FIGURE, 'there is no predictor.');
  if (n <= columns.length + 1) {
    notComputable(FIGURE, `${n} complete rows do not suffice for ${columns.length + 1} coefficients.`);
  }
  const scaled = standardise(FIGURE, columns, n);
  const data: LogisticData = { rows: scaled.rows, outcome };
  const { penalty, title } = METHODS[method];
  const best = maximise(data, penalty);
  if (!best.converged || best.covariance === null) refuseFit(data, best, columns, method);
  const perCoefficient = Math.min(events, n - events) / columns.length;
  return {
    method: title,
    ...{ n, events },
    coefficients: [
      constantOf(best, scaled),
      ...columns.map(({ name }, j) => coefficientOf({ name, j, data, penalty, best, sd: scaled.sds[j] })),
    ],
    deviance: -2 * plainLogLikelihood(data, best),
    null_deviance: -2 * (events * Math.log(events / n) + (n - events) * Math.log(1 - events / n)),
    events_per_coefficient: perCoefficient,
    warnings: perCoefficient < LEAST_EVENTS_PER_COEFFICIENT ? [fewEvents(perCoefficient, method)] : [],
  };
}

function fewEvents(perCoefficient: number, method: LogisticMethod): string {
  const advice = method === 'firth' ? '' : "; compare with Firth's fit";
  return `${perCoefficient.toFixed(1)} events of the rarer outcome for each coefficient: below ${LEAST_EVENTS_PER_COEFFICIENT} the odds ratios are biased away from 1${advice}.`;
}

function refuseFit(data: LogisticData, best: Maximum, columns: readonly ModelColumn[], method: LogisticMethod): never {
  const running = method === 'firth' ? undefined : separatingCoefficients(data, best.lastStep);
  if (running === undefined) notComputable(FIGURE, 'the fit did not converge.');
  const names = running.map((j) => columns[j - 1].name).join(', ');
  notComputable(FIGURE, `${names} separates the outcomes, so that no finite odds ratio exists; use Firth's fit.`);
}

function plainLogLikelihood({ rows, outcome }: LogisticData, { coefficients }: Maximum): number {
  return rows.reduce((sum, row, i) => {
    const eta = row.reduce((all, x, j) => all + x * coefficients[j], 0);
    return sum - Math.log1p(Math.exp(outcome[i] ? -eta : eta));
  }, 0);
}

const standardErrorAt = ({ covariance }: Maximum, index: number): number =>
  Math.sqrt(covariance?.get(index, index) ?? Number.NaN);

/** The constant where the predictors are nought, not where they are average. */
function constantOf(best: Maximum, { means, sds }: StandardisedColumns): Coefficient {
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

function coefficientOf({ name, j, data, penalty, best, sd }: CoefficientInput): Coefficient {
  const index = j + 1;
  const scaledError = standardErrorAt(best, index);
  const value = best.coefficients[index] / sd;
  const standardError = scaledError / sd;
  const penalised = penalty === 'jeffreys';
  const [low, high] = profileInterval(data, penalty, best, { index, standardError: scaledError });
  const ratio = likelihoodRatio(data, penalty, best, { index, value: 0 });
  const half = Z_95 * standardError;
  return {
    ...{ name, value },
    standard_error: standardError,
    wald: penalised ? null : waldTest(value, standardError, oddsRatio(value, [value - half, value + half], 'Wald')),
    likelihood_ratio: {
      test: penalised ? 'Penalised likelihood-ratio test' : 'Likelihood-ratio test',
      variant: 'one coefficient, chi-square approximation',
      statistic: { name: 'X²', value: ratio },
      df: 1,
      p_value: chiSquareAbove(ratio, 1),
      estimate: oddsRatio(
        value,
        [low / sd, high / sd],
        penalised ? 'profile of the penalised likelihood' : 'profile likelihood',
      ),
      remarks: [],
    },
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
