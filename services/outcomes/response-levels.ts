import { mantelHaenszel } from '../statistics/mantel-haenszel.ts';
import { noTests, type Tests, testsOf } from './attempt.ts';
import { type CategorySummary, countLevels } from './characteristics.ts';
import { compareCounts } from './comparisons.ts';
import { responseUnder } from './missing-data.ts';
import { asFourFold, countResponders } from './responder-counts.ts';
import { levelsOf, type OutcomeStudy, type RowGroup, type StudyRow } from './study.ts';

const COMPLETE_PERCENT = 100;

/** Complete: a fall of 100 %; partial: at least the threshold; none: less, or worse. One test of all levels together. */
export interface ResponseLevels {
  readonly groups: readonly CategorySummary[];
  readonly all: CategorySummary;
  readonly tests: Tests;
}

export function responseLevels(
  groups: readonly RowGroup[],
  all: readonly StudyRow[],
  study: OutcomeStudy,
): ResponseLevels {
  const partial = `partial (${study.responderPercent} % or more)`;
  const none = `none (below ${study.responderPercent} %)`;
  const levels =
    study.responderPercent < COMPLETE_PERCENT ? ['complete (100 %)', partial, none] : ['complete (100 %)', none];
  const levelOf = (row: StudyRow): string | null => {
    const { status } = responseUnder(row, study.responderPercent, study.missingRule);
    if (status === 'non_responder') return none;
    if (status !== 'responder') return null;
    const complete = responseUnder(row, COMPLETE_PERCENT, study.missingRule).status === 'responder';
    return complete ? 'complete (100 %)' : partial;
  };
  const count = (rows: readonly StudyRow[]): CategorySummary => countLevels(rows.map(levelOf), levels);
  const summaries = groups.map(({ rows }) => count(rows));
  return {
    groups: summaries,
    all: count(all),
    tests: compareCounts(summaries.map((summary) => summary.levels.map((level) => level.count))),
  };
}

/** Responders of two groups within strata. People without a stratum are left out. */
export function stratifiedTests(groups: readonly RowGroup[], study: OutcomeStudy): Tests {
  if (groups.length !== 2) return noTests('The test within strata is of two groups.');
  const strata = levelsOf(groups.flatMap(({ rows }) => rows.map(({ stratum }) => stratum)));
  const tables = strata.map((stratum) => {
    const [a, b] = groups.map(({ group, rows }) => {
      const own = rows.filter((row) => row.stratum === stratum);
      const { responders, n } = countResponders(group, own, study.responderPercent, study.missingRule);
      return { events: responders, n };
    });
    return asFourFold(a, b);
  });
  return testsOf([true, false].map((corrected) => () => mantelHaenszel(tables, { corrected })));
}
