import { Refusal } from '../refusal.ts';
import { chiSquare } from '../statistics/chi-square.ts';
import { type Counts, isFourFold } from '../statistics/contingency.ts';
import { fisherExact } from '../statistics/fisher-exact.ts';
import { fisherExactTable } from '../statistics/fisher-exact-table.ts';
import type { TestResult } from '../statistics/test-result.ts';
import { ExactBudget, LARGER_TABLE_STEPS } from './exact-budget.ts';
import { type Finding, finding, type NotChecked } from './finding.ts';
import { exactly } from './interval.ts';
import { type Item, observed, type PublishedTable } from './published-table.ts';
import type { TestName, TestStatement } from './statements.ts';
import { judge, shownP, type Variant, type Verdict } from './variants.ts';

const OF_COUNTS: readonly (TestName | null)[] = [null, 'chi-square', 'chi-square yates', 'fisher'];

/** P-values of rows of counts, by chi-square with and without Yates' correction and Fisher's exact test. */
export function checkCounts(published: PublishedTable): readonly (Finding | NotChecked)[] {
  const budget = new ExactBudget();
  return published.items
    .filter(({ counts }) => counts.length > 0)
    .flatMap((item) => item.tests.map((test) => checkTest(published, item, test, budget)));
}

function checkTest(published: PublishedTable, item: Item, test: TestStatement, budget: ExactBudget) {
  const { line } = test;
  if (!OF_COUNTS.includes(test.test))
    return { line, reason: `a test named ${test.test} cannot be recomputed from counts` };
  if (test.group !== null) return { line, reason: 'a test within one group cannot be recomputed from counts' };
  if (test.level === null && item.counts.some(({ level, levels }) => level !== null && levels === 'overlapping')) {
    return { line, reason: 'its levels overlap: there is no one test over all of them' };
  }
  const counts = countsOf(published, item, test.level);
  if (counts === undefined) return { line, reason: 'counts and n of at least two groups are needed' };
  const plain = chiSquares(counts);
  if (plain === undefined) return { line, reason: 'a group or a level has no one in it: there is nothing to test' };
  // The exact test of a larger table is long, and asked for only where chi-square does not explain the p-value.
  const explained = !isFourFold(counts) && judge(test.p, test.test, plain).grade === 'consistent';
  const variants = explained ? plain : [...plain, ...exactVariant(counts, budget)];
  const places = observed(published, item.counts).filter(({ level }) => test.level === null || level === test.level);
  const printed = `p ${test.p.text}`;
  return finding('p_against_counts', [test, ...places], { printed, ...judgeCounts(test, variants) });
}

/** A p-value that may be of an exact test which was too long to compute is not called faulty. */
function judgeCounts({ p, test }: TestStatement, variants: readonly Variant[]): Verdict {
  const verdict = judge(p, test, variants);
  const mayBeExact = (test === null || test === 'fisher') && variants.every((each) => each.test !== 'fisher');
  if (verdict.grade !== 'fault' || !mayBeExact) return verdict;
  const explanation = `${verdict.explanation} Fisher’s exact test was not recomputed: there are too many people or tables.`;
  return { ...verdict, grade: 'doubtful', explanation };
}

/** What one chi-square test over all levels of a row says; undefined where it cannot be made. */
export function chiSquareOverLevels(published: PublishedTable, item: Item): string | undefined {
  const counts = countsOf(published, item, null);
  const [plain] = counts === undefined ? [] : (chiSquares(counts) ?? []);
  return plain === undefined ? undefined : `${plain.label}: p ${shownP(plain.p)}`;
}

/** Groups by levels; with one level, or for one of several, groups by that level and the rest of n. */
function countsOf(published: PublishedTable, item: Item, level: string | null): Counts | undefined {
  const all = observed(published, item.counts);
  const levels = [...new Set(all.map(({ level }) => level))];
  const groups = [...new Set(all.map(({ group }) => group))];
  const one = level !== null || levels.length === 1 ? (level ?? levels[0]) : undefined;
  const rows = groups.map((group) => {
    const mine = all.filter((each) => each.group === group);
    if (one === undefined) return levels.map((level) => mine.find((each) => each.level === level)?.count ?? Number.NaN);
    const { count, n } = mine.find((each) => each.level === one) ?? { count: null, n: null };
    return [count ?? Number.NaN, (n ?? Number.NaN) - (count ?? Number.NaN)];
  });
  const whole = rows.length >= 2 && rows.flat().every((count) => count >= 0);
  return whole ? rows : undefined;
}

/** The forms of the chi-square test; undefined where a row or column of the table is empty. */
function chiSquares(counts: Counts): readonly Variant[] | undefined {
  const forms = isFourFold(counts) ? [false, true] : [false];
  try {
    return forms.map((yates) => variant(yates ? 'chi-square yates' : 'chi-square', chiSquare(counts, { yates })));
  } catch (error) {
    if (error instanceof Refusal) return undefined;
    throw error;
  }
}

function exactVariant(counts: Counts, budget: ExactBudget): readonly Variant[] {
  const people = counts.flat().reduce((sum, count) => sum + count, 0);
  const [first, second] = counts;
  const fourFold = isFourFold(counts);
  if (!budget.spend(people, fourFold)) return [];
  try {
    const result = fourFold
      ? fisherExact([
          [first[0], first[1]],
          [second[0], second[1]],
        ])
      : fisherExactTable(counts, LARGER_TABLE_STEPS);
    return [variant('fisher', result)];
  } catch (error) {
    // Too many tables to visit: the other forms still stand.
    if (error instanceof Refusal) return [];
    throw error;
  }
}

const NAMES: Readonly<Partial<Record<TestName, string>>> = {
  'chi-square': 'χ²',
  'chi-square yates': 'χ² with Yates’ correction',
  fisher: 'Fisher’s exact test',
};

function variant(test: TestName, { statistic, df, p_value: p }: TestResult): Variant {
  const value = statistic === null ? '' : ` ${statistic.value.toFixed(3)}, df ${df}`;
  return { test, label: `${NAMES[test]}${value}`, p, range: () => exactly(p) };
}
