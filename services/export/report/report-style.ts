/** For the screen and for A4. Nothing is loaded from elsewhere. */
export const REPORT_STYLE = `
@page { size: A4; margin: 16mm 14mm 18mm; }
* { box-sizing: border-box; }
body { margin: 0 auto; max-width: 190mm; padding: 8mm; color: #111; background: #fff; font: 10.5pt/1.4 system-ui, "Helvetica Neue", Arial, sans-serif; }
h1 { font-size: 19pt; line-height: 1.2; margin: 0 0 2mm; }
h2 { font-size: 14pt; margin: 9mm 0 3mm; padding-top: 2mm; border-top: 0.4mm solid #111; break-after: avoid; }
h3 { font-size: 12pt; margin: 7mm 0 2mm; break-after: avoid; }
.kind { color: #444; margin: 0 0 5mm; }
dl { display: grid; grid-template-columns: max-content 1fr; gap: 0.5mm 5mm; margin: 0 0 5mm; font-size: 9pt; }
dt { color: #444; }
dd { margin: 0; overflow-wrap: anywhere; }
table { border-collapse: collapse; width: 100%; margin: 0 0 2mm; font-size: 8.5pt; line-height: 1.3; }
.wide { overflow-x: auto; }
.wide + .wide, .note + .wide { margin-top: 2mm; }
caption, .caption { text-align: left; font-weight: 600; font-size: 10pt; padding: 3mm 0 1.5mm; margin: 0; break-after: avoid; }
.dense { font-size: 8pt; line-height: 1.2; }
.dense th, .dense td { padding-top: 0.4mm; padding-bottom: 0.4mm; }
th, td { text-align: left; vertical-align: top; padding: 1mm 2.5mm 1mm 0; overflow-wrap: break-word; }
thead th { border-top: 0.3mm solid #111; border-bottom: 0.2mm solid #111; vertical-align: bottom; }
tbody tr + tr > * { border-top: 0.1mm solid #ccc; }
tbody tr:last-child > * { border-bottom: 0.3mm solid #111; }
tbody th { font-weight: 500; }
.right { text-align: right; font-variant-numeric: tabular-nums; }
td.right { white-space: nowrap; }
.detail { display: block; color: #444; font-size: 7.5pt; font-weight: 400; white-space: normal; }
.note, ol, ul { font-size: 8.5pt; color: #333; margin: 0 0 1mm; }
ol, ul { padding-left: 5mm; }
.warning { border-left: 1.2mm solid #d55e00; background: #fdf3ec; padding: 1.5mm 3mm; margin: 2mm 0; font-size: 9.5pt; break-inside: avoid; }
figure { margin: 5mm 0; break-inside: avoid; }
figure svg { width: 100%; height: auto; display: block; }
figcaption { font-size: 8.5pt; color: #333; }
tr { break-inside: avoid; }
thead { display: table-header-group; }
footer { margin-top: 8mm; padding-top: 2mm; border-top: 0.2mm solid #999; font-size: 8pt; color: #444; }
@media (max-width: 640px) { body { padding: 4mm; } figure { overflow-x: auto; } .wide table, figure svg { min-width: 150mm; } }
@media print { body { max-width: none; padding: 0; } .wide { overflow: visible; } .warning { -webkit-print-color-adjust: exact; print-color-adjust: exact; } }
`;
