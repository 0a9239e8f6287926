import { attempt, notComputable } from '../../statistics/refuse.ts';
import { blandAltman, exactLimitIntervals } from '../bland-altman.ts';
import { differences } from '../difference.ts';
import { equivalence } from '../equivalence.ts';
import { limitsOfAgreement } from '../repeated-limits.ts';
import { type Figure, type FigureContext, figure } from './figure.ts';
import { bySubject, type Pair, subjectDifferences } from './pair.ts';

export interface Margin {
  readonly margin: number;
  readonly unit: string;
}

/** The pair against the largest difference that does not matter: of the mean difference, and of single ones. */
export function marginFigures(pair: Pair, { margin, unit }: Margin, context: FigureContext): readonly Figure[] {
  const d = subjectDifferences(pair);
  const of = context.repeated ? 'mean difference of subjects, each by the mean of its rows' : 'mean difference';
  const mean = figure(
    {
      id: 'equivalence',
      name: `equivalence within ± ${margin}`,
      ...{ form: `${of}, two one-sided tests at 5 %`, unit, references: ['Schuirmann1987'] },
    },
    attempt(() => equivalence(d, margin)),
    {
      context,
      of: ({ bias, interval_90, p_value, equivalent, df }) => ({
        ...{ value: bias, interval: interval_90, interval_form: '90 %, t', p_value, clustered: true },
        test: `two one-sided t tests, ${df} degrees of freedom, the larger p`,
        reading: equivalent ? 'equivalent' : 'equivalence not shown',
      }),
    },
  );
  const limits = figure(
    {
      id: 'limits_within_margin',
      name: `limits of agreement within ± ${margin}`,
      form: 'the limit that is farther from 0, bias ± 1.96 s',
      ...{ unit, references: [context.repeated ? 'BlandAltman2007' : 'BlandAltman1999', 'Carkeet2015'] },
    },
    attempt(() => farthest(pair, context)),
    {
      context,
      of: ({ limit, outer }) => ({
        value: limit,
        reading: `limits: ${within(Math.abs(limit), margin)}; intervals: ${within(outer, margin)}`,
      }),
    },
  );
  return [mean, limits];
}

const within = (farthest: number | null, margin: number): string => {
  if (farthest === null) return 'not known';
  return farthest <= margin ? 'within' : 'not within';
};

/** The limit farther from 0, and how far from 0 the intervals of the limits reach: exact ones, or of the bootstrap. */
function farthest(pair: Pair, context: FigureContext): { readonly limit: number; readonly outer: number | null } {
  const d = differences(pair.a, pair.b);
  const { limits } = limitsOfAgreement(bySubject(d, pair));
  if (limits === null) return notComputable('Limits of agreement', 'need 2 subjects.');
  const limit = Math.abs(limits[0]) > Math.abs(limits[1]) ? limits[0] : limits[1];
  const ends = context.repeated
    ? [context.bootstrap.get('lower_limit_1.96'), context.bootstrap.get('upper_limit_1.96')]
    : Object.values(exactLimitIntervals(blandAltman(d, 'z')));
  const known = ends.filter((interval) => interval !== null && interval !== undefined);
  return { limit, outer: known.length < 2 ? null : Math.max(...known.flat().map(Math.abs)) };
}
