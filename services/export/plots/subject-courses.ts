import { axisX, axisY, type Box, baseX, rangeOf, type Scale, scaleOf, ticks } from './axes.ts';
import { COLOURS, heading, line, marker, picture, SHAPES, text } from './svg.ts';
import { counted, cut, figure, withUnit } from './wording.ts';

export interface SubjectCourse {
  readonly subject: string;
  /** Such as the treatment; null where there are no groups, or while they are blinded. */
  readonly group: string | null;
  /** In the order of time. A missing value is null: no line is drawn across it. */
  readonly points: readonly { readonly at: number; readonly value: number | null }[];
}

export interface SubjectCoursesPlot {
  readonly title: string;
  readonly value: { readonly label: string; readonly unit: string };
  readonly time: { readonly label: string; readonly unit: string };
  readonly courses: readonly SubjectCourse[];
}

const WIDTH = 750;
const HEIGHT = 440;
const BOX: Box = { left: 72, top: 52, right: 580, bottom: 384 };
const STYLES = [
  { colour: COLOURS.blue, dash: undefined },
  { colour: COLOURS.vermilion, dash: '7 4' },
  { colour: COLOURS.green, dash: '2 3' },
  { colour: COLOURS.purple, dash: '8 3 2 3' },
] as const;
type Style = (typeof STYLES)[number] & { readonly shape: (typeof SHAPES)[number] };
/** Subjects above which lines are drawn faintly. */
const FAINT_ABOVE = 40;
/** Of the highest value. */
const NEAR_NOUGHT = 0.3;

/** The values of each subject over time, by group. */
export function subjectCoursesSvg({ title, value, time, courses }: SubjectCoursesPlot): string {
  const groups = [...new Set(courses.map(({ group }) => group))];
  if (groups.length > STYLES.length)
    throw new RangeError(`Expected at most ${STYLES.length} groups, got ${groups.length}`);
  const styles = new Map(groups.map((group, i) => [group, { ...STYLES[i], shape: SHAPES[i] }]));
  const points = courses.flatMap(({ points: all }) => all);
  const xs = rangeOf(
    points.map(({ at }) => at),
    0.03,
  );
  const ys = valueRange(points.flatMap(({ value: each }) => each ?? []));
  const scale = scaleOf(BOX, xs, ys);
  const marks = ticks(...xs, 7);
  const missing = points.filter(({ value: each }) => each === null).length;
  const n = `n = ${counted(courses.length, 'subject')}, ${counted(points.length - missing, 'value')}${missing === 0 ? '' : `; ${missing} missing (gaps)`}`;
  return picture({ width: WIDTH, height: HEIGHT, title }, [
    ...heading(title, n, BOX.left),
    ...axisY(BOX, ticks(...ys, 7), scale, withUnit(value.label, value.unit)),
    ...axisX(BOX, marks, scale, withUnit(time.label, time.unit)),
    ...baseX(BOX, marks, scale),
    ...courses.flatMap((course) => drawCourse(course, styles.get(course.group), scale, courses.length > FAINT_ABOVE)),
    ...legend(groups, styles, courses),
  ]);
}

/** From nought where that is near: a score's fall should not look larger than it is. */
function valueRange(values: readonly number[]): readonly [number, number] {
  const [low, high] = rangeOf(values);
  const nearNought = values.every((value) => value >= 0) && low <= NEAR_NOUGHT * high;
  return [nearNought ? 0 : low, high];
}

function drawCourse({ subject, points }: SubjectCourse, style: Style | undefined, scale: Scale, faint: boolean) {
  const { colour, dash, shape } = style ?? { ...STYLES[0], shape: SHAPES[0] };
  const opacity = faint ? '0.35' : '0.8';
  const placed = points.map(({ at, value }) =>
    value === null ? null : { x: scale.x(at), y: scale.y(value), at, value },
  );
  const lines = placed.slice(1).flatMap((to, i) => {
    const from = placed[i];
    if (from === null || to === null) return [];
    return line(from, to, { stroke: colour, 'stroke-width': 1.5, 'stroke-dasharray': dash, 'stroke-opacity': opacity });
  });
  const dots = placed.flatMap((point) =>
    point === null
      ? []
      : marker(shape, point, `${subject} at ${figure(point.at)}: ${figure(point.value)}`, {
          fill: colour,
          'fill-opacity': opacity,
        }),
  );
  return [...lines, ...dots];
}

function legend(
  groups: readonly (string | null)[],
  styles: ReadonlyMap<string | null, Style>,
  courses: readonly SubjectCourse[],
) {
  return groups.flatMap((group, i) => {
    const style = styles.get(group);
    if (group === null || style === undefined) return [];
    const y = BOX.top + 12 + 24 * i;
    const left = BOX.right + 16;
    const n = courses.filter((course) => course.group === group).length;
    const stroke = { stroke: style.colour, 'stroke-width': 2, 'stroke-dasharray': style.dash };
    return [
      line({ x: left, y }, { x: left + 32, y }, stroke),
      marker(style.shape, { x: left + 16, y }, group, { fill: style.colour }),
      text(`${cut(group, 14)} (${n})`, left + 40, y + 4),
    ];
  });
}
