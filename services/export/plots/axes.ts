import { line, px, text } from './svg.ts';
import { cut, plain } from './wording.ts';

const STEPS = [1, 2, 5, 10] as const;

/** Round numbers within [low, high], about `count` of them. @param leastStep such as 1 for what is counted */
export function ticks(low: number, high: number, count: number, leastStep = 0): readonly number[] {
  const raw = (high - low) / count;
  const power = 10 ** Math.floor(Math.log10(raw));
  const step = Math.max(leastStep, (STEPS.find((factor) => factor * power >= raw * (1 - 1e-9)) ?? 10) * power);
  const first = Math.ceil(low / step - 1e-9);
  const last = Math.floor(high / step + 1e-9);
  // A multiple of a decimal fraction has dust in its last digits.
  return Array.from({ length: Math.max(0, last - first + 1) }, (_, i) => Number(((first + i) * step).toPrecision(12)));
}

/** A range that holds all values, with a margin; of one value, or none, something around it. */
export function rangeOf(values: readonly number[], margin = 0.05): readonly [low: number, high: number] {
  const low = values.length === 0 ? 0 : values.reduce((least, value) => Math.min(least, value));
  const high = values.length === 0 ? 1 : values.reduce((most, value) => Math.max(most, value));
  const around = high > low ? (high - low) * margin : Math.max(1, Math.abs(low) * margin);
  return [low - around, high + around];
}

export interface Box {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

/** From values to px. */
export interface Scale {
  readonly x: (value: number) => number;
  readonly y: (value: number) => number;
}

export function scaleOf(box: Box, xs: readonly [number, number], ys: readonly [number, number]): Scale {
  return {
    x: (value) => px(box.left + ((box.right - box.left) * (value - xs[0])) / (xs[1] - xs[0])),
    y: (value) => px(box.bottom - ((box.bottom - box.top) * (value - ys[0])) / (ys[1] - ys[0])),
  };
}

/** A level line and a number at each mark, and the label with its unit along the axis. */
export function axisY(box: Box, marks: readonly number[], { y }: Pick<Scale, 'y'>, label: string): readonly string[] {
  const middle = (box.top + box.bottom) / 2;
  const rotate = { 'text-anchor': 'middle', transform: `rotate(-90 16 ${px(middle)})` };
  return [
    ...marks.flatMap((mark) => [
      line({ x: box.left, y: y(mark) }, { x: box.right, y: y(mark) }, { stroke: mark === 0 ? '#000' : '#ddd' }),
      text(plain(mark), box.left - 8, y(mark) + 4, { 'text-anchor': 'end' }),
    ]),
    line({ x: box.left, y: box.top }, { x: box.left, y: box.bottom }, { stroke: '#000' }),
    text(cut(label, LONGEST_LABEL), 16, middle, rotate),
  ];
}

/** Letters along an axis of 330 px. */
const LONGEST_LABEL = 52;

interface BelowPx {
  readonly numbers: number;
  readonly label: number;
}
const BELOW: BelowPx = { numbers: 18, label: 40 };

/** A number below each mark, and the label with its unit. @param below px from the lower edge of the plot */
export function axisX(
  box: Box,
  marks: readonly number[],
  { x }: Pick<Scale, 'x'>,
  label: string,
  below: BelowPx = BELOW,
): readonly string[] {
  const middle = { 'text-anchor': 'middle' };
  return [
    ...marks.map((mark) => text(plain(mark), x(mark), box.bottom + below.numbers, middle)),
    text(cut(label, LONGEST_LABEL), (box.left + box.right) / 2, box.bottom + below.label, middle),
  ];
}

/** The lower edge with a short stroke at each mark, where nought is not the edge. */
export function baseX(box: Box, marks: readonly number[], { x }: Pick<Scale, 'x'>): readonly string[] {
  const stroke = { stroke: '#000' };
  return [
    line({ x: box.left, y: box.bottom }, { x: box.right, y: box.bottom }, stroke),
    ...marks.map((mark) => line({ x: x(mark), y: box.bottom }, { x: x(mark), y: box.bottom + 4 }, stroke)),
  ];
}
