import { fQuantile, TAIL } from '../statistics/distributions.ts';
import { notComputable } from '../statistics/refuse.ts';
import type { Interval } from './interval.ts';
import type { MeanSquares } from './mean-squares.ts';

/** Shrout–Fleiss form: 1 one-way, 2 two-way random (absolute agreement), 3 two-way mixed (consistency); of one reading or the mean of k. */
export const ICC_FORMS = ['1,1', '2,1', '3,1', '1,k', '2,k', '3,k'] as const;
export type IccForm = (typeof ICC_FORMS)[number];

/** The same in the letters of McGraw and Wong. */
export const MCGRAW_WONG = {
  '1,1': 'ICC(1)',
  '2,1': 'ICC(A,1)',
  '3,1': 'ICC(C,1)',
  '1,k': 'ICC(k)',
  '2,k': 'ICC(A,k)',
  '3,k': 'ICC(C,k)',
} as const satisfies Readonly<Record<IccForm, string>>;

export interface Intraclass {
  readonly form: IccForm;
  readonly coefficient: number;
  /** 95 %; null where there is no residual to judge by (EMS, or WMS of the one-way form, is 0). */
  readonly interval: Interval | null;
}

/**
 * Intraclass correlation. Not cut off at 0: a negative one says that readings of a target differ more than targets do. The
 * intervals take targets as independent: exact by F for forms 1 and 3, by Satterthwaite's degrees of freedom for form 2.
 * @throws Refusal where the form is 0 / 0
 * @source ShroutFleiss1979 (doi 10.1037/0033-2909.86.2.420), McGrawWong1996 (doi 10.1037/1082-989X.1.1.30)
 */
export function intraclass(squares: MeanSquares, form: IccForm): Intraclass {
  const coefficient = iccOf(squares, form);
  if (!Number.isFinite(coefficient)) return notComputable(`ICC(${form})`, 'nothing varies that it compares (0 / 0).');
  const single = form[0] === '2' ? intervalOf2(squares) : intervalByF(squares, form);
  const averaged = form.endsWith('k') && single !== null;
  const interval = averaged ? ([ofMean(single[0], squares.k), ofMean(single[1], squares.k)] as const) : single;
  return { form, coefficient, interval };
}

/** The coefficient alone, NaN where it is 0 / 0. */
export function iccOf({ n, k, BMS, WMS, JMS, EMS }: MeanSquares, form: IccForm): number {
  switch (form) {
    case '1,1':
      return (BMS - WMS) / (BMS + (k - 1) * WMS);
    case '2,1':
      return (BMS - EMS) / (BMS + (k - 1) * EMS + (k * (JMS - EMS)) / n);
    case '3,1':
      return (BMS - EMS) / (BMS + (k - 1) * EMS);
    case '1,k':
      return (BMS - WMS) / BMS;
    case '2,k':
      return (BMS - EMS) / (BMS + (JMS - EMS) / n);
    case '3,k':
      return (BMS - EMS) / BMS;
  }
}

/** Spearman–Brown: from one reading to the mean of k. */
const ofMean = (single: number, k: number): number => (k * single) / (1 + (k - 1) * single);

function intervalByF({ n, k, BMS, WMS, EMS }: MeanSquares, form: IccForm): Interval | null {
  const oneWay = form[0] === '1';
  const error = oneWay ? WMS : EMS;
  if (error === 0) return null;
  const df = oneWay ? n * (k - 1) : (n - 1) * (k - 1);
  const F = BMS / error;
  const low = F / fQuantile(1 - TAIL, n - 1, df);
  const high = F * fQuantile(1 - TAIL, df, n - 1);
  return [(low - 1) / (low + k - 1), (high - 1) / (high + k - 1)];
}

function intervalOf2(squares: MeanSquares): Interval | null {
  const { n, k, BMS, JMS, EMS } = squares;
  if (EMS === 0) return null;
  const v = satterthwaite(squares);
  const upperF = fQuantile(1 - TAIL, n - 1, v);
  const lowerF = fQuantile(1 - TAIL, v, n - 1);
  const rest = k * JMS + (k * n - k - n) * EMS;
  return [
    (n * (BMS - upperF * EMS)) / (upperF * rest + n * BMS),
    (n * (lowerF * BMS - EMS)) / (rest + n * lowerF * BMS),
  ];
}

/** Degrees of freedom v of form 2. */
export function satterthwaite(squares: MeanSquares): number {
  const { n, k, JMS, EMS } = squares;
  const rho = iccOf(squares, '2,1');
  const F_J = JMS / EMS;
  const targets = n * (1 + (k - 1) * rho) - k * rho;
  return ((k - 1) * (n - 1) * (k * rho * F_J + targets) ** 2) / ((n - 1) * k ** 2 * rho ** 2 * F_J ** 2 + targets ** 2);
}
