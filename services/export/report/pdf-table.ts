import type { Content, TableCell } from 'pdfmake/interfaces.js';
import type { Letters } from './pdf-letters.ts';
import { type Cell, checkCells, type ReportTable } from './report.ts';

/** Beyond these a table does not fit an upright page. */
export const MOST_COLUMNS_UPRIGHT = 7;

/**
 * A table with its caption and its notes.
 * @param width of the page between its margins, points
 */
export function tableContent(table: ReportTable, letters: Letters, width: number): Content[] {
  checkCells(table);
  const { caption, columns, rows, notes, dense = false } = table;
  const padding = dense ? DENSE_PADDING : PADDING;
  const captionText: Content = { text: letters.of(caption), style: 'caption' };
  const noteTexts = notes.map((note): Content => ({ text: letters.of(note), style: 'note' }));
  if (columns.length === 0) return [{ stack: [captionText, ...noteTexts], unbreakable: true }];
  const captionRow = [{ ...captionText, colSpan: columns.length }, ...columns.slice(1).map((): TableCell => ({}))];
  const head = columns.map(({ name, align }): TableCell => ({ text: letters.of(name), bold: true, alignment: align }));
  const body = rows.map((row) => row.map((cell, i): TableCell => cellContent(cell, columns[i].align, letters)));
  return [
    {
      table: {
        // The caption is never alone at the foot of a page, and stands again on each page of a long table.
        ...{ headerRows: 2, dontBreakRows: true, keepWithHeaderRows: 1 },
        widths: widthsOf(table, width, padding),
        body: [captionRow, head, ...body],
      },
      layout: { ...TABLE_LAYOUT, ...(dense ? DENSE : {}), paddingRight: () => padding },
      fontSize: dense || columns.length >= MOST_COLUMNS_UPRIGHT ? 7.2 : 8,
    },
    { stack: noteTexts, margin: [0, 2, 0, 4] },
  ];
}

function cellContent(cell: Cell, alignment: 'left' | 'right', letters: Letters): TableCell {
  if (typeof cell === 'string') return { text: letters.of(cell), alignment };
  const parts = [
    ...(cell.main === '' ? [] : [{ text: letters.of(cell.main), alignment }]),
    ...(cell.detail === '' ? [] : [{ text: letters.of(cell.detail), style: 'detail', alignment }]),
  ];
  return parts.length === 0 ? { text: '' } : { stack: parts };
}

/** Between columns, points. */
const PADDING = 9;
const DENSE_PADDING = 6;
interface Drawn {
  readonly table: { readonly body: readonly unknown[] };
}
/** Above and below the names of the columns, and at the end; the first row is the caption. */
const isRule = (i: number, { body }: Drawn['table']): boolean => i === 1 || i === 2 || i === body.length;
/** Of a table that is set closely. */
const DENSE = { paddingTop: () => 0.8, paddingBottom: () => 0.8 };
const TABLE_LAYOUT = {
  hLineWidth: (i: number, { table }: Drawn) => (i === 0 ? 0 : isRule(i, table) ? 0.8 : 0.3),
  hLineColor: (i: number, { table }: Drawn) => (isRule(i, table) ? '#111111' : '#cccccc'),
  vLineWidth: () => 0,
  paddingLeft: () => 0,
  paddingTop: () => 2,
  paddingBottom: () => 2,
};

/** Room by the longest text of a column, less and less for each letter: long texts wrap, numbers do not. In points. */
function widthsOf({ columns, rows }: ReportTable, width: number, padding: number): number[] {
  const wanted = columns.map(({ name, share }, i) => {
    if (share !== undefined) return share;
    const texts = [name, ...rows.map((row) => textOf(row[i]))];
    return Math.sqrt(Math.max(LEAST_LETTERS, ...texts.map((text) => text.length)));
  });
  const total = wanted.reduce((sum, each) => sum + each, 0);
  const room = width - padding * columns.length;
  return wanted.map((each) => (room * each) / total);
}

const LEAST_LETTERS = 5;
const textOf = (cell: Cell): string => (typeof cell === 'string' ? cell : longer(cell.main, cell.detail));
const longer = (a: string, b: string): string => (a.length > b.length ? a : b);
