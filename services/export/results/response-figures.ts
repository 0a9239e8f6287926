import type { ResponderRow } from '../../outcomes/responder-counts.ts';
import type { ResponseTable } from '../../outcomes/response.ts';
import { EVERYBODY, estimateFigure, type OutcomeFigure, testFigures } from './outcome-figure.ts';

/** Table 4, figure by figure. */
export function responseFigures(response: ResponseTable): readonly OutcomeFigure[] {
  const { table, levels, groups, stratified, meaningful_change: meaningful } = response;
  const about = { table, variable: 'response level' };
  return [
    ...[...response.responders, ...response.other_missing_rules].flatMap((row) => responderFigures(table, row)),
    ...[...levels.groups, levels.all].flatMap(({ n, missing, levels: own }, i) =>
      own.map(({ level, count }) => ({
        ...{
          ...about,
          level,
          group: groups[i] ?? EVERYBODY,
          n,
          missing,
          figure: 'count',
          value: count,
          unit: 'subjects',
        },
      })),
    ),
    ...testFigures(about, levels.tests),
    ...(stratified === null ? [] : testFigures({ table, variable: 'responders within strata' }, stratified)),
    ...meaningful.flatMap(({ threshold, groups: own }) =>
      own.map(({ group, n, not_counted: missing, proportion }) =>
        estimateFigure(
          {
            ...{ table, variable: 'meaningful change', group: group ?? EVERYBODY, n, missing, figure: 'share' },
            level: `${threshold.meaning}: ${threshold.measured_by} at least ${threshold.at_least}`,
            ...{ unit: 'share of 1', references: threshold.sources.join('; ') },
          },
          proportion,
        ),
      ),
    ),
  ];
}

function responderFigures(table: string, row: ResponderRow): readonly OutcomeFigure[] {
  const { definition, missing_rule: rule } = row;
  const name = definition.id ?? `fall of ${definition.least_fall_percent} % (no published definition)`;
  const about = {
    ...{ table, variable: `responders: ${name}`, form: rule },
    ...(definition.sources.length > 0 && { references: definition.sources.join('; ') }),
  };
  return [
    ...[...row.groups, row.all].flatMap(({ group, n, responders, imputed, missing, not_evaluable, proportion }) => {
      const of = { ...about, group: group ?? EVERYBODY, n, missing };
      const count = (figure: string, value: number) => ({ ...of, figure, value, unit: 'subjects' });
      return [
        count('responders', responders),
        count('imputed', imputed),
        count('not evaluable: baseline of nought', not_evaluable),
        estimateFigure({ ...of, figure: 'share', unit: 'share of 1' }, proportion),
      ];
    }),
    estimateFigure({ ...about, figure: 'difference, first group less second', unit: 'share of 1' }, row.difference),
    estimateFigure({ ...about, figure: 'crude odds ratio', unit: 'ratio' }, row.odds_ratio),
    ...testFigures(about, row.tests).map((line) => ({ ...line, form: `${rule}, ${line.form ?? ''}` })),
  ];
}
