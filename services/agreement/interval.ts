import type { Interval } from '../statistics/test-result.ts';

export type { Interval };

export const around = (value: number, half: number): Interval => [value - half, value + half];
