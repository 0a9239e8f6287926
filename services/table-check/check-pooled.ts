import { type Finding, finding, GRADE_OF, type Grade, TRUNCATED } from './finding.ts';
import { type Interval, minus, plus, size, through, times } from './interval.ts';
import { type Agreement, agreement, meant, meantNotNegative, type Printed, type Reading, shown } from './printed.ts';
import { type Item, type PublishedTable, partsOf } from './published-table.ts';
import type { MeanStatement } from './statements.ts';

/** A mean and SD over all against those of the groups. */
export function checkPooled(published: PublishedTable): readonly Finding[] {
  return published.items.flatMap((item) =>
    item.means.flatMap((whole) => {
      const parts = partMeans(published, item, whole);
      if (parts.length < 2 || parts.some(({ n }) => n === null)) return [];
      return [pooledMean(whole, parts), ...pooledSd(whole, parts)];
    }),
  );
}

/** The means that this one pools; empty unless all of them are there. */
export function partMeans(published: PublishedTable, { means }: Item, whole: MeanStatement): readonly MeanStatement[] {
  const names = partsOf(published, whole.table, whole.group);
  const same = (each: MeanStatement) => each.level === whole.level && each.time === whole.time;
  const parts = names.flatMap((name) => means.find((each) => each.group === name && same(each)) ?? []);
  return parts.length === names.length ? parts : [];
}

const sum = (intervals: readonly Interval[]): Interval => intervals.reduce(plus);
const total = (parts: readonly MeanStatement[]): number => parts.reduce((n, part) => n + (part.n ?? 0), 0);

/** With another n than the groups together, a pooled figure may be of other people. */
function gradeOf(found: Agreement, whole: MeanStatement, parts: readonly MeanStatement[]): Grade {
  return found === 'disagrees' && whole.n !== null && whole.n !== total(parts) ? 'doubtful' : GRADE_OF[found];
}

function pooledMean(whole: MeanStatement, parts: readonly MeanStatement[]): Finding {
  const n = total(parts);
  const found = agreement(whole.mean, (reading) =>
    sum(parts.map((part) => times(meant(part.mean, reading), (part.n ?? 0) / n))),
  );
  const value = parts.reduce((mean, part) => mean + (part.mean.value * (part.n ?? 0)) / n, 0);
  return finding('pooled_mean', [whole, ...parts], {
    grade: gradeOf(found, whole, parts),
    printed: `mean ${whole.mean.text} of ${parts.map((part) => `${part.mean.text} (n ${part.n})`).join(' and ')}`,
    recomputed: shown(value, whole.mean),
    explanation: {
      agrees: 'The pooled mean is that of the groups.',
      truncated: TRUNCATED,
      disagrees: 'No means that print like these have the printed one as their weighted mean.',
    }[found],
  });
}

interface Part {
  readonly n: number;
  readonly mean: Interval;
  readonly sd: Interval;
}

/**
 * Bounds of the SD over all: within the groups Σ (n − 1) SD², between them Σ over pairs n₁ n₂ (m₁ − m₂)² / N. Each pair is bounded for
 * itself, which with three groups or more may be wider than need be, and so never calls a possible SD impossible.
 */
function sdOverAll(parts: readonly Part[]): Interval {
  const n = parts.reduce((all, part) => all + part.n, 0);
  const square = (interval: Interval) => through(interval, (value) => value * value);
  const within = parts.map((part) => times(square(part.sd), part.n - 1));
  const between = parts.flatMap((a, i) =>
    parts.slice(i + 1).map((b) => times(square(size(minus(a.mean, b.mean))), (a.n * b.n) / n)),
  );
  return through(times(sum([...within, ...between]), 1 / (n - 1)), Math.sqrt);
}

function pooledSd(whole: MeanStatement, parts: readonly MeanStatement[]): readonly Finding[] {
  const printed = whole.sd;
  if (printed === null || parts.some(({ sd }) => sd === null)) return [];
  const reader = (of: (number: Printed, sd: boolean) => Interval): readonly Part[] =>
    parts.map((part) => ({
      ...{ n: part.n ?? 0, mean: of(part.mean, false) },
      sd: of(part.sd ?? part.mean, true),
    }));
  const over = (reading: Reading) =>
    sdOverAll(reader((number, sd) => (sd ? meantNotNegative : meant)(number, reading)));
  const found = agreement(printed, over);
  const { low: value } = sdOverAll(reader(({ value: exact }) => ({ low: exact, high: exact })));
  return [
    finding('pooled_sd', [whole, ...parts], {
      grade: gradeOf(found, whole, parts),
      printed: `SD ${printed.text} of ${parts.map((part) => `${part.mean.text} ± ${part.sd?.text} (n ${part.n})`).join(' and ')}`,
      recomputed: shown(value, printed),
      explanation: {
        agrees: 'The pooled SD is that of the groups.',
        truncated: TRUNCATED,
        disagrees: 'No means and SDs that print like these have the printed SD over all.',
      }[found],
    }),
  ];
}
