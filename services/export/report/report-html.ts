import { escaped } from '../plots/svg.ts';
import {
  type Cell,
  checkCells,
  REPORT_FOOT,
  type Report,
  type ReportColumn,
  type ReportPlot,
  type ReportSection,
  type ReportTable,
} from './report.ts';
import { REPORT_STYLE } from './report-style.ts';

/** Even a fault of ours could not make a browser run or load anything. */
const POLICY = "default-src 'none'; style-src 'unsafe-inline'";

/** A page that stands for itself: no scripts, nothing loaded from elsewhere, made to be printed on A4. */
export function reportHtml(report: Report): string {
  const { title, kind, provenance, warnings, sections, conventions, references } = report;
  return [
    '<!doctype html>',
    '<html lang="en">',
    '<head>',
    '<meta charset="utf-8">',
    `<meta http-equiv="Content-Security-Policy" content="${escaped(POLICY)}">`,
    '<meta name="viewport" content="width=device-width, initial-scale=1">',
    `<title>${escaped(title)}</title>`,
    `<style>${REPORT_STYLE}</style>`,
    '</head>',
    '<body>',
    `<h1>${escaped(title)}</h1>`,
    `<p class="kind">${escaped(kind)}</p>`,
    '<dl>',
    ...provenance.map(({ name, value }) => `<dt>${escaped(name)}</dt><dd>${escaped(value)}</dd>`),
    '</dl>',
    ...warnings.map(warningHtml),
    ...sections.map(sectionHtml),
    ...list('Conventions', 'ul', conventions),
    ...list(
      'References',
      'ul',
      Object.entries(references).map(([key, source]) => `${key}: ${source}`),
    ),
    `<footer>${escaped(REPORT_FOOT)}</footer>`,
    '</body>',
    '</html>\n',
  ].join('\n');
}

const warningHtml = (warning: string): string => `<p class="warning">${escaped(warning)}</p>`;

function list(heading: string, kind: 'ul' | 'ol', entries: readonly string[]): readonly string[] {
  if (entries.length === 0) return [];
  const items = entries.map((entry) => `<li>${escaped(entry)}</li>`).join('');
  return [`<section><h2>${heading}</h2><${kind}>${items}</${kind}></section>`];
}

function sectionHtml({ heading, level, warnings, tables, plots }: ReportSection): string {
  const element = `h${level + 1}`;
  return [
    `<section><${element}>${escaped(heading)}</${element}>`,
    ...warnings.map(warningHtml),
    ...tables.map(tableHtml),
    ...plots.map(plotHtml),
    '</section>',
  ].join('\n');
}

const plotHtml = ({ svg, caption }: ReportPlot): string =>
  `<figure>${svg}<figcaption>${escaped(caption)}</figcaption></figure>`;

function tableHtml(reportTable: ReportTable): string {
  checkCells(reportTable);
  const { caption, columns, rows, notes, dense = false } = reportTable;
  const noteLines = notes.map((note) => `<p class="note">${escaped(note)}</p>`);
  if (columns.length === 0) return [`<p class="caption">${escaped(caption)}</p>`, ...noteLines].join('\n');
  return [
    // Wider than a narrow screen it is moved by itself, also by keys.
    `<div class="wide" role="region" tabindex="0" aria-label="${escaped(caption)}">`,
    `<table${dense ? ' class="dense"' : ''}><caption>${escaped(caption)}</caption>`,
    `<thead><tr>${columns.map((column) => `<th scope="col"${alignOf(column)}>${escaped(column.name)}</th>`).join('')}</tr></thead>`,
    '<tbody>',
    ...rows.map((row) => `<tr>${row.map((cell, i) => cellHtml(cell, columns[i], i === 0)).join('')}</tr>`),
    '</tbody></table>',
    '</div>',
    ...noteLines,
  ].join('\n');
}

const alignOf = ({ align }: ReportColumn): string => (align === 'right' ? ' class="right"' : '');

function cellHtml(cell: Cell, column: ReportColumn, namesRow: boolean): string {
  const content =
    typeof cell === 'string'
      ? escaped(cell)
      : `${escaped(cell.main)}${cell.detail === '' ? '' : `<span class="detail">${escaped(cell.detail)}</span>`}`;
  return namesRow ? `<th scope="row"${alignOf(column)}>${content}</th>` : `<td${alignOf(column)}>${content}</td>`;
}
