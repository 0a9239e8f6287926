import type { RgbImage } from '../domain/raster.ts';
import { drawText } from '../geometry/draw-text.ts';
import type { LoadedOpenCv } from '../geometry/opencv.ts';
import type { CardDrawing, DrawnBox } from './card-drawing.ts';

/** Fine enough that an edge lies within 1/50 mm. */
export const CARD_DPI = 600;
const MM_PER_INCH = 25.4;

/** The drawing as a picture; pixels that a box covers in part are mixed by the part. */
export function cardPicture(opencv: LoadedOpenCv, drawing: CardDrawing, dpi: number = CARD_DPI): RgbImage {
  const scale = dpi / MM_PER_INCH;
  const [width, height] = [Math.round(drawing.width * scale), Math.round(drawing.height * scale)];
  const image = { width, height, data: new Uint8Array(3 * width * height).fill(255) };
  for (const box of drawing.boxes) fillBox(image, box, scale);
  const ink = { width, height, data: new Uint8Array(width * height).fill(255) };
  const lines = drawing.texts.map(({ text, at, capHeight }) => ({
    text,
    at: [at[0] * scale, at[1] * scale] as const,
    capHeightPx: capHeight * scale,
  }));
  drawText(opencv, ink, lines);
  for (let i = 0; i < image.data.length; i++) image.data[i] = Math.min(image.data[i], ink.data[Math.floor(i / 3)]);
  return image;
}

function fillBox(image: RgbImage, box: DrawnBox, scale: number): void {
  const columns = coverage(box.x * scale, (box.x + box.width) * scale, image.width);
  const rows = coverage(box.y * scale, (box.y + box.height) * scale, image.height);
  for (const [y, partOfRow] of rows) {
    for (const [x, partOfColumn] of columns) {
      const part = partOfRow * partOfColumn;
      const i = 3 * (y * image.width + x);
      for (let c = 0; c < 3; c++) image.data[i + c] = Math.round((1 - part) * image.data[i + c] + part * box.srgb[c]);
    }
  }
}

/** Pixels along one axis that the stretch from `low` to `high` (px from the edge) touches, and how much of each. */
function coverage(low: number, high: number, length: number): (readonly [index: number, part: number])[] {
  const cells: (readonly [number, number])[] = [];
  for (let i = Math.max(0, Math.floor(low)); i < Math.min(length, high); i++) {
    cells.push([i, Math.min(i + 1, high) - Math.max(i, low)]);
  }
  return cells;
}
