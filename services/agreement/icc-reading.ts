import type { Interval } from './interval.ts';

const BANDS = [
  { name: 'poor', below: 0.5 },
  { name: 'moderate', below: 0.75 },
  { name: 'good', below: 0.9 },
  { name: 'excellent', below: Number.POSITIVE_INFINITY },
] as const;
export type IccBand = (typeof BANDS)[number]['name'];

const bandOf = (icc: number): IccBand => BANDS.find(({ below }) => icc < below)?.name ?? 'excellent';

/**
 * The words for an ICC, judged on its 95 % interval and not on its value: below 0.5 poor, from 0.5 moderate, from 0.75 good, from 0.9
 * excellent. Two bands where the interval spans several.
 * @source KooLi2016 (doi 10.1016/j.jcm.2016.02.012)
 */
export function iccReading([lower, upper]: Interval): string {
  const [from, to] = [bandOf(lower), bandOf(upper)];
  return from === to ? from : `${from} to ${to}`;
}
