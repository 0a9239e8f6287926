import { attempt, notComputable } from '../../statistics/refuse.ts';
import {
  approximateLimitIntervals,
  type BlandAltman,
  blandAltman,
  exactLimitIntervals,
  type LimitForm,
  type LimitIntervals,
} from '../bland-altman.ts';
import { areAllEqual, differences } from '../difference.ts';
import { mean } from '../order-statistics.ts';
import { limitsOfAgreement, limitsOfConstantTruth } from '../repeated-limits.ts';
import { type Figure, type FigureContext, figure } from './figure.ts';
import { bySubject, type Pair } from './pair.ts';
import type { Reference } from './references.ts';

const SIDES = ['lower', 'upper'] as const;
const BY_T = '95 %, t';

/** Bias, spread and limits of the differences, in the unit of the readings. */
export function limitsFigures(pair: Pair, unit: string, context: FigureContext): readonly Figure[] {
  const d = differences(pair.a, pair.b);
  const form = `mean of ${pair.first} − ${pair.second}`;
  return [
    figure(
      { id: 'bias', name: 'bias', form, unit, references: ['BlandAltman1986'] },
      attempt(() => blandAltman(d)),
      {
        context,
        of: ({ bias, bias_interval }) => ({ value: bias, interval: bias_interval, interval_form: BY_T, ...noteOf(d) }),
      },
    ),
    ...(context.repeated ? repeatedLimits(pair, unit, context) : plainLimits(d, unit, context)),
    figure(
      {
        id: 'mean_absolute_difference',
        name: 'mean absolute difference',
        form: 'mean of |difference|',
        unit,
        references: [],
      },
      attempt(() => mean(d.map(Math.abs))),
      { context, of: (value) => ({ value }) },
    ),
  ];
}

interface LimitRow {
  readonly form: LimitForm;
  readonly interval_form: string;
  readonly references: readonly Reference[];
  readonly intervals: (found: BlandAltman) => LimitIntervals;
}

const LIMIT_ROWS: readonly LimitRow[] = [
  {
    form: '1.96',
    interval_form: '95 %, 1999: t and s √(1/n + 1.96²/2(n − 1))',
    references: ['BlandAltman1999'],
    intervals: (found) => approximateLimitIntervals(found, { error: '1999', form: '1.96' }),
  },
  {
    form: 'z',
    interval_form: '95 %, exact: non-central t',
    references: ['Carkeet2015'],
    intervals: exactLimitIntervals,
  },
  {
    form: '2',
    interval_form: '95 %, 1986: t and s √(3/n)',
    references: ['BlandAltman1986'],
    intervals: (found) => approximateLimitIntervals(found, { error: '1986', form: '2' }),
  },
];

/** An interval without width is no certainty. */
const noteOf = (d: readonly number[]): { readonly note?: string } =>
  areAllEqual(d) ? { note: 'all differences are one and the same: what there is of an interval has no width' } : {};

function plainLimits(d: readonly number[], unit: string, context: FigureContext): readonly Figure[] {
  const sd = figure(
    { id: 'sd', name: 'SD of differences', form: 'n − 1', unit, references: ['BlandAltman1986'] },
    attempt(() => blandAltman(d).sd ?? notComputable('The SD of differences', 'needs 2 differences.')),
    { context, of: (value) => ({ value }) },
  );
  const constant = noteOf(d);
  const limits = LIMIT_ROWS.flatMap(({ form, interval_form, references, intervals }) => {
    const tried = attempt(() => {
      const found = blandAltman(d, form);
      return { limits: found.limits ?? [], ...intervals(found) };
    });
    return SIDES.map((side, i) =>
      figure(
        {
          id: `${side}_limit_${form}`,
          name: `${side} limit of agreement, ${form}${form === 'z' ? '' : ' s'}`,
          form: `bias ${i === 0 ? '−' : '+'} ${form === 'z' ? '1.959964' : form} s`,
          ...{ unit, references },
        },
        tried,
        { context, of: (found) => ({ value: found.limits[i], interval: found[side], interval_form, ...constant }) },
      ),
    );
  });
  return [sd, ...limits];
}

/** Both forms of 2007; which one holds depends on whether a subject's true value changed between its rows. */
function repeatedLimits(pair: Pair, unit: string, context: FigureContext): readonly Figure[] {
  const varies = attempt(() => spreadOrRefuse(limitsOfAgreement(bySubject(differences(pair.a, pair.b), pair))));
  const constant = attempt(() => {
    const [first, second] = [bySubject(pair.a, pair), bySubject(pair.b, pair)];
    return limitsOfConstantTruth(first.map((own, i) => ({ first: own, second: second[i] })));
  });
  const forms = [
    {
      tried: varies,
      suffix: '1.96',
      short: 'truth varies',
      text: 'a true value that varies: s² within and between subjects',
    },
    {
      tried: constant,
      suffix: 'constant_truth',
      short: 'truth stays',
      text: 'a true value that stays: replicates not paired',
    },
  ] as const;
  return forms.flatMap(({ tried, suffix, short, text }) => {
    const spec = { unit, references: ['BlandAltman2007', 'Field2007'] as const };
    const id = suffix === '1.96' ? 'sd' : `sd_${suffix}`;
    return [
      figure({ ...spec, id, name: `SD of a single difference, ${short}`, form: text }, tried, {
        context,
        of: ({ sd }) => ({ value: sd }),
      }),
      ...SIDES.map((side, i) =>
        figure(
          {
            ...spec,
            id: `${side}_limit_${suffix}`,
            name: `${side} limit of agreement, ${short}`,
            form: `bias ${i === 0 ? '−' : '+'} 1.96 s, ${text}`,
          },
          tried,
          { context, of: ({ limits }) => ({ value: limits[i] }) },
        ),
      ),
    ];
  });
}

function spreadOrRefuse({ sd, limits }: ReturnType<typeof limitsOfAgreement>) {
  return sd === null || limits === null ? notComputable('Limits of agreement', 'need 2 subjects.') : { sd, limits };
}
