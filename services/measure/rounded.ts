/** A number with at most `decimals` decimals: reported figures carry no digits that mean nothing. */
export function rounded(value: number, decimals: number): number {
  const power = 10 ** decimals;
  return Math.round(value * power) / power;
}
