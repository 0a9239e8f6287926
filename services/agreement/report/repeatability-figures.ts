import { attempt } from '../../statistics/refuse.ts';
import { repeatability } from '../repeatability.ts';
import { type Figure, type FigureContext, figure } from './figure.ts';

const PARTS = {
  within_sd: { name: 'within-target SD', form: 'Sw of columns that are repeats by one method; a shift counts' },
  coefficient: { name: 'repeatability coefficient, 1.96 s', form: '1.96 √2 Sw' },
  coefficient_2_sd: { name: 'repeatability coefficient, 2 s', form: '2 √2 Sw, as printed in 1986' },
} as const;

/** Figures for columns that are repeated readings by one method; between methods, read the limits of agreement. */
export function repeatabilityFigures(
  rows: readonly (readonly number[])[],
  unit: string,
  context: FigureContext,
): readonly Figure[] {
  const tried = attempt(() => repeatability(rows));
  return (Object.keys(PARTS) as (keyof typeof PARTS)[]).map((part) =>
    figure({ id: `repeatability_${part}`, ...PARTS[part], unit, references: ['BlandAltman1999'] }, tried, {
      context,
      of: (found) => ({ value: found[part] }),
    }),
  );
}
