import type { EvaluationDocument } from './document.ts';
import type { JudgedCase } from './judge-case.ts';
import { type FigureTable, figureTables, photoCells, photoTable } from './tables.ts';

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};
export const escapeHtml = (text: string): string => text.replace(/[&<>"']/g, (character) => ENTITIES[character]);

/** Nothing is loaded and no script runs, whatever a file name holds. */
const POLICY = "default-src 'none'; img-src data:; style-src 'unsafe-inline'";

const STYLE = `
body { font: 15px/1.4 system-ui, sans-serif; color: #111; background: #fff; margin: 2rem auto; max-width: 75rem; padding: 0 1rem; }
table { border-collapse: collapse; font-size: 13px; margin: 0 0 2rem; }
th, td { border: 1px solid #999; padding: .2rem .5rem; text-align: left; vertical-align: top; }
th { background: #eee; }
.wide { overflow-x: auto; }
figure { margin: 0 0 1.5rem; break-inside: avoid; }
figure img { max-width: 100%; height: auto; display: block; }
.photos { display: grid; grid-template-columns: repeat(auto-fill, minmax(26rem, 1fr)); gap: 1rem; }
.key { display: inline-block; width: 1.6rem; height: .5rem; border: 1px solid #333; }
@media print {
  body { margin: 0; max-width: none; font-size: 10pt; }
  .wide { overflow: visible; }
  table { font-size: 7pt; }
  th, .key { print-color-adjust: exact; -webkit-print-color-adjust: exact; }
  .photos { grid-template-columns: 1fr 1fr; }
}`;

function htmlTable({ title, header, rows }: FigureTable): string {
  const cells = (tag: 'th' | 'td', row: readonly string[]): string =>
    `<tr>${row.map((cell) => `<${tag}>${escapeHtml(cell)}</${tag}>`).join('')}</tr>`;
  const body = rows.map((row) => cells('td', row)).join('\n');
  return `<h2>${escapeHtml(title)}</h2>\n<div class="wide"><table>\n<thead>${cells('th', header)}</thead>\n<tbody>${body}</tbody>\n</table></div>`;
}

function figure(names: readonly string[], cells: readonly string[], overlay: Uint8Array): string {
  const text = cells.map((cell, i) => (i === 0 ? cell : `${names[i]} ${cell}`)).join(' · ');
  const source = `data:image/jpeg;base64,${Buffer.from(overlay).toString('base64')}`;
  return `<figure><img loading="lazy" alt="${escapeHtml(`Outlines on ${cells[0]}`)}" src="${source}">\n<figcaption>${escapeHtml(text)}</figcaption></figure>`;
}

/** One file that needs nothing else: tables, then every judged photo with both outlines, worst first. */
export function evaluationPage(document: EvaluationDocument, cases: readonly JudgedCase[]): string {
  const overlays = new Map(cases.map(({ row, overlay }) => [row, overlay]));
  const { header } = photoTable(document);
  const figures = document.photos.flatMap((row) => {
    const overlay = overlays.get(row);
    return overlay ? [figure(header, photoCells(row), overlay)] : [];
  });
  const { model, counts } = document;
  const subject = `${document.folder}, measured by ${model.name} ${model.version}, pipeline ${document.pipeline_version}`;
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${POLICY}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Agreement with drawn masks</title>
<style>${STYLE}</style>
</head>
<body>
<h1>Agreement with drawn masks</h1>
<p>${escapeHtml(subject)}. ${counts.photos} rows: ${counts.judged} judged, ${counts.refused} refused, ${counts.not_judged} not judged.</p>
<p>This file holds the photos: handle it as you handle them. It is no medical device's report.</p>
${figureTables(document).map(htmlTable).join('\n')}
<h2>Photos, worst first</h2>
<p><span class="key" style="background:#d60093"></span> wide, magenta: outline of the truth.
<span class="key" style="background:#00e5ff"></span> narrow, cyan: outline of the machine. Both lie just outside the lesion.</p>
<div class="photos">
${figures.join('\n')}
</div>
</body>
</html>
`;
}
