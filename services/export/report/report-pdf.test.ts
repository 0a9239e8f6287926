import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { keptWithNext } from './pdf-keep.ts';
import { lettersOf } from './pdf-letters.ts';
import { tableContent } from './pdf-table.ts';
import type { Report, ReportSection, ReportTable } from './report.ts';
import { reportPdf } from './report-pdf.ts';

const tableOf = (caption: string, rows: number): ReportTable => ({
  ...{ caption, columns: [{ name: 'COLUMN', align: 'left' }], notes: [] },
  rows: Array.from({ length: rows }, (_, i) => [`row ${i}`]),
});
const PLOT = { svg: '<svg xmlns="http://www.w3.org/2000/svg" width="750" height="440"></svg>', caption: 'a plot' };

/** Tables of so many lengths that headings and captions come to lie all over the pages. */
const sections: readonly ReportSection[] = Array.from({ length: 40 }, (_, i) => ({
  ...{ heading: `HEADING ${i}`, level: i % 3 === 0 ? 1 : 2, warnings: i % 7 === 0 ? ['a warning'] : [] },
  tables: i % 4 === 3 ? [] : [tableOf(`CAPTION ${i}`, 3 + ((i * 5) % 17)), tableOf(`CAPTION ${i}b`, 1 + (i % 6))],
  plots: i % 4 === 3 ? [PLOT] : [],
}));
const report: Report = {
  ...{ title: 'T', kind: 'K', provenance: [], warnings: [], sections },
  ...{ conventions: ['a convention'], references: { A: 'b' } },
};

/** By poppler, where this machine has it: the lines of each page, the footer last. */
async function pagesOf(pdf: Uint8Array): Promise<readonly (readonly string[])[] | undefined> {
  const run = promisify(execFile)('pdftotext', ['-layout', '-', '-'], { maxBuffer: 20_000_000 });
  run.child.stdin?.end(pdf);
  try {
    const pages = (await run).stdout.split('\f').map((page) => page.split('\n').filter((line) => line.trim() !== ''));
    return pages.filter((lines) => lines.length > 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

describe('the pages of a PDF', () => {
  it('end with no heading, no caption and no names of columns', async () => {
    const pages = await pagesOf(await reportPdf(report, new Date(0)));
    if (pages === undefined) return;
    expect(pages.length).toBeGreaterThan(10);
    for (const lines of pages) expect(lines.at(-2)).not.toMatch(/HEADING|CAPTION|COLUMN|Conventions|References/);
    const all = pages.flat().join('\n');
    for (const { heading } of sections) expect(all.split(`${heading}\n`).length, heading).toBe(2);
  });

  it('have the caption again where a table goes on', async () => {
    const long = { ...report, sections: [{ ...sections[0], tables: [tableOf('CAPTION', 150)] }] };
    const pages = await pagesOf(await reportPdf(long, new Date(0)));
    if (pages === undefined) return;
    expect(pages.filter((lines) => lines.includes('CAPTION')).length).toBeGreaterThan(2);
  });

  it('are laid out so whatever reads them: captions are rows of the head, headings have room below', () => {
    const [{ table }] = tableContent(tableOf('CAPTION', 2), lettersOf(), 500) as [{ table: object }];
    expect(table).toMatchObject({ headerRows: 2, keepWithHeaderRows: 1, dontBreakRows: true });
    const [kept, back] = keptWithNext([{ text: 'x' }]);
    expect(kept).toMatchObject({ unbreakable: true, stack: [{ margin: [0, 0, 0, 100] }] });
    expect(back).toMatchObject({ margin: [0, -100, 0, 0] });
  });
});
