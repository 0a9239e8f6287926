import { attempt } from '../../statistics/refuse.ts';
import { gradeAgreement } from '../grade-agreement.ts';
import { disagreementWeights, KAPPA_WEIGHTS, kappa } from '../kappa.ts';
import { ratingTable } from '../rating-table.ts';
import { responderDiscordance } from '../responder-discordance.ts';
import { type Figure, type FigureContext, figure } from './figure.ts';
import { isBinary } from './grades.ts';
import type { Pair } from './pair.ts';

const KAPPA_FORM = { unweighted: 'unweighted', linear: 'weights |i − j|', quadratic: 'weights (i − j)²' } as const;

/** Kappa, exact and ± 1 agreement of grades; who is a responder by one reading alone, where the grades are yes and no. */
export function gradeFigures(pair: Pair, context: FigureContext): readonly Figure[] {
  const kappas = KAPPA_WEIGHTS.map((weights) =>
    figure(
      {
        id: `kappa_${weights}`,
        name: `kappa, ${weights}`,
        form: KAPPA_FORM[weights],
        unit: '',
        references: [weights === 'unweighted' ? 'Cohen1960' : 'Cohen1968', 'FleissCohenEveritt1969'],
      },
      attempt(() => {
        const { grades, counts } = ratingTable(pair.a, pair.b);
        return kappa(counts, disagreementWeights(grades, weights));
      }),
      {
        context,
        of: ({ kappa: value, interval, p_value }) => ({
          ...(interval ? {} : { note: 'no interval: the standard error is 0' }),
          ...{ value, interval, interval_form: '95 %, z, Fleiss–Cohen–Everitt SE', p_value },
          test: 'z test of no agreement beyond chance, two-sided',
        }),
      },
    ),
  );
  const shares = ([0, 1] as const).map((within) =>
    figure(
      {
        id: within === 0 ? 'exact_agreement' : 'agreement_within_1',
        name: within === 0 ? 'exact agreement' : '± 1 agreement',
        ...{ form: 'share of pairs', unit: '%', references: ['Wilson1927'] },
      },
      attempt(() => gradeAgreement(pair.a, pair.b, within)),
      {
        context,
        of: ({ percent, interval_percent, count, n }) => ({
          ...{ value: percent, interval: interval_percent, interval_form: '95 %, Wilson', reading: `${count} of ${n}` },
        }),
      },
    ),
  );
  return [...kappas, ...shares, ...(isBinary(pair) ? [discordance(pair, context)] : [])];
}

function discordance(pair: Pair, context: FigureContext): Figure {
  return figure(
    {
      id: 'responder_discordance',
      name: 'responder discordance',
      form: `share of 1 by ${pair.first} less share by ${pair.second}`,
      ...{ unit: '% of rows', references: ['McNemar1947'] },
    },
    attempt(() =>
      responderDiscordance(
        pair.a.map((status) => status === 1),
        pair.b.map((status) => status === 1),
      ),
    ),
    {
      context,
      of: ({ difference_percent, p_value, only_first, only_second, discordant }) => ({
        ...{ value: difference_percent, p_value, test: 'McNemar, exact binomial, two-sided' },
        reading: `only ${pair.first}: ${only_first}, only ${pair.second}: ${only_second}`,
        note: `discordant${pair.names ? '' : ' rows'}: ${discordant.map((i) => pair.names?.[i] ?? pair.rows[i]).join(', ') || 'none'}`,
      }),
    },
  );
}
