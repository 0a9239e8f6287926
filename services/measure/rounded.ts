/** A number with at most `decimals` decimals: reported figures carry no digits that mean nothing. */
export function rounded(value: number, decimals: number): number {
  const power = 10 ** decimals;
  return Math.round(value * power) / power;
}

/** Both ends of an interval to the places of a reported area; null stays null. */
export function roundedInterval(interval: readonly [number, number] | null): [number, number] | null {
  return interval && [rounded(interval[0], 4), rounded(interval[1], 4)];
}
