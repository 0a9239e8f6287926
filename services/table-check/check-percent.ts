import { type Finding, finding, GRADE_OF, TRUNCATED } from './finding.ts';
import { exactly } from './interval.ts';
import { agreement, agreementIf, meant, type Printed, type Reading, shown } from './printed.ts';
import { type Item, observed, type PublishedTable } from './published-table.ts';
import type { CountStatement, MeanStatement } from './statements.ts';

/** Counts against n and percentages, and means of whole numbers against n. */
export function checkPercentages(published: PublishedTable): readonly Finding[] {
  return published.items.flatMap((item) => [
    ...item.counts.flatMap((count) => [...countInN(count), ...percentOfCount(published, item, count)]),
    ...item.means.flatMap(grim),
  ]);
}

function countInN(statement: CountStatement): readonly Finding[] {
  const { count, n } = statement;
  if (count === null || n === null || count <= n) return [];
  const explanation = 'More were counted than there are.';
  const result = { grade: 'fault', printed: `${count} of ${n}`, recomputed: `at most ${n}`, explanation } as const;
  return [finding('count_in_n', [statement], result)];
}

function percentOfCount(published: PublishedTable, item: Item, statement: CountStatement): readonly Finding[] {
  const { count, n, percent } = statement;
  if (percent === null || n === null || (count !== null && count > n)) return [];
  if (count === null) return [possiblePercent(statement, percent, n)];
  const found = agreement(percent, () => exactly((100 * count) / n));
  const row = found === 'disagrees' ? rowShare(published, item, statement, percent) : undefined;
  const possible = agreementIf((reading) => holdsShare(percent, n, 100, reading)) !== 'disagrees';
  const disagrees = `${percent.text} % is not ${count} of ${n}${possible ? '' : `, nor any other whole number of ${n}`}.`;
  return [
    finding('percent_of_count', [statement], {
      grade: row !== undefined ? 'doubtful' : GRADE_OF[found],
      printed: `${count} of ${n} (${percent.text} %)`,
      recomputed: `${shown((100 * count) / n, percent)} %`,
      explanation: row ?? { agrees: 'Count and percentage agree.', truncated: TRUNCATED, disagrees }[found],
    }),
  ];
}

/** A percentage may be of the row: the share of this group among all that were counted at this level. */
function rowShare(
  published: PublishedTable,
  { counts }: Item,
  { count, level }: CountStatement,
  percent: Printed,
): string | undefined {
  const row = observed(published, counts).filter((each) => each.level === level);
  const total = row.reduce((sum, each) => sum + (each.count ?? Number.NaN), 0);
  if (count === null || row.length < 2 || !(total > 0)) return undefined;
  if (agreement(percent, () => exactly((100 * count) / total)) !== 'agrees') return undefined;
  return `It is the share of the row (${count} of ${total} counted in all groups), not of n.`;
}

/** Whether a whole number of parts lies within what is printed. */
function holdsShare(printed: Printed, parts: number, whole: number, reading: Reading): boolean {
  const { low, high } = meant(printed, reading);
  const dust = 1e-9 * Math.max(1, Math.abs((high * parts) / whole));
  return Math.floor((high * parts) / whole + dust) >= Math.ceil((low * parts) / whole - dust);
}

function possiblePercent(statement: CountStatement, percent: Printed, n: number): Finding {
  const found = agreementIf((reading) => holdsShare(percent, n, 100, reading));
  return finding('possible_percent', [statement], {
    grade: GRADE_OF[found],
    printed: `${percent.text} % of ${n}`,
    recomputed: nearest(percent, n, 100, ' %'),
    explanation: {
      agrees: 'There is a count with this percentage.',
      truncated: TRUNCATED,
      disagrees: `No whole number out of ${n} has this percentage: n is another, people are missing, or it is wrong.`,
    }[found],
  });
}

/** @source BrownHeathers2017: granularity-related inconsistency of means */
function grim(statement: MeanStatement): readonly Finding[] {
  const { mean, n, items } = statement;
  if (items === null || n === null) return [];
  const parts = n * items;
  const found = agreementIf((reading) => holdsShare(mean, parts, 1, reading));
  return [
    finding('grim', [statement], {
      grade: GRADE_OF[found],
      printed: `mean ${mean.text} of whole numbers, n ${n}${items > 1 ? `, ${items} items` : ''}`,
      recomputed: nearest(mean, parts, 1, ''),
      explanation: {
        agrees: 'There is a sum with this mean.',
        truncated: TRUNCATED,
        disagrees: `No sum of whole numbers over ${parts} has this mean: n is another, values are missing or no whole numbers, or it is wrong.`,
      }[found],
    }),
  ];
}

function nearest(printed: Printed, parts: number, whole: number, unit: string): string {
  const { value } = printed;
  const k = Math.floor((value * parts) / whole);
  const both = [k, k + 1].map((each) => `${each} / ${parts} = ${shown((each * whole) / parts, printed)}${unit}`);
  const [low, high] = [Math.abs(value - (k * whole) / parts), Math.abs(value - ((k + 1) * whole) / parts)];
  return `nearest: ${low <= high ? both.join(', ') : both.reverse().join(', ')}`;
}
