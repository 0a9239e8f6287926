import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Cell, type Column, csvFile } from './csv.ts';

async function* each<T>(values: Iterable<T>): AsyncGenerator<T, void> {
  yield* values;
}
const ONE_COLUMN: readonly Column<Cell>[] = [{ name: 'cell', of: (cell) => cell }];
async function written(...cells: readonly Cell[]): Promise<string> {
  return await text(Readable.from(csvFile(ONE_COLUMN, each(cells))));
}
/** The text of one cell as it stands in the file. */
async function cell(value: Cell): Promise<string> {
  return (await written(value)).slice('cell\r\n'.length, -'\r\n'.length);
}

describe('a cell', () => {
  it.each([
    ['=1+2', `"'=1+2"`],
    ['+49 30 1234', `"'+49 30 1234"`],
    ['-1+cmd|x', `"'-1+cmd|x"`],
    ['@SUM(A1)', `"'@SUM(A1)"`],
    ['\t=1', `"'\t=1"`],
    ['\r=1', `"'\r=1"`],
    ['\n=1', `"'\n=1"`],
    ['-5', `"'-5"`],
    ['=HYPERLINK("http://x";"y")', `"'=HYPERLINK(""http://x"";""y"")"`],
    ['＝1+2', `"'＝1+2"`],
  ])('of text that a spreadsheet would run, %j, begins with an apostrophe', async (text, expected) => {
    expect(await cell(text)).toBe(expected);
  });

  it.each([
    [-5, '-5'],
    [-0.25, '-0.25'],
    [1e-7, '1e-7'],
    [0, '0'],
    [true, 'true'],
    [false, 'false'],
    [null, ''],
    [undefined, ''],
    ['a=b', 'a=b'],
  ])('of %j is %j', async (value, expected) => {
    expect(await cell(value)).toBe(expected);
  });

  it.each([
    ['a,b', '"a,b"'],
    ['say "x"', '"say ""x"""'],
    ['two\nlines', '"two\nlines"'],
    ['two\r\nlines', '"two\r\nlines"'],
  ])('of %j is quoted as RFC 4180 says', async (value, expected) => {
    expect(await cell(value)).toBe(expected);
  });
});

it('the header stands alone where there are no rows, and every line ends with CR LF', async () => {
  expect(await written()).toBe('cell\r\n');
  expect(await written('a', 'b')).toBe('cell\r\na\r\nb\r\n');
});

it('any table comes back as it was, but for the apostrophe', async () => {
  const columns: readonly Column<readonly string[]>[] = [0, 1, 2].map((index) => ({
    name: `column ${index}`,
    of: (row) => row[index],
  }));
  const anyText = fc.string({ unit: fc.constantFrom(...'=+-@\t\r\n",;\' aä1') });
  await fc.assert(
    fc.asyncProperty(fc.array(fc.tuple(anyText, anyText, anyText), { maxLength: 8 }), async (rows) => {
      const file = await text(Readable.from(csvFile(columns, each(rows))));
      const [header, ...back] = parse(file, { record_delimiter: '\r\n' }) as string[][];
      expect(header).toEqual(['column 0', 'column 1', 'column 2']);
      expect(back).toEqual(rows.map((row) => row.map((value) => (/^[=+\-@\t\r\n]/.test(value) ? `'${value}` : value))));
    }),
  );
});

it('more rows than one piece come in order and complete', async () => {
  const rows = Array.from({ length: 1234 }, (_, index) => index);
  const lines = (await written(...rows)).split('\r\n');
  expect(lines).toEqual(['cell', ...rows.map(String), '']);
});
