import type { CsvTable } from '../csv/csv-table.ts';
import { Refusal } from '../refusal.ts';
import { COLUMNS, KIND_COLUMNS, KINDS } from './columns.ts';
import { CellReader, type Complain, type Line } from './read-cells.ts';
import {
  CI_METHODS,
  DESIGNS,
  type Kind,
  LEVELS,
  MEASURES,
  type Place,
  type Statement,
  TESTS,
  TIMES,
} from './statements.ts';

/** More than the tables of any paper; bounds the work of one request. */
export const MAX_LINES = 5_000;
/** Lines of one row of a table, and groups that one pools: their number is squared by what holds each against each. */
const MAX_LINES_OF_ROW = 200;
const MAX_PARTS = 50;
/** Complaints that are told at once. */
const MAX_TOLD = 10;
const USUAL_CI_PERCENT = 95;
const BLANK = new Set(['', 'NA']);

/**
 * What a typed table says, line by line.
 * @throws Refusal `invalid_request` that names lines and columns and says what they may hold
 */
export function readStatements(table: CsvTable): readonly Statement[] {
  const unknown = table.columns.filter((column) => !COLUMNS.some((known) => known === column));
  if (unknown.length > 0) {
    throw refusal(table.name, [`there is no column ${unknown.join(', ')}. The columns are: ${COLUMNS.join(', ')}`]);
  }
  if (table.rows.length > MAX_LINES) {
    throw refusal(table.name, [`${table.rows.length} lines, but at most ${MAX_LINES} are checked at once`]);
  }
  const complaints: string[] = [];
  const complain: Complain = (line, column, what) =>
    complaints.push(`row ${line}${column === null ? '' : `, column ${column}`}: ${what}`);
  const statements = linesOf(table).flatMap((line) => readLine(line, complain));
  checkRowLengths(statements, complain);
  if (complaints.length > 0) throw refusal(table.name, complaints);
  return statements;
}

function refusal(name: string, complaints: readonly string[]): Refusal {
  const told = complaints.slice(0, MAX_TOLD).map((complaint) => `${name}, ${complaint}.`);
  const more = complaints.length > MAX_TOLD ? [`And ${complaints.length - MAX_TOLD} more.`] : [];
  return new Refusal('invalid_request', [...told, ...more].join('\n'));
}

function linesOf({ columns, rows, decimalComma }: CsvTable): readonly Line[] {
  return rows.map(({ number, cells }) => ({
    line: number,
    decimalComma,
    cells: Object.fromEntries(columns.map((column, i) => [column, cells[i]]).filter(([, cell]) => !BLANK.has(cell))),
  }));
}

function readLine(line: Line, complain: Complain): readonly Statement[] {
  let sound = true;
  const note: Complain = (...complaint) => {
    sound = false;
    complain(...complaint);
  };
  const read = new CellReader(line, note);
  const kind = read.oneOf('kind', KINDS);
  if (kind === null) {
    if (sound) note(line.line, 'kind', `is blank. It is one of ${KINDS.join(', ')}`);
    return [];
  }
  checkColumns(kind, line, note);
  if (!sound) return [];
  const statement = READERS[kind](read, placeOf(line));
  if (sound) checkSense(statement, note);
  return sound ? [statement] : [];
}

function checkColumns(kind: Kind, { line, cells }: Line, complain: Complain): void {
  const { needs, may } = KIND_COLUMNS[kind];
  for (const column of needs.filter((needed) => cells[needed] === undefined)) {
    complain(line, column, `is blank, but kind ${kind} needs it`);
  }
  const allowed = new Set(['table', 'kind', 'note', ...needs, ...may]);
  for (const column of Object.keys(cells).filter((filled) => !allowed.has(filled))) {
    complain(line, column, `kind ${kind} has no such value; it has ${[...needs, ...may].join(', ')}`);
  }
}

function placeOf({ line, cells }: Line): Place {
  const { table = '', row = '', level = null, group = null } = cells;
  return { table, row, level, group, line };
}

/** What is read here is thrown away when the line has faults, so a needed cell that cannot be read may be anything. */
const NOTHING = { text: '', value: 0, step: 1, bound: '=' } as const;

const READERS: { readonly [K in Kind]: (read: CellReader, place: Place) => Statement } = {
  design: (read, place) => ({ ...place, kind: 'design', design: read.oneOf('design', DESIGNS) ?? DESIGNS[0] }),
  group: (read, place) => ({
    ...{ ...place, kind: 'group', group: place.group ?? '' },
    n: read.whole('n') ?? 0,
    of: read.names('of'),
  }),
  count: (read, place) => ({
    ...{ ...place, kind: 'count', n: read.whole('n', 1), count: read.whole('count') },
    percent: read.printedWithin('percent', 100),
    levels: read.oneOf('levels', LEVELS),
  }),
  mean: (read, place) => ({
    ...{ ...place, kind: 'mean', time: read.oneOf('time', TIMES), n: read.whole('n', 1) },
    mean: read.printed('mean') ?? NOTHING,
    sd: read.printedWithin('sd', Number.POSITIVE_INFINITY),
    instrument: read.text('instrument'),
    items: read.oneOf('integers', ['yes', 'no']) === 'yes' ? (read.whole('items', 1) ?? 1) : null,
  }),
  test: (read, place) => ({
    ...{ ...place, kind: 'test', time: read.oneOf('time', TIMES) },
    p: read.printedWithin('p', 1) ?? NOTHING,
    test: read.oneOf('test', TESTS),
  }),
  estimate: (read, place) => ({
    ...{ ...place, kind: 'estimate', measure: read.oneOf('measure', MEASURES) ?? 'OR' },
    estimate: read.printed('estimate') ?? NOTHING,
    ciLow: read.printed('ci_low') ?? NOTHING,
    ciHigh: read.printed('ci_high') ?? NOTHING,
    ciPercent: read.exact('ci_percent', 50, 100) ?? USUAL_CI_PERCENT,
    ciMethod: read.oneOf('ci_method', CI_METHODS),
    ...{ n: read.whole('n', 1), df: read.exact('df', 1, Number.POSITIVE_INFINITY) },
    p: read.printedWithin('p', 1),
    test: read.oneOf('test', TESTS),
  }),
};

function checkRowLengths(statements: readonly Statement[], complain: Complain): void {
  const lengths = new Map<string, number>();
  for (const { table, row, line, kind } of statements) {
    if (kind === 'group' || kind === 'design') continue;
    const key = JSON.stringify([table, row]);
    const length = (lengths.get(key) ?? 0) + 1;
    lengths.set(key, length);
    if (length === MAX_LINES_OF_ROW + 1) complain(line, 'row', `more than ${MAX_LINES_OF_ROW} lines are of "${row}"`);
  }
}

function checkSense(statement: Statement, complain: Complain): void {
  if (statement.kind === 'count' && statement.count === null && statement.percent === null) {
    complain(statement.line, 'count', 'is blank and so is percent: one of them is needed');
  }
  if (statement.kind === 'group' && statement.of.length > MAX_PARTS) {
    complain(statement.line, 'of', `names more than ${MAX_PARTS} groups`);
  }
  if (statement.kind === 'test' && statement.p.bound === '>' && statement.p.value >= 1) {
    complain(statement.line, 'p', 'cannot be above 1');
  }
}
