import { axisX, axisY, type Box, baseX, rangeOf, scaleOf, ticks } from './axes.ts';
import { clipped, countedPairs, type Pair } from './bland-altman.ts';
import { drawnOf } from './drawn-points.ts';
import { COLOURS, heading, line, marker, picture, TEXT_COLOURS, text } from './svg.ts';
import { cut, figure, withUnit } from './wording.ts';

/** A fitted line: second method over the first. */
export interface FittedLine {
  /** Such as "Deming" or "Passing–Bablok". */
  readonly name: string;
  readonly intercept: number;
  readonly slope: number;
}

export interface ScatterPlot {
  readonly title: string;
  /** On the x axis and on the y axis. */
  readonly methods: readonly [first: string, second: string];
  readonly unit: string;
  readonly pairs: readonly Pair[];
  /** At most three. */
  readonly lines: readonly FittedLine[];
}

const WIDTH = 750;
const HEIGHT = 560;
/** Square: both axes have the same scale, so that the identity line lies at 45°. */
const BOX: Box = { left: 72, top: 52, right: 524, bottom: 504 };
const IDENTITY = { stroke: '#777', 'stroke-width': 1.5, 'stroke-dasharray': '5 4' } as const;
/** Not the colours of bias and limits, which stand in the plot above. */
const STYLES = [
  { stroke: COLOURS.purple, 'stroke-width': 2 },
  { stroke: COLOURS.orange, 'stroke-width': 2, 'stroke-dasharray': '8 4' },
  { stroke: COLOURS.sky, 'stroke-width': 2, 'stroke-dasharray': '2 3' },
] as const;
const LINE_TEXT = [TEXT_COLOURS.purple, TEXT_COLOURS.orange, TEXT_COLOURS.blue] as const;

/** One method against the other with the line of identity. */
export function scatterSvg({ title, methods, unit, pairs, lines }: ScatterPlot): string {
  if (lines.length > STYLES.length)
    throw new RangeError(`Expected at most ${STYLES.length} lines, got ${lines.length}`);
  const range = rangeOf(pairs.flatMap(({ first, second }) => [first, second]));
  const scale = scaleOf(BOX, range, range);
  const marks = ticks(...range, 7);
  const segment = (intercept: number, slope: number, style: object): readonly string[] => {
    const [from, to] = clipped(range, range, intercept, slope);
    const at = (x: number) => ({ x: scale.x(x), y: scale.y(intercept + slope * x) });
    return from < to ? [line(at(from), at(to), { ...style })] : [];
  };
  return picture({ width: WIDTH, height: HEIGHT, title }, [
    ...heading(title, countedPairs(pairs), BOX.left),
    ...axisY(BOX, marks, scale, withUnit(methods[1], unit)),
    ...axisX(BOX, marks, scale, withUnit(methods[0], unit)),
    ...baseX(BOX, marks, scale),
    ...segment(0, 1, IDENTITY),
    ...drawnOf(pairs).map(({ first, second, subject, name = subject }) =>
      marker(
        'circle',
        { x: scale.x(first), y: scale.y(second) },
        `${name}: ${figure(first)} and ${figure(second)} ${unit}`,
        {
          ...{ fill: '#000', 'fill-opacity': '0.55', stroke: '#fff', 'stroke-width': 0.5 },
        },
      ),
    ),
    ...lines.flatMap(({ intercept, slope }, i) => segment(intercept, slope, STYLES[i])),
    ...legend('identity', 'y = x', 0, { style: IDENTITY, colour: '#444' }),
    ...lines.flatMap(({ name, intercept, slope }, i) => {
      const equation = `y = ${figure(slope)} x ${intercept < 0 ? '−' : '+'} ${figure(Math.abs(intercept))} ${cut(unit, 10)}`;
      return legend(name, equation, i + 1, { style: STYLES[i], colour: LINE_TEXT[i] });
    }),
  ]);
}

function legend(name: string, equation: string, place: number, { style, colour }: { style: object; colour: string }) {
  const [left, top] = [BOX.right + 14, BOX.top + 12 + 44 * place];
  return [
    line({ x: left, y: top }, { x: left + 36, y: top }, { ...style }),
    text(cut(name, 24), left + 44, top + 4, { fill: colour, 'font-weight': 'bold' }),
    text(equation, left + 44, top + 20, { fill: colour }),
  ];
}
