import pdfmake from 'pdfmake';
import type { Content, TDocumentDefinitions } from 'pdfmake/interfaces.js';
import { PDF_FONT_FILES, PDF_FONTS } from './pdf-font.ts';
import { keptWithNext } from './pdf-keep.ts';
import { type Letters, lettersOf } from './pdf-letters.ts';
import { plotForPrint } from './pdf-plot.ts';
import { MOST_COLUMNS_UPRIGHT, tableContent } from './pdf-table.ts';
import { REPORT_FOOT, type Report, type ReportPlot, type ReportSection } from './report.ts';

/** 1/72 inch. */
const MARGIN = 40;
const PAGE_WIDTH = { portrait: 595.28, landscape: 841.89 } as const;
/** A plot is drawn for 750 px; at this width two of a comparison share an upright page. */
const WIDEST_PLOT = 450;
const GREY = '#444444';

/** Its types leave out what is there in Node, too. */
const { virtualfs } = pdfmake as unknown as { virtualfs: { writeFileSync(name: string, content: Buffer): void } };

/** Nothing is fetched and nothing is read: the fonts are handed over. */
pdfmake.setFonts(PDF_FONTS);
for (const { name, file } of PDF_FONT_FILES) virtualfs.writeFileSync(name, file);
pdfmake.setUrlAccessPolicy(() => false);
pdfmake.setLocalAccessPolicy(() => false);

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
        { text: foot, width: '*' },
        { text: `page ${page} of ${pages}`, width: 'auto', noWrap: true },
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
  part: { fontSize: 11, bold: true, margin: [0, 12, 0, 3] },
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
  return [...keptWithNext([{ text: heading, style: 'heading' }]), { ul: lines, markerColor: GREY }];
}

function sectionContent(
  { heading, level, warnings, tables, plots }: ReportSection,
  letters: Letters,
  width: number,
): Content[] {
  const name: Content = {
    text: letters.of(heading),
    ...{ style: level === 1 ? 'heading' : 'part', headlineLevel: level },
  };
  const boxes = warnings.map((warning) => warningBox(warning, letters));
  const drawn = plots.map((plot) => plotContent(plot, letters, width));
  if (tables.length === 0) return together([name, ...boxes], drawn);
  const head = boxes.length === 0 ? keptWithNext([name]) : together([name], boxes);
  return [...head, ...tables.flatMap((table) => tableContent(table, letters, width)), ...drawn];
}

/** The head on the page of what comes first below it. */
function together(head: readonly Content[], [first, ...rest]: readonly Content[]): Content[] {
  return [{ stack: first === undefined ? [...head] : [...head, first], unbreakable: true }, ...rest];
}

function plotContent({ svg, caption }: ReportPlot, letters: Letters, width: number): Content {
  return {
    stack: [
      { svg: letters.of(plotForPrint(svg)), width: Math.min(width, WIDEST_PLOT) },
      { text: letters.of(caption), style: 'note', margin: [0, 3, 0, 0] },
    ],
    unbreakable: true,
    margin: [0, 10, 0, 6],
  };
}
