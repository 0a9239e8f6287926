import pdfmake from 'pdfmake';
import type { Content, TableCell, TDocumentDefinitions } from 'pdfmake/interfaces.js';
import { PDF_FONT_FOLDER, PDF_FONTS, printable } from './pdf-font.ts';
import {
  type Cell,
  checkCells,
  REPORT_FOOT,
  type Report,
  type ReportPlot,
  type ReportSection,
  type ReportTable,
} from './report.ts';

/** 1/72 inch. */
const MARGIN = 40;
const PAGE_WIDTH = { portrait: 595.28, landscape: 841.89 } as const;
/** Beyond these a table does not fit an upright page. */
const MOST_COLUMNS_UPRIGHT = 7;
/** A plot is drawn for 750 px; larger than this its letters would outgrow the text. */
const WIDEST_PLOT = 515;
const GREY = '#444444';

/** Nothing is fetched, and nothing is read but the fonts. */
pdfmake.setFonts(PDF_FONTS);
pdfmake.setUrlAccessPolicy(() => false);
pdfmake.setLocalAccessPolicy((path) => path.startsWith(PDF_FONT_FOLDER));

interface Letters {
  /** The text as it can be printed. */
  readonly of: (text: string) => string;
  readonly lacked: () => boolean;
}

function lettersOf(): Letters {
  let lacked = false;
  return {
    of: (text) => {
      const { text: shown, lacks } = printable(text);
      lacked ||= lacks;
      return shown;
    },
    lacked: () => lacked,
  };
}

/**
 * The same report as a PDF on A4, with all tables and plots as vectors.
 * @param madeAt for the file's own date
 */
export async function reportPdf(report: Report, madeAt: Date): Promise<Uint8Array> {
  const letters = lettersOf();
  const { title, kind, provenance, sections, conventions, references } = report;
  const widest = Math.max(0, ...sections.flatMap(({ tables }) => tables.map(({ columns }) => columns.length)));
  const orientation = widest > MOST_COLUMNS_UPRIGHT ? 'landscape' : 'portrait';
  const width = PAGE_WIDTH[orientation] - 2 * MARGIN;
  const body = sections.flatMap((each) => sectionContent(each, letters, width));
  const sources = Object.entries(references).map(([key, source]) => `${key}: ${source}`);
  const end = [...list('Conventions', conventions, letters), ...list('References', sources, letters)];
  const head: Content[] = [
    { text: letters.of(title), style: 'title' },
    { text: letters.of(kind), color: GREY, margin: [0, 0, 0, 8] },
    provenanceTable(provenance, letters),
  ];
  const warnings = report.warnings.map((warning) => warningBox(warning, letters));
  const lacking = letters.lacked() ? [warningBox(LACKING, letters)] : [];
  const foot = letters.of(`${REPORT_FOOT} ${kind}: ${title}`);
  const definition: TDocumentDefinitions = {
    ...{ pageSize: 'A4', pageOrientation: orientation, pageMargins: [MARGIN, MARGIN, MARGIN, MARGIN + 8] },
    info: { title, creationDate: madeAt, producer: 'Dermetry', creator: 'Dermetry' },
    defaultStyle: { font: 'Roboto', fontSize: 8.5, lineHeight: 1.15 },
    styles: STYLES,
    content: [...head, ...warnings, ...lacking, ...body, ...end],
    footer: (page: number, pages: number) => ({
      columns: [
        { text: foot, noWrap: true },
        { text: `page ${page} of ${pages}`, width: 'auto' },
      ],
      ...{ fontSize: 7, color: GREY, margin: [MARGIN, 14, MARGIN, 0], columnGap: 12 },
    }),
  };
  return new Uint8Array(await pdfmake.createPdf(definition).getBuffer());
}

const LACKING = 'Some letters cannot be printed by the font of this file and stand as \uFFFD: the HTML form has them.';

const STYLES: TDocumentDefinitions['styles'] = {
  title: { fontSize: 17, bold: true },
  heading: { fontSize: 13, bold: true, margin: [0, 14, 0, 4] },
  caption: { fontSize: 9.5, bold: true, margin: [0, 8, 0, 3] },
  note: { fontSize: 7.5, color: '#333333' },
  detail: { fontSize: 6.8, color: GREY },
};

function provenanceTable(provenance: Report['provenance'], letters: Letters): Content {
  const body = provenance.map(({ name, value }) => [
    { text: letters.of(name), color: GREY },
    { text: letters.of(value) },
  ]);
  if (body.length === 0) return [];
  return { table: { widths: ['auto', '*'], body }, layout: 'noBorders', margin: [0, 0, 0, 6] };
}

function warningBox(warning: string, letters: Letters): Content {
  return {
    table: { widths: ['*'], body: [[{ text: letters.of(warning), fillColor: '#fdf3ec' }]] },
    layout: {
      ...{ hLineWidth: () => 0, vLineWidth: (i: number) => (i === 0 ? 3 : 0), vLineColor: () => '#d55e00' },
      ...{ paddingTop: () => 3, paddingBottom: () => 3, paddingLeft: () => 6 },
    },
    margin: [0, 2, 0, 4],
    unbreakable: true,
  };
}

function list(heading: string, entries: readonly string[], letters: Letters): Content[] {
  if (entries.length === 0) return [];
  const lines = entries.map((entry) => ({ text: letters.of(entry), style: 'note' }));
  return [
    { text: heading, style: 'heading' },
    { ul: lines, markerColor: GREY },
  ];
}

function sectionContent(
  { heading, warnings, tables, plots }: ReportSection,
  letters: Letters,
  width: number,
): Content[] {
  return [
    { text: letters.of(heading), style: 'heading', headlineLevel: 1 },
    ...warnings.map((warning) => warningBox(warning, letters)),
    ...tables.flatMap((table) => tableContent(table, letters, width)),
    ...plots.map((plot) => plotContent(plot, letters, width)),
  ];
}

function plotContent({ svg, caption }: ReportPlot, letters: Letters, width: number): Content {
  return {
    stack: [
      { svg: letters.of(svg), width: Math.min(width, WIDEST_PLOT) },
      { text: letters.of(caption), style: 'note', margin: [0, 3, 0, 0] },
    ],
    unbreakable: true,
    margin: [0, 10, 0, 6],
  };
}

function tableContent(table: ReportTable, letters: Letters, width: number): Content[] {
  checkCells(table);
  const { caption, columns, rows, notes } = table;
  const captionText: Content = { text: letters.of(caption), style: 'caption' };
  const noteTexts = notes.map((note): Content => ({ text: letters.of(note), style: 'note' }));
  if (columns.length === 0) return [{ stack: [captionText, ...noteTexts], unbreakable: true }];
  const head = columns.map(({ name, align }): TableCell => ({ text: letters.of(name), bold: true, alignment: align }));
  const body = rows.map((row) => row.map((cell, i): TableCell => cellContent(cell, columns[i].align, letters)));
  return [
    captionText,
    {
      table: {
        ...{ headerRows: 1, dontBreakRows: true, keepWithHeaderRows: 1 },
        widths: widthsOf(table, width),
        body: [head, ...body],
      },
      layout: TABLE_LAYOUT,
      fontSize: columns.length >= MOST_COLUMNS_UPRIGHT ? 7.2 : 8,
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

const PADDING = 9;
const TABLE_LAYOUT = {
  hLineWidth: (i: number, { table }: { readonly table: { readonly body: readonly unknown[] } }) =>
    i <= 1 || i === table.body.length ? 0.8 : 0.3,
  hLineColor: (i: number, { table }: { readonly table: { readonly body: readonly unknown[] } }) =>
    i <= 1 || i === table.body.length ? '#111111' : '#cccccc',
  vLineWidth: () => 0,
  paddingLeft: () => 0,
  paddingRight: () => PADDING,
  paddingTop: () => 2,
  paddingBottom: () => 2,
};

/** Room by the longest text of a column, less and less for each letter: long texts wrap, numbers do not. In points. */
function widthsOf({ columns, rows }: ReportTable, width: number): number[] {
  const wanted = columns.map(({ name }, i) => {
    const texts = [name, ...rows.map((row) => textOf(row[i]))];
    return Math.sqrt(Math.max(LEAST_LETTERS, ...texts.map((text) => text.length)));
  });
  const total = wanted.reduce((sum, each) => sum + each, 0);
  const room = width - PADDING * columns.length;
  return wanted.map((each) => (room * each) / total);
}

const LEAST_LETTERS = 5;
const textOf = (cell: Cell): string => (typeof cell === 'string' ? cell : longer(cell.main, cell.detail));
const longer = (a: string, b: string): string => (a.length > b.length ? a : b);
