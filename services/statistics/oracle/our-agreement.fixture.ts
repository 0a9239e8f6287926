import { blandAltman, exactLimitFactors, exactLimitIntervals } from '../../agreement/bland-altman.ts';
import { concordance } from '../../agreement/concordance.ts';
import { correlation } from '../../agreement/correlation.ts';
import { deming } from '../../agreement/deming.ts';
import { differences } from '../../agreement/difference.ts';
import { equivalence } from '../../agreement/equivalence.ts';
import { type IccForm, intraclass } from '../../agreement/intraclass.ts';
import { disagreementWeights, type KappaWeights, kappa } from '../../agreement/kappa.ts';
import { meanSquares } from '../../agreement/mean-squares.ts';
import { measurementError } from '../../agreement/measurement-error.ts';
import { nonCentralTCdf } from '../../agreement/non-central-t.ts';
import { passingBablok } from '../../agreement/passing-bablok.ts';
import { proportionalBias } from '../../agreement/proportional-bias.ts';
import { repeatability } from '../../agreement/repeatability.ts';
import { limitsOfAgreement } from '../../agreement/repeated-limits.ts';

interface Pairs {
  readonly x: readonly number[];
  readonly y: readonly number[];
}
type Rows = readonly (readonly number[])[];

const ofLine = (line: ReturnType<typeof deming> | ReturnType<typeof passingBablok>) => ({
  slope: line.slope,
  intercept: line.intercept,
  'interval of slope': line.slope_interval,
  'interval of intercept': line.intercept_interval,
});

/** Our figures by the names that oracle.R gives them. */
export const OUR_AGREEMENT = {
  nonCentralT: ({ df, ncp, t }: { readonly df: number; readonly ncp: number; readonly t: readonly number[] }) => ({
    below: t.map((each) => nonCentralTCdf(each, df, ncp)),
  }),
  limitFactors: ({ n }: { readonly n: number }) => ({ factors: exactLimitFactors(n) }),
  blandAltman: ({ x, y }: Pairs) => {
    const { bias, bias_interval, sd, limits } = blandAltman(differences(x, y), 'z');
    return { bias, 'interval of bias': bias_interval, sd, limits };
  },
  exactLimits: ({ x, y }: Pairs) => exactLimitIntervals(blandAltman(differences(x, y))),
  equivalence: ({ x, y, margin }: Pairs & { readonly margin: number }) => {
    const { t_lower, t_upper, p_value, interval_90 } = equivalence(differences(x, y), margin);
    return { t_lower, t_upper, p: p_value, 'interval of 90 %': interval_90 };
  },
  proportionalBias: ({ x, y }: Pairs) => {
    const { slope, intercept, standard_error, t, p_value, slope_interval } = proportionalBias(x, y);
    return { slope, intercept, error: standard_error, t, p: p_value, interval: slope_interval };
  },
  correlation: ({ x, y }: Pairs) => {
    const { r, p_value } = correlation(x, y);
    return { r, p: p_value };
  },
  concordance: ({ x, y }: Pairs) => {
    const found = concordance(x, y);
    return { coefficient: found?.coefficient, interval: found?.interval, accuracy: found?.bias_correction };
  },
  deming: (input: Pairs & { readonly ratio: number }) => ofLine(deming(input)),
  passingBablok: ({ x, y }: Pairs) => ofLine(passingBablok(x, y)),
  icc: ({ rows, form }: { readonly rows: Rows; readonly form: IccForm }) => intraclass(meanSquares(rows), form),
  errors: ({ rows }: { readonly rows: Rows }) => ({
    'SEM of agreement': measurementError(meanSquares(rows), 'agreement').sem,
    'SEM of consistency': measurementError(meanSquares(rows), 'consistency').sem,
    'within SD': repeatability(rows).within_sd,
  }),
  repeatedLimits: ({ bySubject }: { readonly bySubject: Rows }) => limitsOfAgreement(bySubject),
  kappa: ({ counts, weights }: { readonly counts: Rows; readonly weights: KappaWeights }) => {
    const grades = counts.map((_, i) => i);
    const found = kappa(counts, disagreementWeights(grades, weights));
    return { ...found, error: found.standard_error, p: found.p_value };
  },
};
