import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { numberColumn, parseCsvTable, readCsvTable, textColumn } from './csv-table.ts';

describe('a CSV table', () => {
  it.each([
    ['commas and quotes', 'subject,a,b\n"S ""1"", x",1.5,-2e1\nS2,,NA\n', 'comma'],
    ['semicolons, CRLF, a byte order mark', '\uFEFFsubject;a;b\r\n"S ""1"", x";1.5;-2e1\r\nS2;;NA', 'semicolon'],
    ['tabs', 'subject\ta\tb\n"S ""1"", x"\t1.5\t-2e1\nS2\t\tNA', 'tab'],
  ])('with %s', (_, text, delimiter) => {
    const table = parseCsvTable(text, 'scores.csv');
    expect(table).toMatchObject({ delimiter, columns: ['subject', 'a', 'b'] });
    expect(textColumn(table, 'subject')).toEqual(['S "1", x', 'S2']);
    expect([numberColumn(table, 'a'), numberColumn(table, 'b')]).toEqual([
      [1.5, null],
      [-20, null],
    ]);
  });

  it('counts rows as a spreadsheet does, and leaves out those without content', () => {
    const table = parseCsvTable('a,b\n\n1,"two\nlines"\n,\n3,x\n', 'scores.csv');
    expect(table.rows).toEqual([
      { number: 3, cells: ['1', 'two\nlines'] },
      { number: 5, cells: ['3', 'x'] },
    ]);
    expect(() => numberColumn(table, 'b')).toThrow(
      'scores.csv, row 3, column b: expected a number but found "two\nlines"',
    );
  });

  it('takes decimal commas when told so only', () => {
    expect(numberColumn(parseCsvTable('a;b\n1,5;2', 's', { decimalComma: true }), 'a')).toEqual([1.5]);
    expect(() => numberColumn(parseCsvTable('a;b\n1,5;2', 's'), 'a')).toThrow('say --decimal-comma');
    expect(() => numberColumn(parseCsvTable('a;b\n1.5;2', 's', { decimalComma: true }), 'a')).toThrow('found "1.5"');
  });

  it('takes a delimiter that it is told, or the only one in the header outside quotes', () => {
    expect(parseCsvTable('"a,1";b\n1;2', 's').columns).toEqual(['a,1', 'b']);
    expect(() => parseCsvTable('a,1;b\n1;2', 's')).toThrow('comma and semicolon');
    expect(parseCsvTable('a,1;b\n1;2', 's', { delimiter: 'semicolon' }).columns).toEqual(['a,1', 'b']);
    expect(parseCsvTable('a\n1', 's')).toMatchObject({ delimiter: 'comma', columns: ['a'] });
  });

  it.each([
    ['', /empty/],
    ['a,b\n1,2\n3\n', /row 3: 1 cells, but the header has 2 columns/],
    ['a,b\n1,2,3\n', /row 2: 3 cells/],
    ['a,b\n1,"2\n', /no CSV: .*Quote/],
    ['a,a\n1,2', /names the column a twice/],
    ['a,\n1,2', /column 2 has no name/],
  ])('is refused as %j', (text, message) => {
    expect(() => parseCsvTable(text, 's')).toThrow(message);
  });

  it.each(['x', '1 2', '0x10', 'Infinity', '1e999', '--1', '12%'])('has no number %s', (cell) => {
    expect(() => numberColumn(parseCsvTable(`a\n${cell}`, 's'), 'a')).toThrow(`row 2, column a`);
  });

  it('names the columns there are when one is asked for that is not there', () => {
    expect(() => textColumn(parseCsvTable('a,b\n1,2', 's'), 'A')).toThrow(
      'no column A. It has, parted by comma: a, b.',
    );
  });

  it('is read from a file, which must be UTF-8', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'dermetry csv '));
    try {
      const file = join(folder, 'scores.csv');
      await writeFile(file, 'größe\n1\n');
      expect((await readCsvTable(file)).columns).toEqual(['größe']);
      await writeFile(file, Buffer.from('größe\n1\n', 'latin1'));
      await expect(readCsvTable(file)).rejects.toThrow('CSV UTF-8');
      await expect(readCsvTable(join(folder, 'none.csv'))).rejects.toThrow('cannot be read');
    } finally {
      await rm(folder, { recursive: true });
    }
  });
});
