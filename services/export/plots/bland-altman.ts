import { axisX, axisY, type Box, baseX, rangeOf, type Scale, scaleOf, ticks } from './axes.ts';
import { drawnOf, drawnText } from './drawn-points.ts';
import { type Label, stackedLabels } from './labels.ts';
import { COLOURS, element, heading, line, marker, picture, TEXT_COLOURS } from './svg.ts';
import { counted, cut, decimalsFor, figure, fixed, withUnit } from './wording.ts';

type Interval = readonly [lower: number, upper: number];

/** Values of two methods of one thing; the difference is first minus second. */
export interface Pair {
  readonly first: number;
  readonly second: number;
  /** Whose it is: pairs are counted by it. */
  readonly subject: string;
  /** Shown as tooltip, where that is more than the subject: "S-1 week 12". */
  readonly name?: string;
}

/** How many pairs there are, and of how many subjects where a subject has several. */
export function countedPairs(pairs: readonly Pair[]): string {
  const subjects = new Set(pairs.map(({ subject }) => subject)).size;
  const of = subjects === pairs.length ? '' : ` of ${counted(subjects, 'subject')}`;
  return `n = ${counted(pairs.length, 'pair')}${of}${drawnText(pairs)}`;
}

export interface BlandAltmanPlot {
  readonly title: string;
  readonly methods: readonly [first: string, second: string];
  readonly unit: string;
  readonly pairs: readonly Pair[];
  readonly bias: number;
  /** 95 %, as all intervals here; null where there is none. */
  readonly biasInterval: Interval | null;
  readonly limits: Interval | null;
  readonly lowerLimitInterval: Interval | null;
  readonly upperLimitInterval: Interval | null;
  /** Difference over mean, by least squares; null to leave it out. */
  readonly proportional: {
    readonly intercept: number;
    readonly slope: number;
    /** Null where rows of one subject leave no test; then the interval of the slope, where there is one. */
    readonly pValue: number | null;
    readonly slopeInterval?: Interval | null;
  } | null;
}

const WIDTH = 750;
const HEIGHT = 440;
const BOX: Box = { left: 72, top: 52, right: 540, bottom: 384 };
const LIMIT = { stroke: COLOURS.vermilion, 'stroke-width': 1.5, 'stroke-dasharray': '7 4' };
const BIAS = { stroke: COLOURS.blue, 'stroke-width': 2 };

const LONGEST_UNIT = 12;

/** Differences against means, with bias, limits of agreement and their intervals as bands. @source BlandAltman1986, BlandAltman1999 */
export function blandAltmanSvg(plot: BlandAltmanPlot): string {
  const { title, methods, unit, pairs } = plot;
  const points = pairs.map(({ first, second, subject, name = subject }) => ({
    ...{ x: (first + second) / 2, y: first - second, name },
  }));
  const bands = [plot.biasInterval, plot.limits, plot.lowerLimitInterval, plot.upperLimitInterval];
  const xs = rangeOf(points.map(({ x }) => x));
  const ys = rangeOf([0, plot.bias, ...points.map(({ y }) => y), ...bands.flatMap((band) => band ?? [])]);
  const scale = scaleOf(BOX, xs, ys);
  const marksX = ticks(...xs, 7);
  return picture({ width: WIDTH, height: HEIGHT, title }, [
    ...heading(title, countedPairs(pairs), BOX.left),
    ...axisY(BOX, ticks(...ys, 7), scale, withUnit(`${methods[0]} − ${methods[1]}`, unit)),
    ...axisX(BOX, marksX, scale, withUnit(`Mean of ${methods[0]} and ${methods[1]}`, unit)),
    ...baseX(BOX, marksX, scale),
    ...band(plot.lowerLimitInterval, COLOURS.vermilion, scale),
    ...band(plot.upperLimitInterval, COLOURS.vermilion, scale),
    ...band(plot.biasInterval, COLOURS.blue, scale),
    ...(plot.limits ?? []).map((limit) => levelLine(limit, LIMIT, scale)),
    levelLine(plot.bias, BIAS, scale),
    ...drawnOf(points).map(({ x, y, name }) =>
      marker(
        'circle',
        { x: scale.x(x), y: scale.y(y) },
        `${name}: difference ${figure(y)}, mean ${figure(x)} ${unit}`,
        {
          ...{ fill: '#000', 'fill-opacity': '0.55', stroke: '#fff', 'stroke-width': 0.5 },
        },
      ),
    ),
    ...proportionalLine(plot, xs, ys, scale),
    ...stackedLabels(BOX.right + 12, labelsOf(plot, scale, { xs, decimals: decimalsFor(ys) }), BOX),
  ]);
}

function band(of: Interval | null, colour: string, { y }: Scale): readonly string[] {
  if (of === null) return [];
  const top = y(of[1]);
  const size = { x: BOX.left, y: top, width: BOX.right - BOX.left, height: y(of[0]) - top };
  return [element('rect', { ...size, fill: colour, 'fill-opacity': '0.14' })];
}

function levelLine(value: number, style: object, { y }: Scale): string {
  return line({ x: BOX.left, y: y(value) }, { x: BOX.right, y: y(value) }, { ...style });
}

function proportionalLine(
  { proportional }: BlandAltmanPlot,
  xs: Interval,
  ys: Interval,
  scale: Scale,
): readonly string[] {
  if (proportional === null) return [];
  const { intercept, slope } = proportional;
  const [from, to] = clipped(xs, ys, intercept, slope);
  if (!(from < to)) return [];
  const at = (x: number) => ({ x: scale.x(x), y: scale.y(intercept + slope * x) });
  return [line(at(from), at(to), { stroke: COLOURS.green, 'stroke-width': 2, 'stroke-dasharray': '2 3' })];
}

/** The part of xs over which a line stays within ys. */
export function clipped(xs: Interval, ys: Interval, intercept: number, slope: number): Interval {
  if (slope === 0) return xs;
  const ends = ys.map((y) => (y - intercept) / slope);
  return [Math.max(xs[0], Math.min(...ends)), Math.min(xs[1], Math.max(...ends))];
}

function labelsOf(
  plot: BlandAltmanPlot,
  { y }: Scale,
  { xs, decimals }: { xs: Interval; decimals: number },
): readonly Label[] {
  const { bias, limits, proportional } = plot;
  const unit = cut(plot.unit, LONGEST_UNIT);
  const figures = (of: Interval): string => of.map((end) => fixed(end, decimals)).join(' to ');
  const level = (name: string, value: number, of: Interval | null, colour: string): Label => ({
    ...{ y: y(value), colour },
    lines: [`${name} ${fixed(value, decimals)} ${unit}`, ...(of === null ? [] : [`95 % CI ${figures(of)}`])],
  });
  return [
    level('bias', bias, plot.biasInterval, TEXT_COLOURS.blue),
    ...(limits === null ? [] : [level('upper limit', limits[1], plot.upperLimitInterval, TEXT_COLOURS.vermilion)]),
    ...(limits === null ? [] : [level('lower limit', limits[0], plot.lowerLimitInterval, TEXT_COLOURS.vermilion)]),
    ...(proportional === null
      ? []
      : [
          {
            ...{ y: y(proportional.intercept + proportional.slope * xs[1]), colour: TEXT_COLOURS.green },
            lines: [`slope ${figure(proportional.slope)} per unit of mean`, ...slopeText(proportional)],
          },
        ]),
  ];
}

function slopeText({ pValue, slopeInterval }: NonNullable<BlandAltmanPlot['proportional']>): readonly string[] {
  if (pValue !== null) return [pText(pValue)];
  return slopeInterval ? [`95 % CI ${slopeInterval.map((end) => figure(end)).join(' to ')}`] : [];
}

const pText = (p: number): string =>
  p < 0.001 ? 'p < 0.001 (proportional bias)' : `p = ${p.toFixed(3)} (proportional bias)`;
