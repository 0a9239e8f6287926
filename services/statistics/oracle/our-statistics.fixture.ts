import { percentile } from '../../agreement/order-statistics.ts';
import { responderDiscordance } from '../../agreement/responder-discordance.ts';
import { chiSquare, leastExpected } from '../chi-square.ts';
import type { Counts, FourFold } from '../contingency.ts';
import {
  chiSquareAbove,
  fAbove,
  fQuantile,
  normalAbove,
  normalBelow,
  normalQuantile,
  tAbove,
  tQuantile,
  twoSidedNormal,
  twoSidedT,
} from '../distributions.ts';
import { fisherExact } from '../fisher-exact.ts';
import { fisherExactTable } from '../fisher-exact-table.ts';
import { kruskalWallis } from '../kruskal-wallis.ts';
import { type LogisticMethod, logisticRegression } from '../logistic-regression.ts';
import { mannWhitney } from '../mann-whitney.ts';
import { mantelHaenszel } from '../mantel-haenszel.ts';
import type { ModelColumn } from '../model-columns.ts';
import { crudeOddsRatio } from '../odds-ratio.ts';
import { pairedT } from '../paired-t.ts';
import { newcombe, type Proportion, wilson } from '../proportions.ts';
import type { RankForm } from '../rank-test.ts';
import { shapiroWilk } from '../shapiro-wilk.ts';
import type { Estimate, TestResult } from '../test-result.ts';
import { studentT, welchT } from '../two-sample-t.ts';
import { welchAnova } from '../welch-anova.ts';
import { wilcoxonSignedRank } from '../wilcoxon-signed-rank.ts';

interface Samples {
  readonly x: readonly number[];
  readonly y: readonly number[];
}

const ofEstimate = ({ value, interval }: Estimate) => ({
  estimate: value,
  interval,
  lower: interval?.[0],
  upper: interval?.[1],
});

const ofTest = ({ statistic, df, p_value, estimate }: TestResult) => ({
  ...{ statistic: statistic?.value, df, p: p_value },
  ...(estimate && ofEstimate(estimate)),
});

const ofRankTest = (test: typeof mannWhitney) => (input: Samples & { readonly form: RankForm }) => {
  const { x, y, form } = input;
  return {
    ...ofTest(test(x, y, { form })),
    greater: test(x, y, { form, alternative: 'greater' }).p_value,
    less: test(x, y, { form, alternative: 'less' }).p_value,
  };
};

const ofChiSquare =
  (yates: boolean) =>
  ({ counts }: { readonly counts: Counts }) => ({
    ...ofTest(chiSquare(counts, { yates })),
    least: leastExpected(counts),
  });

const ofLogistic = (method: LogisticMethod) => (input: { outcome: readonly boolean[]; columns: ModelColumn[] }) => {
  const fit = logisticRegression(input.outcome, input.columns, method);
  const rest = fit.coefficients.slice(1);
  const ends = (of: 'wald' | 'likelihood_ratio', end: 0 | 1) => rest.map((each) => each[of]?.estimate?.interval?.[end]);
  return {
    coefficients: fit.coefficients.map(({ value }) => value),
    errors: fit.coefficients.map(({ standard_error }) => standard_error),
    z: rest.map(({ wald }) => wald?.statistic?.value),
    p: rest.map(({ wald }) => wald?.p_value),
    deviance: fit.deviance,
    'null deviance': fit.null_deviance,
    'odds ratios': rest.map(({ wald }) => wald?.estimate?.value),
    'lower by Wald': ends('wald', 0),
    'upper by Wald': ends('wald', 1),
    'lower by profile': ends('likelihood_ratio', 0),
    'upper by profile': ends('likelihood_ratio', 1),
    ratios: rest.map(({ likelihood_ratio }) => likelihood_ratio?.statistic?.value),
    'p by ratio': rest.map(({ likelihood_ratio }) => likelihood_ratio?.p_value),
    overall: fit.overall.statistic?.value,
    'overall p': fit.overall.p_value,
    terms: fit.terms.map(({ test }) => test.statistic?.value),
    'p of terms': fit.terms.map(({ test }) => test.p_value),
  };
};

/** Our figures by the names that oracle.R gives them. */
export const OUR_STATISTICS = {
  t: ({ df }: { readonly df: number }) => ({
    '0.975': tQuantile(0.975, df),
    '0.95': tQuantile(0.95, df),
    'two-sided at 0.1': twoSidedT(0.1, df),
    'two-sided at 2': twoSidedT(-2, df),
    'two-sided at -9': twoSidedT(-9, df),
    'above 3.3': tAbove(3.3, df),
    'above -3.3': tAbove(-3.3, df),
  }),
  f: ({ df: [df1, df2] }: { readonly df: readonly [number, number] }) => ({
    '0.975': fQuantile(0.975, df1, df2),
    ...Object.fromEntries([0.2, 1, 4, 90].map((f) => [`above ${f}`, fAbove(f, df1, df2)])),
  }),
  chiSquare: ({ df }: { readonly df: number }) =>
    Object.fromEntries([0.01, 3.84, 25, 400].map((x) => [`above ${x}`, chiSquareAbove(x, df)])),
  normal: ({ z }: { readonly z: number }) => ({
    below: normalBelow(z),
    above: normalAbove(z),
    'two-sided': twoSidedNormal(z),
  }),
  normalQuantile: ({ p }: { readonly p: number }) => ({ z: normalQuantile(p) }),
  percentile: ({ values }: { readonly values: readonly number[] }) => ({
    percentiles: [0, 2.5, 25, 50, 75, 90, 97.5, 100].map((percent) => percentile(values, percent)),
  }),
  pairedT: ({ x, y }: Samples) => ofTest(pairedT(x, y)),
  studentT: ({ x, y }: Samples) => ofTest(studentT(x, y)),
  welchT: ({ x, y }: Samples) => ofTest(welchT(x, y)),
  welchAnova: ({ samples }: { readonly samples: readonly number[][] }) => ofTest(welchAnova(samples)),
  kruskalWallis: ({ samples }: { readonly samples: readonly number[][] }) => ofTest(kruskalWallis(samples)),
  shapiroWilk: ({ values }: { readonly values: readonly number[] }) => ofTest(shapiroWilk(values)),
  wilcoxonSignedRank: ofRankTest(wilcoxonSignedRank),
  mannWhitney: ofRankTest(mannWhitney),
  chiSquareYates: ofChiSquare(true),
  chiSquarePlain: ofChiSquare(false),
  fisherExact: ({ counts }: { readonly counts: FourFold }) => ofTest(fisherExact(counts)),
  fisherExactTable: ({ counts }: { readonly counts: Counts }) => ofTest(fisherExactTable(counts)),
  crudeOddsRatio: ({ counts }: { readonly counts: FourFold }) => ofEstimate(crudeOddsRatio(counts)),
  wilson: (proportion: Proportion) => ofEstimate(wilson(proportion)),
  newcombe: ({ counts }: { readonly counts: FourFold }) => {
    const [first, second] = counts.map(([events, others]) => ({ events, n: events + others }));
    return ofEstimate(newcombe(first, second));
  },
  mcnemar: ({ first, second }: { readonly first: number; readonly second: number }) => {
    const isFirst = Array.from({ length: first + second }, (_, i) => i < first);
    const found = responderDiscordance(
      isFirst,
      isFirst.map((each) => !each),
    );
    return { p: found.p_value };
  },
  mantelHaenszel: (input: { readonly strata: readonly FourFold[]; readonly corrected: boolean }) =>
    ofTest(mantelHaenszel(input.strata, input)),
  logistic: ofLogistic('maximum_likelihood'),
  firth: ofLogistic('firth'),
};
