/** Of 95 % unless its figure says otherwise. */
export type Interval = readonly [lower: number, upper: number];

export const around = (value: number, half: number): Interval => [value - half, value + half];
