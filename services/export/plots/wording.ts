const DIGITS = 3;

/** A figure to three digits with a printed minus; never in powers of ten, and whole numbers in full. */
export function figure(value: number): string {
  const size = Math.abs(value);
  const before = size >= 1 ? Math.floor(Math.log10(size)) + 1 : 1;
  const decimals = Math.max(0, DIGITS - before);
  const fixed = value.toFixed(decimals);
  return (Number(fixed) === 0 ? (0).toFixed(decimals) : fixed).replace('-', '−');
}

export const interval = ([low, high]: readonly [number, number]): string => `${figure(low)} to ${figure(high)}`;

/** A label with its unit: "Difference (% BSA)". */
export const withUnit = (label: string, unit: string): string => `${label} (${unit})`;

export const counted = (n: number, thing: string): string => `${n} ${thing}${n === 1 ? '' : 's'}`;
