import { attempt, notComputable } from '../../statistics/refuse.ts';
import { approximateLimitIntervals, blandAltman } from '../bland-altman.ts';
import { logDifferences, type NameOfPair, percentDifferences } from '../difference-forms.ts';
import type { Interval } from '../interval.ts';
import { proportionalBias } from '../proportional-bias.ts';
import { limitsOfAgreement } from '../repeated-limits.ts';
import { type Figure, type FigureContext, figure } from './figure.ts';
import { bySubject, type Pair, rowName } from './pair.ts';

const REFERENCES = ['BlandAltman1999'] as const;

/** Whether the disagreement grows with what is read, and the forms to use when it does. */
export function differenceFormFigures(pair: Pair, context: FigureContext): readonly Figure[] {
  const slope = figure(
    {
      id: 'proportional_bias',
      name: 'proportional bias',
      form: `slope of ${pair.first} − ${pair.second} on their mean, least squares`,
      unit: 'per unit',
      references: REFERENCES,
    },
    attempt(() => proportionalBias(pair.a, pair.b)),
    {
      context,
      of: ({ slope: value, slope_interval, p_value, df }) => ({
        ...{ value, interval: slope_interval, interval_form: '95 %, t', p_value },
        test: `t test of the slope, ${df} degrees of freedom, two-sided`,
      }),
    },
  );
  return [slope, ...percentFigures(pair, context), ...ratioFigures(pair, context)];
}

function percentFigures(pair: Pair, context: FigureContext): readonly Figure[] {
  const unit = '% of the mean';
  const form = '100 · difference / mean of the two';
  return formFigures(pair, {
    context,
    spec: { id: 'percent', name: 'percent', form, unit },
    differences: percentDifferences,
    back: (value) => value,
  });
}

function ratioFigures(pair: Pair, context: FigureContext): readonly Figure[] {
  const form = `${pair.first} / ${pair.second}, from natural logarithms`;
  return formFigures(pair, {
    context,
    spec: { id: 'ratio', name: 'ratio', form, unit: '×' },
    differences: logDifferences,
    back: Math.exp,
  });
}

interface DifferenceForm {
  readonly context: FigureContext;
  readonly spec: { readonly id: string; readonly name: string; readonly form: string; readonly unit: string };
  readonly differences: (a: readonly number[], b: readonly number[], nameOf: NameOfPair) => readonly number[];
  /** From differences to what is reported. */
  readonly back: (value: number) => number;
}

function formFigures(pair: Pair, { context, spec, differences, back }: DifferenceForm): readonly Figure[] {
  const tried = attempt(() => formLimits(differences(pair.a, pair.b, rowName(pair)), pair, context.repeated));
  const taken = (interval: Interval | null): Interval | null => interval && [back(interval[0]), back(interval[1])];
  const parts = [
    { part: 'bias', name: `${spec.name} bias`, interval_form: '95 %, t' },
    { part: 'lower', name: `${spec.name}: lower limit`, interval_form: '95 %, 1999' },
    { part: 'upper', name: `${spec.name}: upper limit`, interval_form: '95 %, 1999' },
  ] as const;
  return parts.map(({ part, name, interval_form }) =>
    figure(
      {
        ...{ id: `${spec.id}_${part}`, name, unit: spec.unit },
        form: part === 'bias' ? spec.form : `${spec.form}, ${part === 'lower' ? '−' : '+'} 1.96 s`,
        references: context.repeated ? [...REFERENCES, 'BlandAltman2007'] : REFERENCES,
      },
      tried,
      {
        context,
        of: (found) => ({ value: back(found[part].value), interval: taken(found[part].interval), interval_form }),
      },
    ),
  );
}

function formLimits(d: readonly number[], pair: Pair, repeated: boolean) {
  const plain = blandAltman(d);
  const { bias, limits } = repeated ? limitsOfAgreement(bySubject(d, pair)) : plain;
  if (limits === null) return notComputable('Limits of agreement', 'need 2 subjects.');
  const ends = repeated ? null : approximateLimitIntervals(plain, { error: '1999', form: '1.96' });
  return {
    bias: { value: bias, interval: plain.bias_interval },
    lower: { value: limits[0], interval: ends?.lower ?? null },
    upper: { value: limits[1], interval: ends?.upper ?? null },
  };
}
