import { table } from '../text-table.ts';
import type { Cell, Report, ReportSection, ReportTable } from './report.ts';

/** A report as plain text for a terminal: everything but the plots, whose captions stand for them. */
export function reportText(report: Report): string {
  const { title, kind, provenance, warnings, sections, conventions, references } = report;
  const sources = Object.entries(references).map(([key, source]) => `${key}: ${source}`);
  return [
    `${kind}: ${title}\n${provenance.map(({ name, value }) => `${name}: ${value}\n`).join('')}${warningLines(warnings)}`,
    ...sections.map(sectionText),
    list('Conventions', conventions),
    list('References', sources),
  ].join('\n');
}

const warningLines = (warnings: readonly string[]): string => warnings.map((each) => `Warning: ${each}\n`).join('');

const list = (heading: string, entries: readonly string[]): string =>
  entries.length === 0 ? '' : `${heading}\n${entries.map((entry) => `- ${entry}\n`).join('')}`;

function sectionText({ heading, level, warnings, tables, plots }: ReportSection): string {
  const drawn = plots.map(({ caption }) => `Plot (html, pdf): ${caption}\n`).join('');
  const line = level === 1 ? `== ${heading} ==` : `-- ${heading} --`;
  return `${line}\n${warningLines(warnings)}${tablesText(tables)}${drawn}`;
}

/** Tables one below the other, each with its caption and notes. */
export function tablesText(tables: readonly ReportTable[]): string {
  return tables.map(tableText).join('\n');
}

function tableText({ caption, columns, rows, notes }: ReportTable): string {
  const names = columns.map(({ name }) => name);
  const drawn =
    columns.length === 0
      ? ''
      : table(
          names,
          rows.map((row) => row.map(cellText)),
        );
  return `${caption}\n${drawn}${notes.map((note) => `${note}\n`).join('')}`;
}

function cellText(cell: Cell): string {
  if (typeof cell === 'string') return cell;
  const { main, detail } = cell;
  if (detail === '') return main;
  return main === '' ? detail : `${main} (${detail})`;
}
