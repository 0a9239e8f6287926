import { axisY, type Box, rangeOf, scaleOf, ticks } from './axes.ts';
import { type Label, stackedLabels } from './labels.ts';
import {
  type Attributes,
  element,
  escaped,
  heading,
  line,
  OUTCOME_COLOURS,
  picture,
  TEXT_COLOURS,
  text,
} from './svg.ts';
import { counted, cut, figure, plain, withUnit, wrapped } from './wording.ts';

export interface WaterfallPlot {
  readonly title: string;
  readonly label: string;
  /** Such as "%". */
  readonly unit: string;
  /** Change from baseline, negative where it fell; null where it is missing or cannot be told. */
  readonly changes: readonly { readonly subject: string; readonly change: number | null }[];
  /** A responder has fallen to this change or below: −50 for PASI50. */
  readonly threshold: { readonly name: string; readonly change: number } | null;
  /** Published thresholds of meaningful change (MCID and the like) in the unit of the plot, negative for a fall. */
  readonly meaningful: readonly { readonly meaning: string; readonly change: number; readonly source: string }[];
}

const WIDTH = 750;
const HEIGHT = 464;
/** The legend is above it, what the lines are is beside it. */
const BOX: Box = { left: 72, top: 76, right: 540, bottom: 396 };
/** Subjects are named below their bars while there is room. */
const MOST_NAMES = 40;
const LONGEST_NAME = 10;
const NAMES_PX = 38;
const WIDEST_BAR_PX = 36;
/** 50 % as computed may be 49.99999999999999. */
const DUST = 1e-9;
const { responder: RESPONDER, other: OTHER, meaningful: MEANINGFUL, threshold: THRESHOLD } = OUTCOME_COLOURS;
const HATCH = `<defs><pattern id="hatch" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)"><rect width="6" height="6" fill="#f0f0f0"/><line x1="0" y1="0" x2="0" y2="6" stroke="${OTHER}" stroke-width="2"/></pattern></defs>`;
const SOLID_BAR = { fill: RESPONDER, stroke: RESPONDER } as const;
const HATCHED_BAR = { fill: 'url(#hatch)', stroke: OTHER } as const;
/** Where nobody is told a responder. */
const PLAIN_BAR = { fill: OTHER, stroke: OTHER } as const;
const THRESHOLD_LINE = { stroke: THRESHOLD, 'stroke-width': 2.5 } as const;
/** Drawn last: where both lie on one level, the dashes show the threshold between them. */
const MEANINGFUL_LINE = { stroke: MEANINGFUL, 'stroke-width': 2, 'stroke-dasharray': '7 4' } as const;

/** One bar for each subject, worst change first; responders solid, others hatched. */
export function waterfallSvg(plot: WaterfallPlot): string {
  const { title, label, unit, changes, threshold, meaningful } = plot;
  const known = changes.flatMap(({ subject, change }) => (change === null ? [] : [{ subject, change }]));
  const sorted = known.sort((a, b) => b.change - a.change || (a.subject < b.subject ? -1 : 1));
  const responds = (change: number): boolean => threshold !== null && change <= threshold.change + DUST;
  const levels = [...(threshold === null ? [] : [threshold]), ...meaningful].map(({ change }) => change);
  const ys = rangeOf([0, ...levels, ...known.map(({ change }) => change)]);
  const { y } = scaleOf(BOX, [0, 1], ys);
  const step = Math.min(WIDEST_BAR_PX, (BOX.right - BOX.left) / Math.max(1, sorted.length));
  // Few bars stand in the middle.
  const first = (BOX.left + BOX.right - step * sorted.length) / 2;
  const named = sorted.length <= MOST_NAMES;
  const missing = changes.length - known.length;
  const responders = known.filter(({ change }) => responds(change)).length;
  const summary = [
    `n = ${counted(known.length, 'subject')}`,
    ...(threshold === null
      ? []
      : [
          `${counted(responders, 'responder')} by ${threshold.name} (solid green), ${counted(known.length - responders, 'other')} (hatched grey)`,
        ]),
    ...(missing === 0 ? [] : [`${missing} without a change, not drawn`]),
  ].join('; ');
  const bars = sorted.flatMap(({ subject, change }, i) => {
    const left = first + step * i;
    const bar = threshold === null ? PLAIN_BAR : responds(change) ? SOLID_BAR : HATCHED_BAR;
    const [top, bottom] = [y(Math.max(0, change)), y(Math.min(0, change))];
    const size = { x: left + step * 0.1, y: top, width: step * 0.8, height: Math.max(1, bottom - top) };
    const tip = `<title>${escaped(`${subject}: ${figure(change)} ${unit}`)}</title>`;
    return [
      element('rect', { ...size, ...bar, 'stroke-width': step < 8 ? 0 : 1 }, tip),
      ...(named ? [name(subject, left + step / 2)] : []),
    ];
  });
  return picture({ width: WIDTH, height: HEIGHT, title }, [
    HATCH,
    ...heading(title, summary, BOX.left),
    ...axisY(BOX, ticks(...ys, 7), { y }, withUnit(label, unit)),
    ...bars,
    ...linesOf(plot, y),
    ...legend(plot),
    below(named ? NAMES_PX : 0),
  ]);
}

/** @param names px that the names of the subjects take */
function below(names: number): string {
  const place = { 'text-anchor': 'middle' };
  return text(
    'Subjects, from the least to the greatest fall',
    (BOX.left + BOX.right) / 2,
    BOX.bottom + 22 + names,
    place,
  );
}

function name(subject: string, x: number): string {
  const short = cut(subject, LONGEST_NAME);
  const top = BOX.bottom + 8;
  const tip = `<title>${escaped(subject)}</title>${escaped(short)}`;
  const place = { x, y: top, transform: `rotate(-60 ${x.toFixed(1)} ${top})`, 'text-anchor': 'end', 'font-size': 9 };
  return element('text', place, tip);
}

/** The levels that a fall is judged by, each with its name beside the plot. */
function linesOf({ threshold, meaningful, unit }: WaterfallPlot, y: (value: number) => number): readonly string[] {
  const level = (change: number, style: Attributes): string =>
    line({ x: BOX.left, y: y(change) }, { x: BOX.right, y: y(change) }, style);
  const own: readonly Label[] =
    threshold === null
      ? []
      : [
          {
            y: y(threshold.change),
            colour: THRESHOLD,
            lines: [`${threshold.name}: ${plain(threshold.change)} ${unit}`],
          },
        ];
  const published = meaningful.map(
    ({ meaning, change, source }): Label => ({
      ...{ y: y(change), colour: TEXT_COLOURS.orange },
      lines: [`${plain(change)} ${unit} [${source}]`, ...wrapped(meaning, LONGEST_LINE)],
    }),
  );
  return [
    ...(threshold === null ? [] : [level(threshold.change, THRESHOLD_LINE)]),
    ...meaningful.map(({ change }) => level(change, MEANINGFUL_LINE)),
    ...stackedLabels(BOX.right + 10, [...own, ...published], BOX),
  ];
}

/** Letters beside the plot. */
const LONGEST_LINE = 32;

/** What bars and lines mean, in one row above the plot. */
function legend({ threshold, meaningful }: WaterfallPlot): readonly string[] {
  const y = BOX.top - 18;
  const bar = (style: Attributes) => (x: number) => element('rect', { x, y: y - 8, width: 24, height: 10, ...style });
  const stroke = (style: Attributes) => (x: number) => line({ x, y: y - 3 }, { x: x + 24, y: y - 3 }, style);
  const entries = [
    ...(threshold === null
      ? [{ draw: bar(PLAIN_BAR), words: 'change of a subject' }]
      : [
          { draw: bar(SOLID_BAR), words: 'responder' },
          { draw: bar(HATCHED_BAR), words: 'no responder' },
          { draw: stroke(THRESHOLD_LINE), words: 'threshold of a responder' },
        ]),
    ...(meaningful.length === 0
      ? []
      : [{ draw: stroke(MEANINGFUL_LINE), words: 'published meaningful change (MCID)' }]),
  ];
  const room = (words: string): number => 30 + LETTER_PX * words.length + 14;
  return entries.flatMap(({ draw, words }, i) => {
    const x = entries.slice(0, i).reduce((left, before) => left + room(before.words), BOX.left);
    return [draw(x), text(words, x + 30, y + 1, { 'font-size': 11 })];
  });
}

/** Room of a letter of 11 px. */
const LETTER_PX = 5.8;
