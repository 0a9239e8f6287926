/** What a cell of a table holds. Null and undefined are an empty cell: not known, not measured, not applicable. */
export type Cell = string | number | boolean | null | undefined;

/** A column: its name, with the unit, and what stands in it. */
export interface Column<Row> {
  readonly name: string;
  readonly of: (row: Row) => Cell;
}

/** Rows that are written at one go: large enough to be quick, small enough to be nothing in memory. */
const ROWS_PER_CHUNK = 500;

/** What makes a spreadsheet run a text: the signs that begin a formula, also in full width, and what it skips before them. */
const FORMULA = /^[=+\-@\t\r\n＝＋－＠]/;
/** The same, what cannot stand in a field without quotes, and spaces at its ends, which some readers strip: most texts have none of it. */
const TO_BE_QUOTED = /[",\r\n]|^[ =+\-@\t＝＋－＠]| $/;

/**
 * A field of a CSV file. A text that a spreadsheet would run as a formula gets an apostrophe before it; numbers stay as they are, negative
 * ones too.
 * @source RFC4180
 */
function field(cell: Cell): string {
  if (cell === null || cell === undefined) return '';
  if (typeof cell !== 'string') return String(cell);
  if (!TO_BE_QUOTED.test(cell)) return cell;
  return quoted(FORMULA.test(cell) ? `'${cell}` : cell);
}

const quoted = (text: string): string => `"${text.replaceAll('"', '""')}"`;

/** Lines, each ended by CR LF. Appended to one text: millions of cells are written, and a list of each line's would double the time. */
function csvLines(rows: readonly (readonly Cell[])[]): string {
  let text = '';
  for (const row of rows) {
    for (let i = 0; i < row.length; i++) text += i === 0 ? field(row[i]) : `,${field(row[i])}`;
    text += '\r\n';
  }
  return text;
}

/** A CSV file in pieces: the header, then the rows as they come. Never more than one piece is held. */
export async function* csvFile<Row>(
  columns: readonly Column<Row>[],
  rows: AsyncIterable<Row>,
): AsyncGenerator<string, void> {
  yield csvLines([columns.map(({ name }) => name)]);
  let held: Cell[][] = [];
  for await (const row of rows) {
    held.push(columns.map(({ of }) => of(row)));
    if (held.length < ROWS_PER_CHUNK) continue;
    yield csvLines(held);
    held = [];
  }
  if (held.length > 0) yield csvLines(held);
}
