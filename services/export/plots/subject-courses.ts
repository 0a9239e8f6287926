import { axisX, axisY, type Box, baseX, rangeOf, type Scale, scaleOf, ticks } from './axes.ts';
import { element, heading, line, marker, OUTCOME_COLOURS, picture, px, SHAPES, text } from './svg.ts';
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
/** Of the groups, as their colours and shapes. */
const DASHES = [undefined, '7 4', '2 3', '8 3 2 3'] as const;
interface Style {
  readonly colour: string;
  readonly dash: (typeof DASHES)[number];
  readonly shape: (typeof SHAPES)[number];
}
const UNGROUPED: Style = { colour: OUTCOME_COLOURS.ungrouped, dash: undefined, shape: SHAPES[0] };
/** Subjects above which lines are drawn faintly. */
const FAINT_ABOVE = 40;
/** Of the highest value. */
const NEAR_NOUGHT = 0.3;

/** The values of each subject over time, by group. */
export function subjectCoursesSvg({ title, value, time, courses }: SubjectCoursesPlot): string {
  const groups = [...new Set(courses.flatMap(({ group }) => group ?? []))];
  if (groups.length > DASHES.length)
    throw new RangeError(`Expected at most ${DASHES.length} groups, got ${groups.length}`);
  const styles = new Map(
    groups.map((group, i) => [group, { colour: OUTCOME_COLOURS.groups[i], dash: DASHES[i], shape: SHAPES[i] }]),
  );
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
    ...courses.flatMap((course) =>
      drawCourse(course, styleOf(course.group, styles), scale, courses.length > FAINT_ABOVE),
    ),
    ...legend(styles, courses),
  ]);
}

/** From nought where that is near: a score's fall should not look larger than it is. */
function valueRange(values: readonly number[]): readonly [number, number] {
  const [low, high] = rangeOf(values);
  const nearNought = values.every((value) => value >= 0) && low <= NEAR_NOUGHT * high;
  return [nearNought ? 0 : low, high];
}

const styleOf = (group: string | null, styles: ReadonlyMap<string, Style>): Style =>
  (group === null ? undefined : styles.get(group)) ?? UNGROUPED;

function drawCourse({ subject, points }: SubjectCourse, { colour, dash, shape }: Style, scale: Scale, faint: boolean) {
  const opacity = faint ? '0.35' : '0.8';
  const placed = points.map(({ at, value }) =>
    value === null ? null : { x: scale.x(at), y: scale.y(value), at, value },
  );
  const style = { stroke: colour, 'stroke-width': 1.5, 'stroke-dasharray': dash, 'stroke-opacity': opacity };
  const lines = unbroken(placed).map((stretch) =>
    element('polyline', {
      points: stretch.map(({ x, y }) => `${px(x)},${px(y)}`).join(' '),
      fill: 'none',
      ...style,
    }),
  );
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

/** Stretches of two points or more without a missing value between them. */
function unbroken<T>(points: readonly (T | null)[]): readonly (readonly T[])[] {
  const stretches: T[][] = [[]];
  for (const point of points) {
    if (point === null) stretches.push([]);
    else stretches[stretches.length - 1].push(point);
  }
  return stretches.filter(({ length }) => length > 1);
}

function legend(styles: ReadonlyMap<string, Style>, courses: readonly SubjectCourse[]): readonly string[] {
  return [...styles].flatMap(([group, { colour, dash, shape }], i) => {
    const y = BOX.top + 12 + 24 * i;
    const left = BOX.right + 16;
    const n = courses.filter((course) => course.group === group).length;
    return [
      line({ x: left, y }, { x: left + 32, y }, { stroke: colour, 'stroke-width': 2, 'stroke-dasharray': dash }),
      marker(shape, { x: left + 16, y }, group, { fill: colour }),
      text(`${cut(group, 14)} (${n})`, left + 40, y + 4),
    ];
  });
}
