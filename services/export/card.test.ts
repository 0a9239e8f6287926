import sharp from 'sharp';
import { beforeAll, describe, expect, it } from 'vitest';
import { CARD_EDITION_1, CARD_MARKER_MODULES, cardMarkerCorners } from '../geometry/calibration-card.ts';
import { findMarkers } from '../geometry/markers.ts';
import { type LoadedOpenCv, loadOpenCv, withMats } from '../geometry/opencv.ts';
import { encodePrintPng } from '../imaging/encode.ts';
import { drawCard, drawOnPaper, PAPERS } from './card-drawing.ts';
import { cardPicture } from './card-picture.ts';
import { pdfPage } from './pdf-page.ts';

let opencv: LoadedOpenCv;
beforeAll(async () => {
  opencv = await loadOpenCv();
});
const card = drawCard(CARD_EDITION_1);

describe('the table of the card', () => {
  it('has the bits of the dictionary', () => {
    const { cv } = opencv;
    for (const { id, bits } of CARD_EDITION_1.markers) {
      const modules = withMats(cv, (keep) => {
        const image = keep(new cv.Mat());
        keep(cv.getPredefinedDictionary(cv.DICT_4X4_50)).generateImageMarker(id, CARD_MARKER_MODULES, image, 1);
        return Uint8Array.from(image.data);
      });
      const inner = [...modules].filter((_, i) => i % 6 > 0 && i % 6 < 5 && i > 5 && i < 30);
      expect(inner.map((value) => (value > 127 ? 1 : 0)).join('')).toBe(bits);
    }
  });

  it('lays nothing over anything else', () => {
    const { markers, markerSide, greys, colours } = CARD_EDITION_1;
    const squares = markers.map(({ at: [x, y] }) => ({ x, y, width: markerSide, height: markerSide }));
    const all = [...squares, ...greys.map(({ box }) => box), ...colours.map(({ box }) => box)];
    for (const [i, a] of all.entries()) {
      expect(a.x + a.width).toBeLessThanOrEqual(CARD_EDITION_1.size.width);
      expect(a.y + a.height).toBeLessThanOrEqual(CARD_EDITION_1.size.height);
      for (const b of all.slice(i + 1)) {
        const isApart = a.x + a.width <= b.x || b.x + b.width <= a.x || a.y + a.height <= b.y || b.y + b.height <= a.y;
        expect(isApart).toBe(true);
      }
    }
  });
});

/** A third of a pixel at 150 dpi: printers are sent edges mixed in code values, the search for corners thinks in light. */
const EDGE_MM = 0.06;

describe('the card as PNG', () => {
  it('has its resolution written into it, and the markers of the table at their millimetres', async () => {
    const dpi = 150;
    const image = cardPicture(opencv, card, dpi);
    const file = await encodePrintPng(image, dpi);
    // pHYs: pixels per metre across and down, unit 1 (metre).
    const phys = file.subarray(file.indexOf('pHYs') + 4);
    expect([phys.readUInt32BE(0), phys.readUInt32BE(4), phys[8]]).toEqual([5906, 5906, 1]);
    const { data, info } = await sharp(file).raw().toBuffer({ resolveWithObject: true });
    const found = findMarkers(opencv, { width: info.width, height: info.height, data });
    expect(found.map(({ id }) => id).sort()).toEqual([44, 45, 46, 47]);
    for (const marker of CARD_EDITION_1.markers) {
      const corners = found.find(({ id }) => id === marker.id)?.corners ?? [];
      cardMarkerCorners(CARD_EDITION_1, marker).forEach(([x, y], i) => {
        expect(Math.abs(((corners[i][0] + 0.5) / dpi) * 25.4 - x)).toBeLessThan(EDGE_MM);
        expect(Math.abs(((corners[i][1] + 0.5) / dpi) * 25.4 - y)).toBeLessThan(EDGE_MM);
      });
    }
  });
});

describe('the card as PDF', () => {
  it.each(['a4', 'letter'] as const)('has the size of %s paper in points', (paper) => {
    const text = Buffer.from(pdfPage(drawOnPaper(card, paper), 'card')).toString('latin1');
    const [width, height] = /MediaBox \[0 0 ([\d.]+) ([\d.]+)\]/.exec(text)?.slice(1).map(Number) ?? [];
    expect((width / 72) * 25.4).toBeCloseTo(PAPERS[paper].width, 3);
    expect((height / 72) * 25.4).toBeCloseTo(PAPERS[paper].height, 3);
  });

  it('draws a scale of 100 mm in true millimetres', () => {
    const text = Buffer.from(pdfPage(drawOnPaper(card, 'a4'), 'card')).toString('latin1');
    const [unit] = /^([\d.]+) 0 0 -/m.exec(text)?.slice(1).map(Number) ?? [];
    expect((unit / 72) * 25.4).toBeCloseTo(1, 7);
    // Tall ticks every 10 mm: their left edges, from the operators of the file.
    const ticks = [...text.matchAll(/^0 g ([\d.]+) [\d.]+ 0\.15 4\.5 re f$/gm)].map(([, x]) => Number(x));
    expect(ticks.length).toBe(11);
    expect(ticks[10] - ticks[0]).toBeCloseTo(100, 4);
  });

  it('points at its objects and its cross references', () => {
    const text = Buffer.from(pdfPage(drawOnPaper(card, 'a4'), 'a (title)')).toString('latin1');
    const offsets = [...text.matchAll(/^(\d{10}) 00000 n $/gm)].map(([, offset]) => Number(offset));
    offsets.forEach((offset, i) => {
      expect(text.slice(offset).startsWith(`${i + 1} 0 obj`)).toBe(true);
    });
    const start = Number(/startxref\n(\d+)/.exec(text)?.[1]);
    expect(text.slice(start).startsWith('xref')).toBe(true);
    const [, length] = /<< \/Length (\d+) >>/.exec(text) ?? [];
    const from = text.indexOf('stream\n') + 'stream\n'.length;
    expect(text.slice(from + Number(length)).startsWith('\nendstream')).toBe(true);
    expect(text).toContain('/Title (a \\(title\\))');
  });

  it('refuses what its font cannot show', () => {
    expect(() => pdfPage({ width: 1, height: 1, boxes: [], texts: [] }, 'größe')).toThrow(RangeError);
  });
});
