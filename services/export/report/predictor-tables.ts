import { isDone, type NotDone } from '../../outcomes/attempt.ts';
import type { PredictorRow, PredictorTable } from '../../outcomes/predictors.ts';
import type { Coefficient } from '../../statistics/logistic-coefficients.ts';
import type { TestResult } from '../../statistics/test-result.ts';
import { columnsOf, figure, filled, interval, pValue } from './outcome-cells.ts';
import type { ReportTable } from './report.ts';

/** Table 5: odds ratios of each model, with the interval and the test that belong together. */
export function predictorTables(caption: string, predictors: PredictorTable): readonly ReportTable[] {
  const header = ['', 'model', 'odds ratio', '95 % Wald', 'p (Wald)', '95 % profile', 'p (likelihood ratio)'];
  const left = Object.entries(predictors.left_out.predictors).map(([name, n]) => `${n} without ${name}`);
  const lines = [
    `${predictors.n} people in the models; left out: ${[`${predictors.left_out.outcome} without the outcome`, ...left].join(', ')}.`,
    ...[predictors.model, predictors.firth_model].map((model) =>
      isDone(model)
        ? `${model.method}: ${model.events} responders of ${model.n}, deviance ${figure(model.deviance)} (constant alone ${figure(model.null_deviance)}); ${testText(model.overall)}.`
        : `not done: ${model.not_done}`,
    ),
    ...(isDone(predictors.model) ? predictors.model.terms.map(({ term, test }) => `${term}: ${testText(test)}.`) : []),
    ...crudeReasons(predictors.rows),
    ...(isDone(predictors.model) ? predictors.model.warnings.map((warning) => `Warning: ${warning}`) : []),
  ];
  const columns = columnsOf(header);
  const rows = predictors.rows.flatMap(rowsOf).map((row) => filled(row, columns));
  return [{ caption, columns, rows, notes: lines }];
}

/** Why a predictor has no crude odds ratio; what ails the whole model is said of the model. */
const crudeReasons = (rows: readonly PredictorRow[]): readonly string[] => [
  ...new Set(rows.flatMap(({ crude }) => (isDone(crude) ? [] : [`crude, not done: ${crude.not_done}`]))),
];

const testText = ({ test, variant, p_value: p }: TestResult): string => `${test}, ${variant}: p ${pValue(p)}`;

function rowsOf({ predictor, level, reference, crude, adjusted, adjusted_firth: firth }: PredictorRow) {
  const label = level === null ? `${predictor}, for 1 more` : `${predictor}: ${level} against ${reference}`;
  // Each row says whose it is: a page may begin with it.
  return [
    [label, 'crude', ...cells(crude)],
    [label, 'adjusted', ...cells(adjusted)],
    [label, 'adjusted, Firth', ...cells(firth)],
  ];
}

function cells(coefficient: Coefficient | NotDone): readonly string[] {
  if (!isDone(coefficient)) return ['not done'];
  const { value, wald, likelihood_ratio: ratio } = coefficient;
  return [
    figure(Math.exp(value)),
    ...(wald ? [interval(wald.estimate?.interval ?? null), pValue(wald.p_value)] : ['–', '–']),
    ...(ratio ? [interval(ratio.estimate?.interval ?? null), pValue(ratio.p_value)] : ['–', '–']),
  ];
}
