import { type Finding, finding } from './finding.ts';
import { groupNamed, type Item, type PublishedTable, partsOf } from './published-table.ts';
import type { CountStatement, GroupStatement } from './statements.ts';

/** What was counted in levels and in groups, added up. */
export function checkSums(published: PublishedTable): readonly Finding[] {
  return [
    ...published.groups.flatMap((group) => groupSizes(published, group)),
    ...published.items.flatMap((item) => [...levelSums(item), ...pooledCounts(published, item)]),
  ];
}

const sumOf = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0);

function groupSizes(published: PublishedTable, whole: GroupStatement): readonly Finding[] {
  const parts = whole.of.flatMap((name) => groupNamed(published, whole.table, name) ?? []);
  if (whole.of.length === 0 || parts.length < whole.of.length) return [];
  const sum = sumOf(parts.map(({ n }) => n));
  return [
    finding('groups_add_up', [whole, ...parts], {
      grade: sum === whole.n ? 'consistent' : 'fault',
      printed: `n ${whole.n} in ${whole.group}`,
      recomputed: `${parts.map(({ n }) => n).join(' + ')} = ${sum}`,
      explanation: sum === whole.n ? 'The groups add up.' : 'The groups do not add up to the whole.',
    }),
  ];
}

function pooledCounts(published: PublishedTable, { counts }: Item): readonly Finding[] {
  return counts.flatMap((whole) => {
    const names = partsOf(published, whole.table, whole.group);
    const parts = names.flatMap(
      (name) => counts.find((each) => each.group === name && each.level === whole.level) ?? [],
    );
    if (names.length === 0 || parts.length < names.length || whole.count === null) return [];
    if (parts.some(({ count }) => count === null)) return [];
    const sum = sumOf(parts.map(({ count }) => count ?? 0));
    return finding('groups_add_up', [whole, ...parts], {
      grade: sum === whole.count ? 'consistent' : 'fault',
      printed: `${whole.count} in ${whole.group}`,
      recomputed: `${parts.map(({ count }) => count).join(' + ')} = ${sum}`,
      explanation: sum === whole.count ? 'The groups add up.' : 'The groups do not add up to the whole.',
    });
  });
}

function levelSums({ counts }: Item): readonly Finding[] {
  const groups = new Set(counts.map(({ group }) => group));
  return [...groups].flatMap((group) => {
    const levels = counts.filter((each) => each.group === group && each.level !== null);
    return levels.length < 2 || levels.some(({ levels: kind }) => kind === 'overlapping') ? [] : levelSum(levels);
  });
}

function levelSum(levels: readonly CountStatement[]): readonly Finding[] {
  const [first, ...others] = levels;
  const { n } = first;
  if (n === null || levels.some((each) => each.count === null || each.n !== n)) return [];
  const sum = sumOf(levels.map(({ count }) => count ?? 0));
  const short = sum < n && first.levels !== 'complete';
  const explanation = short
    ? 'The levels add up to fewer than n: say how many are missing or have another level.'
    : `The levels add up to ${sum < n ? 'fewer' : 'more'} than n.`;
  return [
    finding('levels_add_up', [{ ...first, level: null }, ...others], {
      grade: sum === n ? 'consistent' : short ? 'doubtful' : 'fault',
      printed: `n ${n}`,
      recomputed: `${levels.map(({ count }) => count).join(' + ')} = ${sum}`,
      explanation: sum === n ? 'The levels add up.' : explanation,
    }),
  ];
}
