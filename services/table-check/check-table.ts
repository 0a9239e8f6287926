import type { CsvTable } from '../csv/csv-table.ts';
import { checkChange } from './check-change.ts';
import { checkCopied } from './check-copied.ts';
import { checkCounts } from './check-counts.ts';
import { checkEstimates } from './check-estimate.ts';
import { checkMeaning } from './check-meaning.ts';
import { checkMeans } from './check-means.ts';
import { checkPercentages } from './check-percent.ts';
import { checkPooled } from './check-pooled.ts';
import { checkSums } from './check-sums.ts';
import { type Finding, GRADES, type NotChecked } from './finding.ts';
import { type PublishedTable, publishedTable } from './published-table.ts';
import { readStatements } from './read-statements.ts';

/** Raised whenever the same table would get other findings. */
export const CHECK_VERSION = '1';

export interface TableCheck {
  readonly version: string;
  /** Lines with content, without the header. */
  readonly lines: number;
  readonly faults: number;
  readonly doubtful: number;
  readonly consistent: number;
  /** Faults first, then in the order of the lines. */
  readonly findings: readonly Finding[];
  readonly not_checked: readonly NotChecked[];
}

/**
 * Holds a published table against itself: what is reported as a fault cannot be true however the numbers were rounded.
 * @throws Refusal `invalid_request` for a table that cannot be read
 */
export function checkTable(table: CsvTable): TableCheck {
  const published = publishedTable(readStatements(table));
  const counts = checkCounts(published);
  const recomputed = new Map(counts.filter(isFinding).map((each) => [each.lines[0], each]));
  const all = [
    ...checkMeaning(published),
    ...checkChange(published),
    ...checkEstimates(published),
    ...counts,
    ...checkMeans(published),
    ...checkCopied(published, recomputed),
    ...checkPercentages(published),
    ...checkSums(published),
    ...checkPooled(published),
    ...testsOfNothing(published),
  ];
  const findings = all.filter(isFinding).sort(byGradeAndLine);
  const ofGrade = (grade: Finding['grade']) => findings.filter((each) => each.grade === grade).length;
  return {
    ...{ version: CHECK_VERSION, lines: table.rows.length },
    ...{ faults: ofGrade('fault'), doubtful: ofGrade('doubtful'), consistent: ofGrade('consistent') },
    findings,
    not_checked: all.flatMap((each) => (isFinding(each) ? [] : [each])).sort((a, b) => a.line - b.line),
  };
}

/** P-values in rows of which neither counts nor means were typed. */
function testsOfNothing({ items }: PublishedTable): readonly NotChecked[] {
  const bare = items.filter(({ counts, means }) => counts.length + means.length === 0);
  return bare.flatMap(({ tests }) => tests.map(({ line }) => ({ line, reason: 'its row has no counts and no means' })));
}

function isFinding(outcome: Finding | NotChecked): outcome is Finding {
  return 'rule' in outcome;
}

function byGradeAndLine(a: Finding, b: Finding): number {
  return GRADES.indexOf(a.grade) - GRADES.indexOf(b.grade) || a.lines[0] - b.lines[0];
}
