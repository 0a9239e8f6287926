import { normalQuantile, tQuantile, twoSidedNormal, twoSidedT } from '../statistics/distributions.ts';
import { type Finding, finding, GRADE_OF, type NotChecked, TRUNCATED } from './finding.ts';
import { hull, type Interval, minus, plus, size, through, times } from './interval.ts';
import { agreement, agreementIf, meant, meantAtAll, type Printed, type Reading, shown } from './printed.ts';
import type { PublishedTable } from './published-table.ts';
import { type EstimateStatement, RATIOS } from './statements.ts';
import { shownP } from './variants.ts';

/** Estimates, their intervals and p-values against each other. */
export function checkEstimates({ items }: PublishedTable): readonly (Finding | NotChecked)[] {
  return items.flatMap(({ estimates }) => estimates).flatMap(checkEstimate);
}

const isRatio = ({ measure }: EstimateStatement): boolean => RATIOS.some((ratio) => ratio === measure);
/** On the scale on which the interval is symmetric. */
const toScale = (statement: EstimateStatement): ((value: number) => number) =>
  isRatio(statement) ? (value) => Math.log(Math.max(0, value)) : (value) => value;
const ciText = ({ estimate, ciLow, ciHigh, measure, ciPercent }: EstimateStatement): string =>
  `${measure} ${estimate.text} (${ciPercent} % CI ${ciLow.text} to ${ciHigh.text})`;

function checkEstimate(statement: EstimateStatement): readonly (Finding | NotChecked)[] {
  const { line, estimate, ciLow, ciHigh } = statement;
  if (isRatio(statement) && [estimate, ciLow, ciHigh].some(({ value }) => value < 0)) {
    return [{ line, reason: `a ${statement.measure} cannot be negative: is it on the log scale, a coefficient?` }];
  }
  const inside = withinInterval(statement);
  if (inside.grade === 'fault') return [inside];
  return [inside, inMiddle(statement), ...(statement.p === null ? [] : pFromInterval(statement, statement.p))];
}

function withinInterval(statement: EstimateStatement): Finding {
  const { estimate, ciLow, ciHigh } = statement;
  const found = agreementIf((reading) => {
    const [low, middle, high] = [ciLow, estimate, ciHigh].map((number) => meant(number, reading));
    return low.low <= middle.high && middle.low <= high.high && low.low <= high.high;
  });
  return finding('estimate_in_interval', [statement], {
    grade: GRADE_OF[found],
    printed: ciText(statement),
    recomputed: `${ciLow.text} to ${ciHigh.text}`,
    explanation: {
      agrees: 'The estimate lies within its interval.',
      truncated: TRUNCATED,
      disagrees: 'The estimate lies outside its own interval, or the ends are exchanged.',
    }[found],
  });
}

function inMiddle(statement: EstimateStatement): Finding {
  const { estimate, ciLow, ciHigh, ciMethod } = statement;
  const ratio = isRatio(statement);
  const scale = toScale(statement);
  const back = ratio ? Math.exp : (value: number) => value;
  const middle = (low: Interval, high: Interval) =>
    through(times(plus(through(low, scale), through(high, scale)), 0.5), back);
  const found = agreement(estimate, (reading) => middle(meant(ciLow, reading), meant(ciHigh, reading)));
  const value = back((scale(ciLow.value) + scale(ciHigh.value)) / 2);
  const stated = ciMethod === 'wald' || ciMethod === 't';
  const unstated = 'That is possible for a profile-likelihood, exact or bootstrap interval: the paper has to name it.';
  return finding('estimate_in_middle', [statement], {
    grade: found === 'disagrees' && !stated ? (ciMethod === 'other' ? 'consistent' : 'doubtful') : GRADE_OF[found],
    printed: ciText(statement),
    recomputed: `${ratio ? 'geometric middle' : 'middle'} ${shown(value, estimate)}`,
    explanation: {
      agrees: 'The estimate is the middle of its interval.',
      truncated: TRUNCATED,
      disagrees: stated
        ? `No numbers that print like these make the estimate the middle of a ${ciMethod} interval.`
        : `The estimate is not the middle of its interval. ${unstated}`,
    }[found],
  });
}

/** The test statistic as a multiple of the half-width: 1 where the interval just touches no effect. */
function reachOf(statement: EstimateStatement, reading: Reading | null): { whole: Interval; halves: Interval } {
  const scale = toScale(statement);
  const [estimate, low, high] = [statement.estimate, statement.ciLow, statement.ciHigh].map((number) =>
    through(reading === null ? { low: number.value, high: number.value } : meant(number, reading), scale),
  );
  const distance = size(estimate);
  const over = (half: Interval): Interval => ({
    low: distance.low / Math.max(0, half.high),
    high: distance.high / Math.max(0, half.low),
  });
  const halves = [minus(estimate, low), minus(high, estimate)].map(over);
  return { whole: over(times(minus(high, low), 0.5)), halves: hull(halves) };
}

/** Degrees of freedom that the p-value may have; none (the normal distribution) for a Wald interval, and for a ratio unless said. */
function dfOf(statement: EstimateStatement): readonly (number | null)[] {
  const { ciMethod, df, n } = statement;
  if (ciMethod === 'wald') return [null];
  if (df !== null) return [df];
  if (isRatio(statement) && ciMethod !== 't') return [null];
  // Not stated: from as many covariates as half of the people to none.
  const fewest = n === null ? 1 : Math.max(1, Math.floor(n / 2));
  return [fewest, null];
}

function pOf(reach: Interval, ciPercent: number, dfs: readonly (number | null)[]): Interval {
  const upper = 1 - (1 - ciPercent / 100) / 2;
  const at = (value: number, df: number | null): number => {
    if (Number.isNaN(value)) return 1;
    if (!Number.isFinite(value)) return 0;
    return df === null ? twoSidedNormal(value * normalQuantile(upper)) : twoSidedT(value * tQuantile(upper, df), df);
  };
  return hull(dfs.map((df) => ({ low: at(reach.high, df), high: at(reach.low, df) })));
}

/** Whether p-value and interval tell the same about no effect, however both were made. */
function contradicts(statement: EstimateStatement, p: Printed): boolean {
  const alpha = 1 - statement.ciPercent / 100;
  const scale = toScale(statement);
  const [low, high] = [statement.ciLow, statement.ciHigh].map(meantAtAll);
  const { low: pLow, high: pHigh } = meantAtAll(p);
  const excludes = scale(low.low) > 0 || scale(high.high) < 0;
  const includes = scale(low.high) < 0 && scale(high.low) > 0;
  return (excludes && pLow > alpha) || (includes && pHigh < alpha);
}

function pFromInterval(statement: EstimateStatement, p: Printed): readonly (Finding | NotChecked)[] {
  const smallest = [statement.estimate, statement.ciLow].map((number) => meantAtAll(number).low);
  if (isRatio(statement) && smallest.some((value) => value <= 0)) {
    return [{ line: statement.line, reason: 'a ratio printed as 0 may be any small number: more digits are needed' }];
  }
  if (statement.test === 'other')
    return [{ line: statement.line, reason: 'its p-value is of another test than the interval' }];
  const { ciMethod, ciPercent } = statement;
  const sameMethod = (ciMethod === 'wald' || ciMethod === 't') && statement.test !== 'likelihood ratio';
  const dfs = dfOf(statement);
  const found = agreement(p, (reading) => {
    const { whole, halves } = reachOf(statement, reading);
    // An interval that is not symmetric tells by either half, and by its whole width.
    return pOf(sameMethod ? whole : hull([whole, halves]), ciPercent, dfs);
  });
  const against = contradicts(statement, p);
  const value = pOf(reachOf(statement, null).whole, ciPercent, dfs);
  const spread = value.low === value.high ? shownP(value.low) : `${shownP(value.low)} to ${shownP(value.high)}`;
  const significance = against ? ' Interval and p-value contradict each other about significance.' : '';
  return [
    finding('p_against_interval', [statement], {
      grade: found === 'disagrees' && !sameMethod && !against ? 'doubtful' : GRADE_OF[found],
      printed: `${ciText(statement)}, p ${p.text}`,
      recomputed: `p ${spread} from estimate and width of the interval`,
      explanation: {
        agrees: 'p-value and interval agree.',
        truncated: TRUNCATED,
        disagrees: sameMethod
          ? `No numbers that print like these have this p-value.${significance}`
          : `The p-value is not that of the interval by either half; how each was made is not stated.${significance}`,
      }[found],
    }),
  ];
}
