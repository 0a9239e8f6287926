import type { ChangeTable } from '../../outcomes/change.ts';
import { EVERYBODY, type OutcomeFigure, summaryFigures, testFigures } from './outcome-figure.ts';

/** Table 3, figure by figure: before, after and change of those with both. */
export function changeFigures({
  table,
  unit,
  before,
  after,
  rows,
  between_groups,
}: ChangeTable): readonly OutcomeFigure[] {
  return [
    ...rows.flatMap((row) => {
      const group = row.group ?? EVERYBODY;
      const of = (variable: string): OutcomeFigure => ({ table, variable, group, unit });
      const counts = {
        ...{ 'missing before': row.missing_before, 'missing after': row.missing_after },
        'carried forward': row.carried_forward,
      };
      return [
        ...Object.entries(counts).map(([figure, value]) => ({
          ...{ table, variable: 'pairs', group, n: row.pairs, figure, value, unit: 'subjects' },
        })),
        ...summaryFigures(of(before), row.before),
        ...summaryFigures(of(after), row.after),
        ...summaryFigures(of('change (after - before)'), row.change),
        ...summaryFigures({ ...of('fall'), unit: '%' }, row.fall_percent),
        ...testFigures({ ...of('after against before'), n: row.pairs }, row.tests),
      ];
    }),
    ...testFigures({ table, variable: 'change between groups', unit }, between_groups.tests),
  ];
}
