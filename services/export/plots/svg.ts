import { cut } from './wording.ts';

/** Pixels to a tenth: finer is not seen, and makes files larger. */
export const px = (value: number): number => Math.round(value * 10) / 10;

/** XML 1.0 has no other control characters than tab and line ends, not even escaped. */
const NO_XML = /[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/gu;

/** Most texts have none of what is escaped, and one look tells. */
const TO_ESCAPE = /[&<>"'\p{Cc}\p{Cs}\uFFFE\uFFFF]/u;

/** Text as content or attribute of SVG and HTML. */
export function escaped(text: string): string {
  if (!TO_ESCAPE.test(text)) return text;
  return text
    .replace(NO_XML, '\uFFFD')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#39;');
}

/** Attributes by name; undefined ones are left out. */
export type Attributes = Readonly<Record<string, string | number | undefined>>;

/** @param content SVG that is already escaped */
export function element(name: string, attributes: Attributes, content = ''): string {
  const written = Object.entries(attributes)
    .filter(([, value]) => value !== undefined)
    .map(([key, value]) => ` ${key}="${typeof value === 'number' ? px(value) : escaped(String(value))}"`)
    .join('');
  return content === '' ? `<${name}${written}/>` : `<${name}${written}>${content}</${name}>`;
}

/** @param words plain, escaped here */
export function text(words: string, x: number, y: number, more: Attributes = {}): string {
  return element('text', { x, y, ...more }, escaped(words));
}

export interface Point {
  readonly x: number;
  readonly y: number;
}

export function line(from: Point, to: Point, more: Attributes): string {
  return element('line', { x1: from.x, y1: from.y, x2: to.x, y2: to.y, ...more });
}

export const SHAPES = ['circle', 'square', 'diamond', 'triangle'] as const;
export type Shape = (typeof SHAPES)[number];

const CORNERS: Readonly<Record<Exclude<Shape, 'circle'>, readonly number[]>> = {
  square: [-4, -4, 4, -4, 4, 4, -4, 4],
  diamond: [0, -5, 5, 0, 0, 5, -5, 0],
  triangle: [0, -5, 5, 4, -5, 4],
};

/** A point with its tooltip. @param label plain, escaped here */
export function marker(shape: Shape, { x, y }: Point, label: string, more: Attributes): string {
  const title = `<title>${escaped(label)}</title>`;
  if (shape === 'circle') return element('circle', { cx: x, cy: y, r: 4, ...more }, title);
  const points = CORNERS[shape].map((offset, i) => px(offset + (i % 2 === 0 ? x : y))).join(' ');
  return element('polygon', { points, ...more }, title);
}

interface Picture {
  readonly width: number;
  readonly height: number;
  /** What the picture shows, for those who do not see it. */
  readonly title: string;
}

/** A whole picture on white. */
export function picture({ width, height, title }: Picture, content: readonly string[]): string {
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" font-family="sans-serif" font-size="12">`,
    `<title>${escaped(title)}</title>`,
    `<rect width="${width}" height="${height}" fill="#fff"/>`,
    ...content,
    '</svg>\n',
  ].join('\n');
}

/** Letters of a title that fit at each size in px over 670 px. */
const TITLE_SIZES = [
  { size: 15, letters: 72 },
  { size: 12, letters: 92 },
] as const;

/** Title and, below it, what is stated about n. */
export function heading(title: string, stated: string, x: number): readonly string[] {
  const [large, small] = TITLE_SIZES;
  const { size, letters } = title.length <= large.letters ? large : small;
  return [
    text(cut(title, letters), x, 22, { 'font-size': size, 'font-weight': 'bold' }),
    text(stated, x, 40, { fill: '#444' }),
  ];
}

/** Told apart by colour-blind readers. @source Okabe and Ito, Color Universal Design (2008) */
export const COLOURS = {
  black: '#000000',
  blue: '#0072b2',
  vermilion: '#d55e00',
  purple: '#cc79a7',
  green: '#009e73',
  orange: '#e69f00',
  sky: '#56b4e9',
} as const;

/** The same for letters, which need more contrast: 4.5 to 1 on white. */
export const TEXT_COLOURS = {
  blue: '#005a8c',
  vermilion: '#a34700',
  purple: '#8f3f6b',
  green: '#00694d',
  orange: '#7a5200',
} as const;

/**
 * What a colour means, in every plot of outcomes: no two meanings share one. Dashes, shapes and hatches say it again.
 * Groups are in the order in which they occur; without groups courses are grey.
 */
export const OUTCOME_COLOURS = {
  groups: [COLOURS.blue, COLOURS.vermilion, COLOURS.purple, COLOURS.sky],
  ungrouped: '#444444',
  responder: COLOURS.green,
  other: '#8c8c8c',
  meaningful: COLOURS.orange,
  threshold: COLOURS.black,
} as const;
