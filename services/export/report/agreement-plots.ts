import { mean } from '../../agreement/order-statistics.ts';
import type { Figure } from '../../agreement/report/figure.ts';
import type { Pair } from '../../agreement/report/pair.ts';
import type { ComparedMethods, InstrumentAgreement } from '../../results/study-agreement.ts';
import { type BlandAltmanPlot, blandAltmanSvg } from '../plots/bland-altman.ts';
import { type FittedLine, scatterSvg } from '../plots/scatter.ts';
import type { ReportPlot } from './report.ts';

const BANDS = 'Dashed: limits of agreement; bands: 95 % confidence intervals; dotted: difference over mean.';

/** Bland–Altman and scatter of two methods; nothing of more. */
export function agreementPlots(instrument: InstrumentAgreement, compared: ComparedMethods): readonly ReportPlot[] {
  const { pair } = compared;
  if (pair === null) return [];
  const title = `${instrument.score}: ${pair.first} and ${pair.second}`;
  const about = {
    ...{ title, methods: [pair.first, pair.second] as const, unit: instrument.unit },
    pairs: pair.a.map((first, i) => {
      const name = pair.names?.[i] ?? '';
      return { first, second: pair.b[i], subject: pair.subjects?.[i] ?? name, name };
    }),
  };
  const differences = blandAltmanOf(compared.figures, pair);
  const plots = [
    {
      svg: scatterSvg({ ...about, lines: linesOf(compared.figures) }),
      caption: `${title}: one against the other, with the line of identity.`,
    },
  ];
  if (differences === undefined) return plots;
  const svg = blandAltmanSvg({ ...about, ...differences });
  return [{ svg, caption: `${title}: differences against means (Bland–Altman). ${BANDS}` }, ...plots];
}

type Drawn = Omit<BlandAltmanPlot, 'title' | 'methods' | 'unit' | 'pairs'>;

function blandAltmanOf(figures: readonly Figure[], pair: Pair): Drawn | undefined {
  const of = (id: string): Figure | undefined => figures.find((each) => each.id === id);
  const interval = (id: string) => of(id)?.interval ?? of(id)?.bootstrap_interval ?? null;
  const [bias, lower, upper] = ['bias', 'lower_limit_1.96', 'upper_limit_1.96'].map((id) => of(id)?.value ?? null);
  if (bias === null) return undefined;
  return {
    bias,
    biasInterval: interval('bias'),
    limits: lower === null || upper === null ? null : [lower, upper],
    lowerLimitInterval: interval('lower_limit_1.96'),
    upperLimitInterval: interval('upper_limit_1.96'),
    proportional: proportionalOf(of('proportional_bias'), pair),
  };
}

/** The line goes through the means of both. */
function proportionalOf(slope: Figure | undefined, { a, b }: Pair): Drawn['proportional'] {
  if (slope === undefined || slope.value === null) return null;
  const means = a.map((value, i) => (value + b[i]) / 2);
  const differences = a.map((value, i) => value - b[i]);
  return {
    intercept: mean(differences) - slope.value * mean(means),
    slope: slope.value,
    pValue: slope.p_value,
    slopeInterval: slope.bootstrap_interval,
  };
}

function linesOf(figures: readonly Figure[]): readonly FittedLine[] {
  const of = (id: string): number | null => figures.find((each) => each.id === id)?.value ?? null;
  return (['deming', 'passing_bablok'] as const).flatMap((id) => {
    const [slope, intercept] = [of(`${id}_slope`), of(`${id}_intercept`)];
    const name = id === 'deming' ? 'Deming' : 'Passing–Bablok';
    return slope === null || intercept === null ? [] : [{ name, slope, intercept }];
  });
}
