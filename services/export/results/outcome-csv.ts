import { isDone } from '../../outcomes/attempt.ts';
import type { StudyOutcomes } from '../../results/study-outcomes.ts';
import type { Column } from '../csv.ts';
import { changeFigures } from './change-figures.ts';
import { characteristicFigures } from './characteristic-figures.ts';
import type { OutcomeFigure } from './outcome-figure.ts';
import { predictorFigures } from './predictor-figures.ts';
import { responseFigures } from './response-figures.ts';

interface OutcomeLine extends OutcomeFigure {
  readonly studyCode: string;
  readonly score: string | null;
  readonly source: string | null;
  readonly missingRule: string;
}

/** One row per figure. Each column is described in docs/outcomes.md. */
export const OUTCOME_COLUMNS: readonly Column<OutcomeLine>[] = [
  { name: 'study_code', of: ({ studyCode }) => studyCode },
  { name: 'score', of: ({ score }) => score },
  { name: 'source', of: ({ source }) => source },
  { name: 'table', of: ({ table }) => table },
  { name: 'variable', of: ({ variable }) => variable },
  { name: 'level', of: ({ level }) => level },
  { name: 'group', of: ({ group }) => group },
  { name: 'n', of: ({ n }) => n },
  { name: 'missing', of: ({ missing }) => missing },
  { name: 'figure', of: ({ figure }) => figure },
  { name: 'form', of: ({ form }) => form },
  { name: 'value', of: ({ value }) => value },
  { name: 'unit', of: ({ unit }) => unit },
  { name: 'interval_low', of: ({ interval }) => interval?.[0] },
  { name: 'interval_high', of: ({ interval }) => interval?.[1] },
  { name: 'interval_form', of: ({ interval_form }) => interval_form },
  { name: 'p_value', of: ({ p_value }) => p_value },
  { name: 'test', of: ({ test }) => test },
  { name: 'test_variant', of: ({ test_variant }) => test_variant },
  { name: 'statistic', of: ({ statistic }) => statistic },
  { name: 'df', of: ({ df }) => df },
  { name: 'missing_rule', of: ({ missingRule }) => missingRule },
  { name: 'note', of: ({ note }) => note },
  { name: 'references', of: ({ references }) => references },
];

export function outcomeLines(studyCode: string, outcomes: StudyOutcomes): readonly OutcomeLine[] {
  const { missing_rule: missingRule } = outcomes.settings;
  const people = isDone(outcomes.characteristics) ? characteristicFigures(outcomes.characteristics) : [];
  return [
    ...people.map((line) => ({ ...line, studyCode, score: null, source: null, missingRule })),
    ...outcomes.scores.flatMap(({ score, source, report }) => {
      const figures: readonly OutcomeFigure[] = isDone(report)
        ? [
            ...characteristicFigures(report.severity),
            ...changeFigures(report.change),
            ...(isDone(report.response)
              ? responseFigures(report.response)
              : [{ table: 'response', note: report.response.not_done }]),
            ...(report.predictors === null
              ? []
              : isDone(report.predictors)
                ? predictorFigures(report.predictors)
                : [{ table: 'predictors', note: report.predictors.not_done }]),
          ]
        : [{ note: report.not_done }];
      return figures.map((line) => ({ ...line, studyCode, score, source, missingRule }));
    }),
  ];
}
