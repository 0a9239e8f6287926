import type { Characteristic, CharacteristicsTable } from '../../outcomes/characteristics.ts';
import { EVERYBODY, type OutcomeFigure, summaryFigures, testFigures } from './outcome-figure.ts';

/** Table 1 or 2, figure by figure. */
export function characteristicFigures({ table, groups, rows }: CharacteristicsTable): readonly OutcomeFigure[] {
  const names = groups.map(({ group }) => group);
  return rows.flatMap((row) => {
    const about = { table, variable: row.variable };
    return [...valuesOf(row, names, about), ...testFigures(about, row.tests)];
  });
}

function valuesOf(row: Characteristic, names: readonly string[], about: OutcomeFigure): readonly OutcomeFigure[] {
  if (row.kind === 'number') {
    return [...row.groups, row.all].flatMap((summary, i) =>
      summaryFigures({ ...about, group: names[i] ?? EVERYBODY, unit: row.unit }, summary),
    );
  }
  return [...row.groups, row.all].flatMap(({ n, missing, levels }, i) =>
    levels.flatMap(({ level, count, percent }) => {
      const of = { ...about, level, group: names[i] ?? EVERYBODY, n, missing };
      return [
        { ...of, figure: 'count', value: count, unit: 'subjects' },
        { ...of, figure: 'share', form: 'of those known', value: percent, unit: '%' },
      ];
    }),
  );
}
