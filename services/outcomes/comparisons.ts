import { chiSquare, chiSquareHolds } from '../statistics/chi-square.ts';
import { type Counts, type FourFold, isFourFold } from '../statistics/contingency.ts';
import { fisherExact } from '../statistics/fisher-exact.ts';
import { fisherExactTable } from '../statistics/fisher-exact-table.ts';
import { kruskalWallis } from '../statistics/kruskal-wallis.ts';
import { mannWhitney } from '../statistics/mann-whitney.ts';
import { pairedT } from '../statistics/paired-t.ts';
import { MOST_EXACT, type RankForm } from '../statistics/rank-test.ts';
import type { TestResult } from '../statistics/test-result.ts';
import { studentT, welchT } from '../statistics/two-sample-t.ts';
import { welchAnova } from '../statistics/welch-anova.ts';
import { wilcoxonSignedRank } from '../statistics/wilcoxon-signed-rank.ts';
import { attempt, isDone, noTests, type Tests, testsOf } from './attempt.ts';
import type { SummaryForm } from './summary.ts';

/** Work for an exact test that only stands beside a chi-square test: a fraction of a second. */
const STEPS_BESIDE = 300_000;
const ONE_GROUP = 'There is only one group with this to compare.';

/** The other form of a rank test: approximate beside exact; exact beside approximate where it can be counted. */
function otherForm({ variant }: TestResult, largest: number): RankForm {
  if (variant.startsWith('exact')) return 'approximate';
  return largest <= MOST_EXACT ? 'exact' : 'approximate_uncorrected';
}

/** A rank test as the rule has it, with its other form. */
function bothForms(test: (form: RankForm) => TestResult, largest: number): readonly (() => TestResult)[] {
  const first = attempt(() => test('auto'));
  return isDone(first) ? [() => first, () => test(otherForm(first, largest))] : [() => test('auto')];
}

/** Independent groups of numbers. Welch or Mann–Whitney for two, Welch's analysis of variance or Kruskal–Wallis for more. */
export function compareNumbers(groups: readonly (readonly number[])[], form: SummaryForm): Tests {
  if (groups.length < 2) return noTests(ONE_GROUP);
  if (groups.length > 2) {
    const tests = [() => welchAnova(groups), () => kruskalWallis(groups)];
    return testsOf(form === 'mean_sd' ? tests : tests.toReversed());
  }
  const [x, y] = groups;
  const ranks = bothForms((each) => mannWhitney(x, y, { form: each }), Math.max(x.length, y.length));
  const [welch, student] = [() => welchT(x, y), () => studentT(x, y)];
  return testsOf(form === 'mean_sd' ? [welch, student, ranks[0]] : [...ranks, welch]);
}

/** Two scores of each person, after against before. */
export function comparePairs(after: readonly number[], before: readonly number[], form: SummaryForm): Tests {
  const t = (): TestResult => pairedT(after, before);
  const ranks = bothForms((each) => wilcoxonSignedRank(after, before, { form: each }), after.length);
  return testsOf(form === 'mean_sd' ? [t, ranks[0]] : [...ranks, t]);
}

const fourFold = (counts: Counts): FourFold => [
  [counts[0][0], counts[0][1]],
  [counts[1][0], counts[1][1]],
];

/** Counts by group. Chi-square (R's form: with Yates' correction for 2 × 2) where every expected count is at least 5, else Fisher. */
export function compareCounts(counts: Counts): Tests {
  if (counts.length < 2) return noTests(ONE_GROUP);
  // A level that no one has says nothing, and would leave an empty column.
  const columns = (counts[0] ?? []).map((_, j) => j).filter((j) => counts.some((row) => row[j] > 0));
  if (columns.length < 2) return noTests('Everybody is the same.');
  const shown = counts.map((row) => columns.map((j) => row[j]));
  const holds = attempt(() => ({ all: chiSquareHolds(shown) }));
  if (!isDone(holds)) return { chosen: holds, sensitivity: [] };
  const small = isFourFold(shown);
  const exact = (): TestResult =>
    small ? fisherExact(fourFold(shown)) : fisherExactTable(shown, holds.all ? STEPS_BESIDE : undefined);
  const chiSquares = [...(small ? [true] : []), false].map((yates) => () => chiSquare(shown, { yates }));
  return testsOf(holds.all ? [...chiSquares, exact] : [exact, ...chiSquares]);
}
