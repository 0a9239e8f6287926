import { chiSquareOverLevels } from './check-counts.ts';
import { type Finding, finding } from './finding.ts';
import type { PublishedTable } from './published-table.ts';
import type { TestStatement } from './statements.ts';

/** So many rows of a table with one p-value to three decimals are no chance: 1 in 1000 for twenty rows. */
const ROWS_WITH_ONE_P = 3;
const FINE_STEP = 0.001;

/**
 * One p-value in several places: at each level of a row, or in several rows.
 * @param recomputed the findings of p-values against counts, by the line of the p-value
 */
export function checkCopied(published: PublishedTable, recomputed: ReadonlyMap<number, Finding>): readonly Finding[] {
  const { items } = published;
  const exact = items.flatMap(({ tests }) => tests).filter(({ p }) => p.bound === '=');
  const inLevels = alike(exact, ({ table, row, group, time, p }) => [table, row, group, time, p.text]).filter(
    (tests) => new Set(tests.map(({ level }) => level)).size > 1,
  );
  const fine = exact.filter(({ p, level }) => p.step <= FINE_STEP && p.value > 0 && p.value < 1 && level === null);
  const inRows = alike(fine, ({ table, p }) => [table, p.text]).filter(
    (tests) => new Set(tests.map(({ row }) => row)).size >= ROWS_WITH_ONE_P,
  );
  return [...inLevels.map((tests) => copiedToLevels(published, tests, recomputed)), ...inRows.map(copiedToRows)];
}

type Several = readonly [TestStatement, ...TestStatement[]];

function alike(tests: readonly TestStatement[], keyOf: (test: TestStatement) => unknown): readonly Several[] {
  const sets = new Map<string, Several>();
  for (const test of tests) {
    const key = JSON.stringify(keyOf(test));
    const before = sets.get(key);
    sets.set(key, before === undefined ? [test] : [...before, test]);
  }
  return [...sets.values()].filter(({ length }) => length > 1);
}

function copiedToLevels(published: PublishedTable, tests: Several, recomputed: ReadonlyMap<number, Finding>): Finding {
  const [{ table, row }] = tests;
  const item = published.items.find((each) => each.table === table && each.row === row);
  const over = item === undefined ? undefined : chiSquareOverLevels(published, item);
  const own = tests.map(({ line, level }) => ({ level: level ?? 'the row', found: recomputed.get(line) }));
  const impossible = own.some(({ found }) => found?.grade === 'fault');
  return finding('copied_p', tests, {
    grade: impossible ? 'fault' : 'doubtful',
    printed: `p ${tests[0].p.text} at ${own.map(({ level }) => level).join(', ')}`,
    recomputed: [
      ...(over === undefined ? [] : [`over all levels: ${over}`]),
      ...own.map(({ level, found }) => `${level}: ${found?.recomputed ?? 'not recomputed'}`),
    ].join(' | '),
    explanation: impossible
      ? 'One p-value stands at several levels, and is not that of each. A row has one p-value over all levels, or each level its own.'
      : 'One p-value stands at several levels: print it once for the row, with the name of the test.',
  });
}

function copiedToRows(tests: Several): Finding {
  return finding('copied_p', tests, {
    grade: 'doubtful',
    printed: `p ${tests[0].p.text} in ${tests.map(({ row }) => row).join(', ')}`,
    recomputed: 'not recomputed',
    explanation: `${tests.length} rows have the same p-value to three decimals.`,
  });
}
