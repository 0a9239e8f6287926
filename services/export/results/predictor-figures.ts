import { isDone, type NotDone } from '../../outcomes/attempt.ts';
import type { PredictorTable } from '../../outcomes/predictors.ts';
import type { Coefficient } from '../../statistics/logistic-coefficients.ts';
import type { OutcomeFigure } from './outcome-figure.ts';

/** Table 5, figure by figure: odds ratios of each model, each interval with the test that belongs to it. */
export function predictorFigures({ table, n, rows, model, left_out }: PredictorTable): readonly OutcomeFigure[] {
  const warnings = isDone(model) ? model.warnings.join(' ') : model.not_done;
  const missing = left_out.outcome + Object.values(left_out.predictors).reduce((sum, each) => sum + each, 0);
  return [
    ...(warnings === '' ? [] : [{ table, variable: 'model', n, missing, note: warnings }]),
    ...rows.flatMap(({ predictor, level, reference, ...models }) => {
      const against = level === null ? 'for 1 more' : `${level} against ${reference}`;
      const about = { table, variable: predictor, level: against, n, figure: 'odds ratio', unit: 'ratio' };
      return [
        ...oddsRatios({ ...about, form: 'crude' }, models.crude),
        ...oddsRatios({ ...about, form: 'adjusted' }, models.adjusted),
        ...oddsRatios({ ...about, form: 'adjusted, Firth' }, models.adjusted_firth),
      ];
    }),
  ];
}

function oddsRatios(about: OutcomeFigure, coefficient: Coefficient | NotDone): readonly OutcomeFigure[] {
  if (!isDone(coefficient)) return [{ ...about, note: coefficient.not_done }];
  const value = Math.exp(coefficient.value);
  return [coefficient.wald, coefficient.likelihood_ratio].flatMap((result) =>
    result
      ? [
          {
            ...{ ...about, value, interval: result.estimate?.interval ?? null, p_value: result.p_value },
            ...{ interval_form: `95 %, ${result.estimate?.method ?? 'none'}`, test: result.test },
            test_variant: result.variant,
          },
        ]
      : [],
  );
}
