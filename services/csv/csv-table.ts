import { CsvError, parse } from 'csv-parse/sync';
import { Refusal } from '../refusal.ts';

/** What may stand between the cells of a row. */
export const DELIMITERS = { comma: ',', semicolon: ';', tab: '\t' } as const;
export type DelimiterName = keyof typeof DELIMITERS;

export interface CsvOptions {
  /** Left out, it is what stands in the header; a header that holds several kinds is refused. */
  readonly delimiter?: DelimiterName;
  /** Numbers are written 1,5 instead of 1.5. */
  readonly decimalComma?: boolean;
}

/** One row of a table, with its number as a spreadsheet shows it: the header is row 1, empty rows count. */
export interface CsvRow {
  readonly number: number;
  readonly cells: readonly string[];
}

/** A table with a header. Cells are trimmed; rows without any content are left out. */
export interface CsvTable {
  /** As it is called in messages. */
  readonly name: string;
  readonly delimiter: DelimiterName;
  readonly decimalComma: boolean;
  readonly columns: readonly string[];
  readonly rows: readonly CsvRow[];
}

/** What a cell may hold, beside nothing, to say that there is no value. */
const MISSING = new Set(['', 'NA']);
const DECIMAL_POINT = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;
const DECIMAL_COMMA = /^[+-]?(\d+,?\d*|,\d+)(e[+-]?\d+)?$/i;

const refuse = (message: string, options?: ErrorOptions): Refusal => new Refusal('invalid_request', message, options);

/** @throws Refusal for bytes that are no UTF-8 */
export function decodeUtf8(bytes: Uint8Array, name: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (cause) {
    throw refuse(`${name} is not UTF-8 text. Save it as "CSV UTF-8".`, { cause });
  }
}

/**
 * Parses a table: a header, quoted cells, a byte order mark, LF or CRLF.
 * @param name how messages call the table
 * @throws Refusal that names the row
 * @source RFC 4180
 */
export function parseCsvTable(text: string, name: string, options: CsvOptions = {}): CsvTable {
  const plain = text.replace(/^\uFEFF/, '');
  const delimiter = options.delimiter ?? detectDelimiter(plain, name);
  const [header, ...rows] = parseRows(plain, name, DELIMITERS[delimiter]);
  if (header === undefined) throw refuse(`${name} is empty: a header with the names of the columns is needed.`);
  checkHeader(header.cells, name);
  const ragged = rows.find(({ cells }) => cells.length !== header.cells.length);
  if (ragged !== undefined) {
    throw refuse(
      `${name}, row ${ragged.number}: ${ragged.cells.length} cells, but the header has ${header.cells.length} columns. The delimiter is taken to be a ${delimiter}; a cell that holds one must be in quotes.`,
    );
  }
  return { name, delimiter, decimalComma: options.decimalComma ?? false, columns: header.cells, rows };
}

/** Delimiters within quotes are no delimiters. */
function detectDelimiter(text: string, name: string): DelimiterName {
  const [header = ''] = text.replace(/"(?:[^"]|"")*"/g, '').split(/\r?\n/, 1);
  const found = (Object.keys(DELIMITERS) as DelimiterName[]).filter((kind) => header.includes(DELIMITERS[kind]));
  if (found.length > 1) {
    throw refuse(`${name}: the header holds ${found.join(' and ')}. Say which one parts the cells with --delimiter.`);
  }
  return found[0] ?? 'comma';
}

/** What csv-parse gives for each row with `info`; its types do not say so. */
interface InfoRecord {
  readonly record: readonly string[];
  readonly info: { readonly records: number; readonly empty_lines: number };
}

function parseRows(text: string, name: string, delimiter: string): readonly CsvRow[] {
  try {
    const options = { delimiter, info: true, relax_column_count: true, skip_empty_lines: true } as const;
    const records = parse(text, options) as unknown as readonly InfoRecord[];
    return records
      .map(({ record, info }) => ({
        number: info.records + info.empty_lines,
        cells: record.map((cell) => cell.trim()),
      }))
      .filter(({ cells }) => cells.some((cell) => cell !== ''));
  } catch (cause) {
    if (cause instanceof CsvError) throw refuse(`${name} is no CSV: ${cause.message}.`, { cause });
    throw cause;
  }
}

function checkHeader(columns: readonly string[], name: string): void {
  const unnamed = columns.indexOf('');
  if (unnamed >= 0) throw refuse(`${name}: column ${unnamed + 1} has no name in the header.`);
  const twice = columns.find((column, i) => columns.indexOf(column) !== i);
  if (twice !== undefined) throw refuse(`${name}: the header names the column ${twice} twice.`);
}

/** The texts of a column, row by row; null where there is no value (an empty cell, or NA). */
export function textColumn(table: CsvTable, column: string): readonly (string | null)[] {
  const at = columnAt(table, column);
  return table.rows.map(({ cells }) => (MISSING.has(cells[at]) ? null : cells[at]));
}

/** The numbers of a column, row by row; null where there is no value. @throws Refusal that names the row and the column */
export function numberColumn(table: CsvTable, column: string): readonly (number | null)[] {
  const pattern = table.decimalComma ? DECIMAL_COMMA : DECIMAL_POINT;
  return textColumn(table, column).map((cell, i) => {
    if (cell === null) return null;
    const value = pattern.test(cell) ? Number(cell.replace(',', '.')) : Number.NaN;
    if (Number.isFinite(value)) return value;
    const comma = !table.decimalComma && DECIMAL_COMMA.test(cell) ? ' With decimal commas, say --decimal-comma.' : '';
    throw refuse(
      `${table.name}, row ${table.rows[i].number}, column ${column}: expected a number but found "${cell}". Leave the cell empty, or write NA, where there is no value.${comma}`,
    );
  });
}

function columnAt({ name, columns, delimiter }: CsvTable, column: string): number {
  const at = columns.indexOf(column);
  if (at >= 0) return at;
  throw refuse(
    `${name} has no column ${column}. It has, parted by ${delimiter}: ${columns.join(', ')}. (Names are matched letter by letter.)`,
  );
}
