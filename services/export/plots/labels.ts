import { element, escaped, type Point } from './svg.ts';

export interface Label {
  /** Where it belongs, px. */
  readonly y: number;
  readonly lines: readonly string[];
  readonly colour: string;
}

const LINE_PX = 15;
const GAP_PX = 6;

/** Labels beside a plot, each as near to its place as those above and below allow, none over another. */
export function stackedLabels(x: number, labels: readonly Label[], bounds: { top: number; bottom: number }): string[] {
  const sorted = [...labels].sort((a, b) => a.y - b.y);
  const heights = sorted.map(({ lines }) => lines.length * LINE_PX);
  const tops: number[] = [];
  for (const [i, { y }] of sorted.entries()) {
    const free = i === 0 ? bounds.top : tops[i - 1] + heights[i - 1] + GAP_PX;
    tops.push(Math.max(free, y - heights[i] / 2));
  }
  // Those that ran out below push the others up again.
  let floor = bounds.bottom;
  for (let i = sorted.length - 1; i >= 0; i--) {
    tops[i] = Math.min(tops[i], floor - heights[i]);
    floor = tops[i] - GAP_PX;
  }
  return sorted.map(({ lines, colour }, i) => draw({ x, y: tops[i] }, lines, colour));
}

function draw({ x, y }: Point, lines: readonly string[], colour: string): string {
  const rows = lines.map((words, i) =>
    element('tspan', { x, y: y + 12 + LINE_PX * i, 'font-weight': i === 0 ? 'bold' : undefined }, escaped(words)),
  );
  return element('text', { fill: colour, 'font-size': 11.5 }, rows.join(''));
}
