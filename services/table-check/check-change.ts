import { type Finding, finding, GRADE_OF, TRUNCATED } from './finding.ts';
import { minus, negative, overlap, size } from './interval.ts';
import { agreement, agreementIf, meant, meantAtAll, meantNotNegative, type Reading, shown } from './printed.ts';
import type { PublishedTable } from './published-table.ts';
import { seriesOf } from './published-table.ts';
import type { MeanStatement } from './statements.ts';

/** Before, after and change of one group in one row: means, SDs and percent change against each other. */
export function checkChange({ items }: PublishedTable): readonly Finding[] {
  return items.flatMap(seriesOf).flatMap(({ before, after, change, 'percent change': percent }) => {
    if (before === undefined || after === undefined) return [];
    return [
      ...(change === undefined ? [] : [meanChange(before, after, change), ...correlation(before, after, change)]),
      ...(percent === undefined ? [] : improvement(before, after, percent)),
    ];
  });
}

const text = (mean: MeanStatement): string => mean.mean.text + (mean.sd === null ? '' : ` ± ${mean.sd.text}`);

function meanChange(before: MeanStatement, after: MeanStatement, change: MeanStatement): Finding {
  const difference = (reading: Reading) => minus(meant(after.mean, reading), meant(before.mean, reading));
  const asFall = agreement(change.mean, (reading) => negative(difference(reading)));
  const asChange = agreement(change.mean, difference);
  const found = [asChange, asFall].find((each) => each === 'agrees') ?? (asChange === 'disagrees' ? asFall : asChange);
  const otherPeople = new Set([before.n, after.n, change.n]).size > 1;
  const value = after.mean.value - before.mean.value;
  const explanation = {
    agrees: asChange === 'agrees' ? 'The change is the difference.' : 'The change is printed as a fall.',
    truncated: TRUNCATED,
    disagrees: otherPeople
      ? 'The change is not the difference of the means; n differs, so the change may be of other people than the means.'
      : 'No means that print like these differ by the printed change.',
  }[found];
  return finding('change_is_difference', [change, before, after], {
    grade: found === 'disagrees' && otherPeople ? 'doubtful' : GRADE_OF[found],
    printed: `change ${change.mean.text} from ${before.mean.text} to ${after.mean.text}`,
    recomputed: shown(value, change.mean),
    explanation,
  });
}

function correlation(before: MeanStatement, after: MeanStatement, change: MeanStatement): readonly Finding[] {
  const [sdBefore, sdAfter, sdChange] = [before.sd, after.sd, change.sd];
  if (sdBefore === null || sdAfter === null || sdChange === null) return [];
  const otherPeople = new Set([before.n, after.n, change.n]).size > 1;
  // r is within [-1, 1] just when the three SDs make a triangle.
  const possible = (reading: Reading): boolean => {
    const [b, a, c] = [sdBefore, sdAfter, sdChange].map((sd) => meantNotNegative(sd, reading));
    return overlap(c, { low: size(minus(b, a)).low, high: b.high + a.high });
  };
  const found = agreementIf(possible);
  const r = (sdBefore.value ** 2 + sdAfter.value ** 2 - sdChange.value ** 2) / (2 * sdBefore.value * sdAfter.value);
  return [
    finding('implied_correlation', [change, before, after], {
      grade: found === 'disagrees' && otherPeople ? 'doubtful' : GRADE_OF[found],
      printed: `SD ${sdBefore.text} before, ${sdAfter.text} after, ${sdChange.text} of the change`,
      recomputed: Number.isFinite(r) ? `r = ${r.toFixed(3)}` : 'r is not defined: an SD is 0',
      explanation: {
        agrees: 'The correlation is possible.',
        truncated: TRUNCATED,
        disagrees: `No SDs that print like these have a correlation from −1 to 1${otherPeople ? ', but n differs between them' : ''}.`,
      }[found],
    }),
  ];
}

function improvement(before: MeanStatement, after: MeanStatement, percent: MeanStatement): readonly Finding[] {
  // A baseline that may be nought has no percent change.
  if (size(meantAtAll(before.mean)).low === 0) return [];
  const ofMeans = (reading: Reading) => {
    const [b, a] = [meant(before.mean, reading), meant(after.mean, reading)];
    const ends = [b.low, b.high].flatMap((from) => [a.low, a.high].map((to) => (100 * (to - from)) / from));
    return size({ low: Math.min(...ends), high: Math.max(...ends) });
  };
  const printed = { ...percent.mean, value: Math.abs(percent.mean.value) };
  const found = agreement(printed, ofMeans);
  const value = (100 * (after.mean.value - before.mean.value)) / before.mean.value;
  const name = percent.instrument ?? 'mean percent change';
  return [
    finding('one_improvement', [percent, before, after], {
      grade: found === 'agrees' ? 'consistent' : 'doubtful',
      printed: `${name} ${percent.mean.text} % beside ${text(before)} to ${text(after)}`,
      recomputed: `${shown(value, percent.mean)} % change of the means`,
      explanation:
        found === 'agrees'
          ? 'Both say the same.'
          : 'The mean of percent changes need not be the percent change of the means, and neither is the repigmented share of an area: the paper has to say which improvement this is.',
    }),
  ];
}
