import type { CoursePoint } from '../domain/course.ts';
import { axisX, axisY, type Scale, scaleOf, ticks } from './plots/axes.ts';
import { COLOURS, element, escaped, line, marker, picture, text } from './plots/svg.ts';

const WIDTH = 750;
const PLOT = { left: 64, top: 24, right: 560, bottom: 352 };
/** Below the plot, px from its lower edge: numbers, names of visits (aslant, so that neighbours do not cover each other), unit. */
const BELOW = { numbers: 18, names: 32, unit: 104, gaps: 128 } as const;
const GAP_LINE_PX = 16;
const GAP_COLOUR = '#b00000';
/** A longer name would run out of the picture; the whole of it stands in its tooltip and in the list of gaps. */
const LONGEST_NAME = 15;
const TICKS_X = 6;
const STEP_Y = 25;

/** Told apart by colour, by dash and by the shape of the points. */
const CURVES = [
  { key: 'gross_percent', name: 'gross', colour: COLOURS.blue, dash: '6 3', shape: 'square' },
  { key: 'net_percent', name: 'net', colour: COLOURS.black, dash: 'none', shape: 'circle' },
  {
    key: 'pigment_weighted_percent',
    name: 'pigment-weighted',
    colour: COLOURS.vermilion,
    dash: '2 3',
    shape: 'diamond',
  },
  { key: 'new_percent', name: 'new lesion', colour: COLOURS.purple, dash: '8 3 2 3', shape: 'triangle' },
] as const;

/** Days of each follow-up, or its number where not all are known. */
function placesOf(course: readonly CoursePoint[]): { readonly at: readonly number[]; readonly unit: string } {
  const days = course.map(({ days_since_baseline: value }) => value);
  const known = days.every((value): value is number => value !== null && value >= 0);
  return known ? { at: days, unit: 'days since baseline' } : { at: course.map((_, i) => i + 1), unit: 'follow-up' };
}

/**
 * The course as a curve (SVG): percent of the baseline lesion over days since baseline, which is 0 by definition. A follow-up without
 * figures is a gap, marked on the axis and listed with its reason below, and no line is drawn across it.
 */
export function courseSvg(course: readonly CoursePoint[]): string {
  const { at, unit } = placesOf(course);
  const lastX = Math.max(1, ...at);
  const values = CURVES.flatMap(({ key }) => course.map((point) => point[key] ?? 0));
  const low = STEP_Y * Math.floor(Math.min(0, ...values) / STEP_Y);
  const high = STEP_Y * Math.ceil(Math.max(100, ...values) / STEP_Y);
  const scale = scaleOf(PLOT, [0, lastX], [low, high]);
  const gaps = course.filter(({ reason }) => reason !== null);
  const height = PLOT.bottom + BELOW.gaps + GAP_LINE_PX * gaps.length;
  const marksX = unit === 'follow-up' ? [0, ...at] : ticks(0, lastX, TICKS_X, 1);
  const marksY = Array.from({ length: (high - low) / STEP_Y + 1 }, (_, i) => low + i * STEP_Y);
  return picture({ width: WIDTH, height, title: 'Repigmentation in percent of the baseline lesion' }, [
    ...axisY(PLOT, marksY, scale, '% of the baseline lesion'),
    ...axisX(PLOT, marksX, scale, unit, { numbers: BELOW.numbers, label: BELOW.unit }),
    ...CURVES.flatMap((curve) => drawCurve(curve, course, at, scale)),
    ...visitNames(course, at, scale),
    ...listOfGaps(gaps),
    ...legend(),
  ]);
}

function drawCurve(
  curve: (typeof CURVES)[number],
  course: readonly CoursePoint[],
  at: readonly number[],
  scale: Scale,
) {
  const points = course.flatMap((point, i) => {
    const value = point[curve.key];
    return value === null ? [] : [{ i, x: scale.x(at[i]), y: scale.y(value), label: `${point.visit}: ${value} %` }];
  });
  const start = { i: -1, x: scale.x(0), y: scale.y(0) };
  const lines = points.flatMap((point, k) => {
    const before = k === 0 ? start : points[k - 1];
    // Only neighbours are joined: a visit without figures lies between others.
    if (point.i !== before.i + 1) return [];
    return [line(before, point, { stroke: curve.colour, 'stroke-width': 2, 'stroke-dasharray': curve.dash })];
  });
  return [...lines, ...points.map((p) => marker(curve.shape, p, `${curve.name}, ${p.label}`, { fill: curve.colour }))];
}

/** Each visit is named below the axis, one without figures with a cross. */
function visitNames(course: readonly CoursePoint[], at: readonly number[], { x }: Scale): string[] {
  return course.map(({ visit, reason }, i) => {
    const name = visit.length > LONGEST_NAME ? `${visit.slice(0, LONGEST_NAME - 1)}…` : visit;
    const [left, top] = [x(at[i]), PLOT.bottom + BELOW.names];
    const place = { x: left, y: top, transform: `rotate(-45 ${left} ${top})`, 'text-anchor': 'end', 'font-size': 10 };
    const words = `<title>${escaped(visit)}</title>${reason ? '× ' : ''}${escaped(name)}`;
    return element('text', { ...place, fill: reason ? GAP_COLOUR : '#444' }, words);
  });
}

function listOfGaps(gaps: readonly CoursePoint[]): string[] {
  return gaps.map(({ visit, reason }, i) =>
    text(`× ${visit}: ${reason?.code}`, PLOT.left, PLOT.bottom + BELOW.gaps + GAP_LINE_PX * i, {
      'font-size': 11,
      fill: GAP_COLOUR,
    }),
  );
}

function legend(): string[] {
  return CURVES.flatMap((curve, i) => {
    const y = PLOT.top + 12 + 22 * i;
    const left = PLOT.right + 16;
    const stroke = { stroke: curve.colour, 'stroke-width': 2, 'stroke-dasharray': curve.dash };
    return [
      line({ x: left, y }, { x: left + 28, y }, stroke),
      marker(curve.shape, { x: left + 14, y }, curve.name, { fill: curve.colour }),
      text(curve.name, left + 36, y + 4),
    ];
  });
}
