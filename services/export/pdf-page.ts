import type { CardDrawing, DrawnBox, DrawnText } from './card-drawing.ts';

/** Points of 1/72 inch in a millimetre. */
const POINTS_PER_MM = 72 / 25.4;
/** Height of a capital of Helvetica over its size. @source Adobe Font Metrics: CapHeight 718 of 1000 */
const CAP_HEIGHT = 0.718;

/**
 * A PDF 1.7 file of one page that shows a drawing in true millimetres, as vectors. Text is in Helvetica, one of the fonts that
 * every reader has, so that none is embedded. Asks the print dialogue for 100 %. @source ISO 32000-1
 */
export function pdfPage(drawing: CardDrawing, title: string): Uint8Array {
  const content = contentStream(drawing);
  const objects = [
    '<< /Type /Catalog /Pages 2 0 R /ViewerPreferences << /PrintScaling /None >> >>',
    '<< /Type /Pages /Kids [3 0 R] /Count 1 >>',
    `<< /Type /Page /Parent 2 0 R /MediaBox [0 0 ${points(drawing.width)} ${points(drawing.height)}] ` +
      '/Resources << /Font << /F1 5 0 R >> >> /Contents 4 0 R >>',
    `<< /Length ${content.length} >>\nstream\n${content}\nendstream`,
    '<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>',
    `<< /Title ${literal(title)} /Producer (Dermetry) >>`,
  ];
  return new TextEncoder().encode(withCrossReferences(objects));
}

function withCrossReferences(objects: readonly string[]): string {
  let file = '%PDF-1.7\n';
  const offsets = objects.map((object, i) => {
    const offset = file.length;
    file += `${i + 1} 0 obj\n${object}\nendobj\n`;
    return offset;
  });
  const start = file.length;
  const entry = (offset: number): string => `${String(offset).padStart(10, '0')} 00000 n \n`;
  file += `xref\n0 ${objects.length + 1}\n0000000000 65535 f \n${offsets.map(entry).join('')}`;
  return `${file}trailer\n<< /Size ${objects.length + 1} /Root 1 0 R /Info ${objects.length} 0 R >>\nstartxref\n${start}\n%%EOF\n`;
}

/** From here on the unit is the millimetre and y goes down. */
function contentStream({ height, boxes, texts }: CardDrawing): string {
  const unit = number(POINTS_PER_MM, 8);
  const lines = [`${unit} 0 0 -${unit} 0 ${points(height)} cm`, ...boxes.map(boxOperators), '0 g'];
  return [...lines, ...texts.map(textOperators)].join('\n');
}

/** Greys go out as grey, so that a printer mixes them from black ink alone. */
function boxOperators({ x, y, width, height, srgb: [r, g, b] }: DrawnBox): string {
  const part = (code: number): string => number(code / 255, 4);
  const colour = r === g && g === b ? `${part(r)} g` : `${part(r)} ${part(g)} ${part(b)} rg`;
  return `${colour} ${[x, y, width, height].map((mm) => number(mm, 5)).join(' ')} re f`;
}

function textOperators({ text, at: [x, y], capHeight }: DrawnText): string {
  return `BT /F1 ${number(capHeight / CAP_HEIGHT, 4)} Tf 1 0 0 -1 ${number(x, 4)} ${number(y, 4)} Tm ${literal(text)} Tj ET`;
}

function literal(text: string): string {
  // Offsets are counted in characters: what is not ASCII would take more bytes.
  if (!/^[\x20-\x7e]*$/.test(text))
    throw new RangeError(`Expected printable ASCII but received ${JSON.stringify(text)}`);
  return `(${text.replace(/[\\()]/g, '\\$&')})`;
}

const points = (mm: number): string => number(mm * POINTS_PER_MM, 4);

function number(value: number, digits: number): string {
  return String(Number(value.toFixed(digits)));
}
