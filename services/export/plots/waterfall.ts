import { axisY, type Box, rangeOf, scaleOf, ticks } from './axes.ts';
import { COLOURS, element, escaped, heading, line, picture, text } from './svg.ts';
import { counted, cut, figure, plain, withUnit } from './wording.ts';

export interface WaterfallPlot {
  readonly title: string;
  readonly label: string;
  /** Such as "%". */
  readonly unit: string;
  /** Change from baseline, negative where it fell; null where it is missing or cannot be told. */
  readonly changes: readonly { readonly subject: string; readonly change: number | null }[];
  /** A responder has fallen to this change or below: −50 for PASI50. */
  readonly threshold: { readonly name: string; readonly change: number } | null;
}

const WIDTH = 750;
const HEIGHT = 440;
const BOX: Box = { left: 72, top: 52, right: 730, bottom: 372 };
/** Subjects are named below their bars while there is room. */
const MOST_NAMES = 40;
const LONGEST_NAME = 10;
const NAMES_PX = 38;
const WIDEST_BAR_PX = 36;
/** 50 % as computed may be 49.99999999999999. */
const DUST = 1e-9;
const HATCH =
  '<defs><pattern id="hatch" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)"><rect width="6" height="6" fill="#f4dcc8"/><line x1="0" y1="0" x2="0" y2="6" stroke="#d55e00" stroke-width="2"/></pattern></defs>';

/** One bar for each subject, worst change first; responders solid, others hatched. */
export function waterfallSvg({ title, label, unit, changes, threshold }: WaterfallPlot): string {
  const known = changes.flatMap(({ subject, change }) => (change === null ? [] : [{ subject, change }]));
  const sorted = known.sort((a, b) => b.change - a.change || (a.subject < b.subject ? -1 : 1));
  const responds = (change: number): boolean => threshold !== null && change <= threshold.change + DUST;
  const ys = rangeOf([0, ...(threshold === null ? [] : [threshold.change]), ...known.map(({ change }) => change)]);
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
          `${counted(responders, 'responder')} by ${threshold.name} (solid), ${counted(known.length - responders, 'other')} (hatched)`,
        ]),
    ...(missing === 0 ? [] : [`${missing} without a change, not drawn`]),
  ].join('; ');
  const bars = sorted.flatMap(({ subject, change }, i) => {
    const left = first + step * i;
    const fill = threshold === null || responds(change) ? COLOURS.blue : 'url(#hatch)';
    const stroke = threshold === null || responds(change) ? COLOURS.blue : COLOURS.vermilion;
    const [top, bottom] = [y(Math.max(0, change)), y(Math.min(0, change))];
    const size = { x: left + step * 0.1, y: top, width: step * 0.8, height: Math.max(1, bottom - top) };
    const tip = `<title>${escaped(`${subject}: ${figure(change)} ${unit}`)}</title>`;
    return [
      element('rect', { ...size, fill, stroke, 'stroke-width': step < 8 ? 0 : 1 }, tip),
      ...(named ? [name(subject, left + step / 2)] : []),
    ];
  });
  return picture({ width: WIDTH, height: HEIGHT, title }, [
    HATCH,
    ...heading(title, summary, BOX.left),
    ...axisY(BOX, ticks(...ys, 7), { y }, withUnit(label, unit)),
    ...bars,
    ...thresholdLine(threshold, unit, y),
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

function thresholdLine(
  threshold: WaterfallPlot['threshold'],
  unit: string,
  y: (value: number) => number,
): readonly string[] {
  if (threshold === null) return [];
  const at = y(threshold.change);
  const words = `${threshold.name}: ${plain(threshold.change)} ${unit}`;
  return [
    line(
      { x: BOX.left, y: at },
      { x: BOX.right, y: at },
      { stroke: '#000', 'stroke-width': 1.5, 'stroke-dasharray': '6 4' },
    ),
    text(words, BOX.left + 6, at + 15, { 'font-weight': 'bold', ...HALO }),
    text(words, BOX.left + 6, at + 15, { 'font-weight': 'bold' }),
  ];
}

/** White around letters, so that a bar behind them does not hide them: below the letters, as not every viewer knows paint-order. */
const HALO = { stroke: '#fff', 'stroke-width': 3, 'aria-hidden': 'true' };
