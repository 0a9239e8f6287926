import { CARD_MARKER_MODULES, type CardBox, type CardEdition, type CardMarker } from '../geometry/calibration-card.ts';

/** A filled rectangle in mm with an sRGB colour. */
export interface DrawnBox extends CardBox {
  readonly srgb: readonly [number, number, number];
}

/** One line of text; `at` is the left end of its base line in mm, `capHeight` the height of a capital in mm. */
export interface DrawnText {
  readonly text: string;
  readonly at: readonly [x: number, y: number];
  readonly capHeight: number;
}

/** What is on a sheet, in mm from its top left, y down; later boxes lie over earlier ones. ASCII only. */
export interface CardDrawing {
  readonly width: number;
  readonly height: number;
  readonly boxes: readonly DrawnBox[];
  readonly texts: readonly DrawnText[];
}

const BLACK = [0, 0, 0] as const;
const WHITE = [255, 255, 255] as const;
const CUT_LINE = [170, 170, 170] as const;
/** Hairline that an office printer still draws. */
const LINE_MM = 0.15;

/** The card as boxes and lines of text. */
export function drawCard(edition: CardEdition): CardDrawing {
  const { width, height } = edition.size;
  return {
    width,
    height,
    boxes: [
      ...frame(width, height),
      ...edition.markers.flatMap((marker) => markerBoxes(edition, marker)),
      ...[...edition.greys, ...edition.colours].map(({ box, srgb }) => ({ ...box, srgb })),
      ...scaleBoxes(edition),
    ],
    texts: [...scaleTexts(edition), ...instructions(edition)],
  };
}

function frame(width: number, height: number): DrawnBox[] {
  return [
    { x: 0, y: 0, width, height: LINE_MM, srgb: CUT_LINE },
    { x: 0, y: height - LINE_MM, width, height: LINE_MM, srgb: CUT_LINE },
    { x: 0, y: 0, width: LINE_MM, height, srgb: CUT_LINE },
    { x: width - LINE_MM, y: 0, width: LINE_MM, height, srgb: CUT_LINE },
  ];
}

/**
 * A black square with a white box for each run of white modules, along the rows and along the columns: boxes that overlap leave
 * no seams between neighbours.
 */
function markerBoxes({ markerSide }: CardEdition, { at: [x, y], bits }: CardMarker): DrawnBox[] {
  const module = markerSide / CARD_MARKER_MODULES;
  const lines = Array.from({ length: CARD_MARKER_MODULES - 2 }, (_, i) => i);
  const rows = lines.map((line) => lines.map((i) => bits[line * lines.length + i]).join(''));
  const columns = lines.map((line) => lines.map((i) => bits[i * lines.length + line]).join(''));
  const white = (across: number, down: number, wide: number, high: number): DrawnBox => ({
    x: x + (1 + across) * module,
    y: y + (1 + down) * module,
    width: wide * module,
    height: high * module,
    srgb: WHITE,
  });
  return [
    { x, y, width: markerSide, height: markerSide, srgb: BLACK },
    ...rows.flatMap((row, i) => whiteRuns(row).map(({ start, length }) => white(start, i, length, 1))),
    ...columns.flatMap((column, i) => whiteRuns(column).map(({ start, length }) => white(i, start, 1, length))),
  ];
}

function whiteRuns(bits: string): { readonly start: number; readonly length: number }[] {
  return [...bits.matchAll(/1+/g)].map(({ 0: run, index }) => ({ start: index, length: run.length }));
}

const TICK_MM = { one: 2, five: 3, ten: 4.5 } as const;

/** Ticks stand centred on their millimetre. */
function scaleBoxes({ scale }: CardEdition): DrawnBox[] {
  const [x, y] = scale.from;
  const boxes: DrawnBox[] = [
    { x: x - LINE_MM / 2, y: y - LINE_MM, width: scale.length + LINE_MM, height: LINE_MM, srgb: BLACK },
  ];
  for (let mm = 0; mm <= scale.length; mm++) {
    const height = mm % 10 === 0 ? TICK_MM.ten : mm % 5 === 0 ? TICK_MM.five : TICK_MM.one;
    boxes.push({ x: x + mm - LINE_MM / 2, y: y - height, width: LINE_MM, height, srgb: BLACK });
  }
  return boxes;
}

/** About a digit's width over its height in both fonts used; only the labels' centring rests on it. */
const DIGIT_ASPECT = 0.78;
const LABEL_CAP_MM = 2;

function scaleTexts({ scale }: CardEdition): DrawnText[] {
  const labels: DrawnText[] = [];
  for (let mm = 0; mm <= scale.length; mm += 10) {
    const text = String(mm);
    const half = (text.length * DIGIT_ASPECT * LABEL_CAP_MM) / 2;
    labels.push({ text, at: [scale.from[0] + mm - half, scale.from[1] + 3.2], capHeight: LABEL_CAP_MM });
  }
  return [...labels, { text: 'mm', at: [scale.from[0] + scale.length + 6, scale.from[1] + 3.2], capHeight: 2 }];
}

function instructions({ name, scale }: CardEdition): DrawnText[] {
  const lines = [
    'Print at 100 % (not "fit to page"), on matt white paper.',
    `Check with a ruler: the scale must measure ${scale.length} mm.`,
    'If it measures N mm instead, measure photos with',
    '--card-scale-mm N. Glue it to stiff board.',
    'Lay it flat beside the lesion, in its plane,',
    'with all four squares in the frame.',
  ];
  return [
    { text: `DERMETRY calibration card   ${name}`, at: [29, 49], capHeight: 2.6 },
    ...lines.map((text, i): DrawnText => ({ text, at: [29, 72 + 5 * i], capHeight: 2.2 })),
  ];
}

/** Paper that the card may be printed on, in mm upright. @source ISO 216; ANSI/ASME Y14.1 */
export const PAPERS = { a4: { width: 210, height: 297 }, letter: { width: 215.9, height: 279.4 } } as const;
export type Paper = keyof typeof PAPERS;

/** From the paper's upper edge to the card: more than any printer's margin. */
const TOP_MARGIN_MM = 20;

/** The card on a sheet, centred across. */
export function drawOnPaper(card: CardDrawing, paper: Paper): CardDrawing {
  const sheet = PAPERS[paper];
  const [dx, dy] = [(sheet.width - card.width) / 2, TOP_MARGIN_MM];
  return {
    ...sheet,
    boxes: card.boxes.map((box) => ({ ...box, x: box.x + dx, y: box.y + dy })),
    texts: card.texts.map((text) => ({ ...text, at: [text.at[0] + dx, text.at[1] + dy] })),
  };
}
