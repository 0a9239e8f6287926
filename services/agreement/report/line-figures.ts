import { type Attempt, attempt, notComputable } from '../../statistics/refuse.ts';
import { concordance, type MomentForm } from '../concordance.ts';
import { correlation } from '../correlation.ts';
import { deming } from '../deming.ts';
import type { FittedLine } from '../line-jackknife.ts';
import { passingBablok } from '../passing-bablok.ts';
import { weightedDeming } from '../weighted-deming.ts';
import { type Figure, type FigureContext, figure } from './figure.ts';
import { type Pair, type ReportOptions, rowName } from './pair.ts';
import type { Reference } from './references.ts';

/** Lin's coefficient with both moments and its parts, beside r, which is no agreement. */
export function concordanceFigures(pair: Pair, context: FigureContext): readonly Figure[] {
  const lin = (moments: MomentForm) =>
    attempt(
      () =>
        concordance(pair.a, pair.b, moments) ??
        notComputable('CCC', 'needs 3 pairs whose readings are not all one and the same.'),
    );
  const references = ['Lin1989'] as const;
  const r = figure(
    { id: 'pearson_r', name: 'Pearson r', form: 'correlation; it is not agreement', unit: '', references: [] },
    attempt(() => correlation(pair.a, pair.b)),
    { context, of: ({ r: value, p_value }) => ({ value, p_value, test: 't test of no correlation, two-sided' }) },
  );
  return [
    ...(['n', 'n-1'] as const).map((moments) =>
      figure(
        {
          id: `ccc_${moments}`,
          name: `CCC, ${moments.replace('-', ' − ')}`,
          form: 'moments over that number',
          unit: '',
          references,
        },
        lin(moments),
        {
          context,
          of: ({ coefficient, interval }) => ({
            ...{ value: coefficient, interval, interval_form: '95 %, Fisher’s z, variance of Lin 2000' },
            ...(interval ? {} : { note: 'no interval of readings that agree wholly, or do not vary' }),
          }),
        },
      ),
    ),
    figure(
      { id: 'ccc_accuracy', name: 'C_b', form: 'accuracy: CCC / r, moments over n', unit: '', references },
      lin('n'),
      {
        context,
        of: ({ bias_correction: value }) => ({ value }),
      },
    ),
    r,
  ];
}

/** Lines between two methods that both have error. */
export function regressionFigures(pair: Pair, options: ReportOptions, context: FigureContext): readonly Figure[] {
  const { errorRatio: ratio, unit } = options;
  const data = { x: pair.a, y: pair.b, ratio, ...(pair.subjects === null ? {} : { subjects: pair.subjects }) };
  const equation = `${pair.second} = intercept + slope · ${pair.first}`;
  const jackknife = (groups = 0): string =>
    `95 %, jackknife of ${groups} ${pair.subjects === null ? 'rows or groups of rows' : 'subjects or groups of them'}, t`;
  const of = (id: string, tried: Attempt<AnyLine>, spec: LineSpec): readonly Figure[] =>
    lineFigures({ id, tried, unit, context }, spec);
  return [
    ...of(
      'deming',
      attempt(() => deming(data)),
      {
        ...{ name: 'Deming', form: `${equation}, λ = ${ratio}`, interval_form: jackknife },
        ...{ references: ['Linnet1990'], clustered: true },
      },
    ),
    ...of(
      'weighted_deming',
      attempt(() => weightedDeming(data, rowName(pair))),
      {
        ...{
          name: 'weighted Deming',
          form: `${equation}, λ = ${ratio}, errors in proportion`,
          interval_form: jackknife,
        },
        ...{ references: ['Linnet1990', 'Linnet1993'], clustered: true },
      },
    ),
    ...of(
      'passing_bablok',
      attempt(() => passingBablok(pair.a, pair.b, { interval: !context.repeated })),
      {
        ...{
          name: 'Passing–Bablok',
          form: `${equation}, shifted median of all slopes`,
          interval_form: () => '95 %, ranks',
        },
        ...{ references: ['PassingBablok1983'], clustered: false },
      },
    ),
  ];
}

type AnyLine = Pick<FittedLine, 'slope' | 'intercept' | 'slope_interval' | 'intercept_interval'> & {
  readonly jackknife_groups?: number;
};

interface LineSpec {
  readonly name: string;
  readonly form: string;
  readonly interval_form: (groups?: number) => string;
  readonly references: readonly Reference[];
  /** Whether the interval leaves out whole subjects. */
  readonly clustered: boolean;
}

function lineFigures(
  {
    id,
    tried,
    unit,
    context,
  }: {
    readonly id: string;
    readonly tried: Attempt<AnyLine>;
    readonly unit: string;
    readonly context: FigureContext;
  },
  { name, form, interval_form, references, clustered }: LineSpec,
): readonly Figure[] {
  const parts = [
    ['slope', 'per unit'],
    ['intercept', unit],
  ] as const;
  return parts.map(([part, partUnit]) =>
    figure({ id: `${id}_${part}`, name: `${name}: ${part}`, form, unit: partUnit, references }, tried, {
      context,
      of: (line) => {
        const interval = part === 'slope' ? line.slope_interval : line.intercept_interval;
        const note = interval === null ? { note: 'too few pairs for an interval' } : {};
        const made = { interval, interval_form: interval_form(line.jackknife_groups) };
        return { value: line[part], ...made, clustered, ...note };
      },
    }),
  );
}
