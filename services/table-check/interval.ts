/** All values from low to high, both included. */
export interface Interval {
  readonly low: number;
  readonly high: number;
}

/** Of the larger number: what binary fractions blur, far below anything that is printed. */
const DUST = 1e-9;

export const exactly = (value: number): Interval => ({ low: value, high: value });

/** Whether the two have a value in common. */
export function overlap(a: Interval, b: Interval): boolean {
  const dust = DUST * Math.max(1, Math.min(Math.abs(a.low), Math.abs(b.low)));
  return a.low <= b.high + dust && b.low <= a.high + dust;
}

export function plus(a: Interval, b: Interval): Interval {
  return { low: a.low + b.low, high: a.high + b.high };
}

export function minus(a: Interval, b: Interval): Interval {
  return { low: a.low - b.high, high: a.high - b.low };
}

/** @param factor not negative */
export function times({ low, high }: Interval, factor: number): Interval {
  return { low: low * factor, high: high * factor };
}

export function negative({ low, high }: Interval): Interval {
  return { low: -high, high: -low };
}

/** How far from nought the values are. */
export function size({ low, high }: Interval): Interval {
  const straddles = low < 0 && high > 0;
  const ends = [Math.abs(low), Math.abs(high)];
  return { low: straddles ? 0 : Math.min(...ends), high: Math.max(...ends) };
}

/** Image of a function that never falls. */
export function through({ low, high }: Interval, rising: (value: number) => number): Interval {
  return { low: rising(low), high: rising(high) };
}

/** The smallest interval around all. */
export function hull(intervals: readonly Interval[]): Interval {
  return { low: Math.min(...intervals.map(({ low }) => low)), high: Math.max(...intervals.map(({ high }) => high)) };
}
