import { attempt, notComputable } from '../../statistics/refuse.ts';
import { iccReading } from '../icc-reading.ts';
import { ICC_FORMS, type IccForm, iccOf, intraclass, MCGRAW_WONG } from '../intraclass.ts';
import { type MeanSquares, meanSquares } from '../mean-squares.ts';
import { ERROR_KINDS, type ErrorKind, measurementError } from '../measurement-error.ts';
import { targetsForIccWidth } from '../sample-size.ts';
import { type Figure, type FigureContext, figure } from './figure.ts';

const MEANING = {
  '1': 'one-way random: raters differ from target to target',
  '2': 'two-way random, absolute agreement',
  '3': 'two-way mixed, consistency',
} as const;
/** The width of an interval that is asked for when a study is planned. */
const PLANNED_WIDTH = 0.2;
/** Unit of a count of what is read. */
export const TARGETS = 'targets';

/** ICC of all six forms, errors of measurement, and how many targets the next study needs. @param rows a reading of each method */
export function iccFigures(
  rows: readonly (readonly number[])[],
  unit: string,
  context: FigureContext,
): readonly Figure[] {
  const squares = attempt(() => meanSquares(rows));
  return [
    ...ICC_FORMS.map((form) => iccFigure(form, squares, context)),
    ...ERROR_KINDS.flatMap((kind) => errorFigures(kind, { squares, context, unit })),
    planFigure(squares, context),
  ];
}

function iccFigure(form: IccForm, squares: ReturnType<typeof attempt<MeanSquares>>, context: FigureContext): Figure {
  const id = `icc_${form}`;
  const bootstrap = context.bootstrap.get(id) ?? null;
  const readings = form.endsWith('k') ? 'mean of k readings' : 'one reading';
  return figure(
    {
      id,
      name: `ICC(${form})`,
      form: `${MCGRAW_WONG[form]}, ${MEANING[form[0] as keyof typeof MEANING]}, ${readings}`,
      unit: '',
      references: ['ShroutFleiss1979', 'McGrawWong1996', 'KooLi2016'],
    },
    attempt(() => intraclass('reason' in squares ? notComputable('ICC', squares.reason) : squares.result, form)),
    {
      context,
      of: ({ coefficient, interval }) => {
        const judged = context.repeated ? bootstrap : interval;
        return {
          value: coefficient,
          interval,
          interval_form: form[0] === '2' ? '95 %, F with Satterthwaite’s degrees of freedom' : '95 %, F',
          ...(judged ? { reading: iccReading(judged) } : {}),
          ...(interval ? {} : { note: 'no interval: nothing is left of the readings to judge by' }),
        };
      },
    },
  );
}

function errorFigures(
  kind: ErrorKind,
  {
    squares,
    context,
    unit,
  }: { squares: ReturnType<typeof attempt<MeanSquares>>; context: FigureContext; unit: string },
): readonly Figure[] {
  const parts = { sem: 'SEM', sdc: 'SDC of one subject', sdc_group: 'SDC of the mean of n' } as const;
  const forms = { sem: '', sdc: ', 1.96 √2 SEM', sdc_group: ', 1.96 √2 SEM / √n' } as const;
  return (Object.keys(parts) as (keyof typeof parts)[]).map((part) =>
    figure(
      {
        id: `${part}_${kind}`,
        name: `${parts[part]}, ${kind}`,
        form: `${kind === 'agreement' ? '√((JMS − EMS)/n + EMS)' : '√EMS'}${forms[part]}`,
        ...{ unit, references: ['deVet2006'] },
      },
      squares,
      { context, of: (found) => ({ value: measurementError(found, kind)[part] }) },
    ),
  );
}

function planFigure(squares: ReturnType<typeof attempt<MeanSquares>>, context: FigureContext): Figure {
  return figure(
    {
      id: 'targets_for_icc_width',
      name: 'targets for the next study',
      form: `so that the interval of this ICC(2,1) is ${PLANNED_WIDTH} wide`,
      unit: TARGETS,
      references: ['Bonett2002'],
    },
    attempt(() => {
      if ('reason' in squares) return notComputable('Sample size', squares.reason);
      const icc = iccOf(squares.result, '2,1');
      if (!(icc >= 0 && icc < 1)) return notComputable('Sample size', 'needs an ICC(2,1) from 0 to below 1.');
      return Math.ceil(targetsForIccWidth({ icc, raters: squares.result.k, width: PLANNED_WIDTH }));
    }),
    { context, of: (value) => ({ value }) },
  );
}
