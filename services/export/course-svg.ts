import type { CoursePoint } from '../domain/course.ts';

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

/** Told apart by colour (Okabe and Ito, for colour-blind readers), by dash and by the shape of the points. */
const CURVES = [
  { key: 'gross_percent', name: 'gross', colour: '#0072b2', dash: '6 3', shape: 'square' },
  { key: 'net_percent', name: 'net', colour: '#000000', dash: 'none', shape: 'circle' },
  { key: 'pigment_weighted_percent', name: 'pigment-weighted', colour: '#d55e00', dash: '2 3', shape: 'diamond' },
  { key: 'new_percent', name: 'new lesion', colour: '#cc79a7', dash: '8 3 2 3', shape: 'triangle' },
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
  const x = (value: number) => round(PLOT.left + ((PLOT.right - PLOT.left) * value) / lastX);
  const y = (value: number) => round(PLOT.bottom - ((PLOT.bottom - PLOT.top) * (value - low)) / (high - low));
  const scale = { x, y };
  const gaps = course.filter(({ reason }) => reason !== null);
  const height = PLOT.bottom + BELOW.gaps + GAP_LINE_PX * gaps.length;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH}" height="${height}" viewBox="0 0 ${WIDTH} ${height}" font-family="sans-serif" font-size="12">`,
    `<title>Repigmentation in percent of the baseline lesion</title>`,
    `<rect width="${WIDTH}" height="${height}" fill="#fff"/>`,
    ...axisY(low, high, scale),
    ...axisX(unit === 'follow-up' ? [0, ...at] : ticksOf(lastX), unit, scale),
    ...CURVES.flatMap((curve) => drawCurve(curve, course, at, scale)),
    ...visitNames(course, at, scale),
    ...listOfGaps(gaps),
    ...legend(),
    '</svg>\n',
  ].join('\n');
}

interface Scale {
  readonly x: (value: number) => number;
  readonly y: (value: number) => number;
}

const round = (value: number): number => Math.round(value * 10) / 10;

function ticksOf(last: number): number[] {
  const raw = last / TICKS_X;
  const power = 10 ** Math.floor(Math.log10(raw));
  const step = Math.max(1, (([1, 2, 5, 10].find((factor) => factor * power >= raw) ?? 10) * power) | 0);
  return Array.from({ length: Math.floor(last / step) + 1 }, (_, i) => i * step);
}

function axisY(low: number, high: number, { y }: Scale): string[] {
  const marks = Array.from({ length: (high - low) / STEP_Y + 1 }, (_, i) => low + i * STEP_Y);
  const middle = (PLOT.top + PLOT.bottom) / 2;
  return [
    ...marks.flatMap((mark) => [
      `<line x1="${PLOT.left}" x2="${PLOT.right}" y1="${y(mark)}" y2="${y(mark)}" stroke="${mark === 0 ? '#000' : '#ddd'}"/>`,
      `<text x="${PLOT.left - 8}" y="${y(mark) + 4}" text-anchor="end">${mark}</text>`,
    ]),
    `<text x="16" y="${middle}" text-anchor="middle" transform="rotate(-90 16 ${middle})">% of the baseline lesion</text>`,
  ];
}

function axisX(marks: readonly number[], unit: string, { x }: Scale): string[] {
  return [
    `<line x1="${PLOT.left}" x2="${PLOT.left}" y1="${PLOT.top}" y2="${PLOT.bottom}" stroke="#000"/>`,
    ...marks.map(
      (mark) => `<text x="${x(mark)}" y="${PLOT.bottom + BELOW.numbers}" text-anchor="middle">${mark}</text>`,
    ),
    `<text x="${(PLOT.left + PLOT.right) / 2}" y="${PLOT.bottom + BELOW.unit}" text-anchor="middle">${unit}</text>`,
  ];
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
    return [
      `<line x1="${before.x}" y1="${before.y}" x2="${point.x}" y2="${point.y}" stroke="${curve.colour}" stroke-width="2" stroke-dasharray="${curve.dash}"/>`,
    ];
  });
  return [...lines, ...points.map((p) => marker(curve, p.x, p.y, `${curve.name}, ${p.label}`))];
}

function marker({ colour, shape }: (typeof CURVES)[number], x: number, y: number, label: string): string {
  const title = `<title>${escaped(label)}</title>`;
  if (shape === 'circle') return `<circle cx="${x}" cy="${y}" r="4" fill="${colour}">${title}</circle>`;
  const offsets = {
    square: [-4, -4, 4, -4, 4, 4, -4, 4],
    diamond: [0, -5, 5, 0, 0, 5, -5, 0],
    triangle: [0, -5, 5, 4, -5, 4],
  }[shape];
  const corners = offsets.map((offset, i) => round(offset + (i % 2 === 0 ? x : y))).join(' ');
  return `<polygon points="${corners}" fill="${colour}">${title}</polygon>`;
}

/** Each visit is named below the axis, one without figures with a cross. */
function visitNames(course: readonly CoursePoint[], at: readonly number[], { x }: Scale): string[] {
  return course.map(({ visit, reason }, i) => {
    const name = visit.length > LONGEST_NAME ? `${visit.slice(0, LONGEST_NAME - 1)}…` : visit;
    const [left, top] = [x(at[i]), PLOT.bottom + BELOW.names];
    const place = `x="${left}" y="${top}" transform="rotate(-45 ${left} ${top})" text-anchor="end" font-size="10"`;
    const text = `<title>${escaped(visit)}</title>${reason ? '× ' : ''}${escaped(name)}`;
    return `<text ${place} fill="${reason ? GAP_COLOUR : '#444'}">${text}</text>`;
  });
}

function listOfGaps(gaps: readonly CoursePoint[]): string[] {
  return gaps.map(({ visit, reason }, i) => {
    const place = `x="${PLOT.left}" y="${PLOT.bottom + BELOW.gaps + GAP_LINE_PX * i}" font-size="11"`;
    return `<text ${place} fill="${GAP_COLOUR}">${escaped(`× ${visit}: ${reason?.code}`)}</text>`;
  });
}

function legend(): string[] {
  return CURVES.flatMap((curve, i) => {
    const y = PLOT.top + 12 + 22 * i;
    const left = PLOT.right + 16;
    return [
      `<line x1="${left}" x2="${left + 28}" y1="${y}" y2="${y}" stroke="${curve.colour}" stroke-width="2" stroke-dasharray="${curve.dash}"/>`,
      marker(curve, left + 14, y, curve.name),
      `<text x="${left + 36}" y="${y + 4}">${curve.name}</text>`,
    ];
  });
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
}
