import { type Coefficient, coefficientOf, constantOf, ratioTest } from './logistic-coefficients.ts';
import { type LogisticData, type Maximum, maximise, type Penalty } from './logistic-likelihood.ts';
import { type ModelColumn, standardise } from './model-columns.ts';
import { notComputable } from './refuse.ts';
import { separatingCoefficients } from './separation.ts';
import type { TestResult } from './test-result.ts';

const FIGURE = 'Logistic regression';
/** Events, of the rarer outcome, that each coefficient should have. @source Peduzzi1996 (J Clin Epidemiol 49:1373) */
export const LEAST_EVENTS_PER_COEFFICIENT = 10;

export type LogisticMethod = 'maximum_likelihood' | 'firth';
const METHODS = {
  maximum_likelihood: { penalty: 'none', title: 'maximum likelihood (iteratively reweighted least squares)' },
  firth: { penalty: 'jeffreys', title: 'Firth penalised likelihood' },
} as const satisfies Record<LogisticMethod, { penalty: Penalty; title: string }>;

export interface LogisticFit {
  readonly method: string;
  readonly n: number;
  readonly events: number;
  /** The constant first. */
  readonly coefficients: readonly Coefficient[];
  /** All coefficients but the constant together. */
  readonly overall: TestResult;
  /** The columns of a variable together, for those that have several. */
  readonly terms: readonly { readonly term: string; readonly test: TestResult }[];
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
  if (n === 0) notComputable(FIGURE, 'there is no one of whom all is known.');
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
    overall: ratioTest(
      data,
      penalty,
      best,
      columns.map((_, j) => j),
    ),
    terms: termsOf(columns).map(({ term, members }) => ({ term, test: ratioTest(data, penalty, best, members) })),
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

function termsOf(columns: readonly ModelColumn[]): readonly { readonly term: string; readonly members: number[] }[] {
  const terms = new Map<string, number[]>();
  columns.forEach(({ name, term = name }, j) => {
    terms.set(term, [...(terms.get(term) ?? []), j]);
  });
  return [...terms].filter(([, members]) => members.length > 1).map(([term, members]) => ({ term, members }));
}
