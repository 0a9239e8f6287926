import { Refusal } from '../refusal.ts';
import type { ItemField, ItemGroup } from './definition.ts';

/** From which share of the region, in percent, each grade of PASI and MASI holds; above nothing it is at least 1. */
const GRADE_FROM_PERCENT = [
  [90, 6],
  [70, 5],
  [50, 4],
  [30, 3],
  [10, 2],
] as const;

function assertPercent(percent: number): void {
  if (!(percent >= 0 && percent <= 100)) {
    throw new RangeError(`Expected a percentage from 0 to 100 but received ${percent}`);
  }
}

/**
 * Area grade of a region from the affected share *of that region*: 0 → 0, (0, 10) → 1, [10, 30) → 2, [30, 50) → 3,
 * [50, 70) → 4, [70, 90) → 5, [90, 100] → 6.
 * @source Fredriksson1978 (whole percents 1–9, 10–29 …; on reals a grade begins where the printed bin does)
 */
export function areaGrade(percentOfRegion: number): number {
  assertPercent(percentOfRegion);
  if (percentOfRegion === 0) return 0;
  return GRADE_FROM_PERCENT.find(([from]) => percentOfRegion >= from)?.[1] ?? 1;
}

/**
 * The grade without its steps: straight lines that meet the grades at 0, 10, 30, 50, 70 and 90 %, and 6 from there on.
 * From 10 % on never below the grade, and less than one above it.
 * @source PrecisePASI ("both scores meet at 10, 30, 50, 70 and 90 %")
 */
export function continuousAreaGrade(percentOfRegion: number): number {
  assertPercent(percentOfRegion);
  if (percentOfRegion < 10) return percentOfRegion / 5;
  return Math.min(6, 1.5 + percentOfRegion / 20);
}

export const AREA_PERCENT_FIELD: ItemField = {
  name: 'area_percent',
  minimum: 0,
  maximum: 100,
  integer: false,
  description: 'Affected share of the region, not of the body, in percent',
};

/** Either of the two. */
export const AREA_FIELDS: readonly ItemField[] = [
  { ...AREA_PERCENT_FIELD, description: `${AREA_PERCENT_FIELD.description}; or area_grade`, optional: true },
  {
    name: 'area_grade',
    minimum: 0,
    maximum: 6,
    integer: true,
    description: 'Grade of that share: 0, 1 below 10 %, 2 from 10, 3 from 30, 4 from 50, 5 from 70, 6 from 90 %',
    optional: true,
  },
];

/**
 * The grade that was given, or that of the share that was given.
 * @throws Refusal where neither is there, or where the two contradict each other
 */
export function areaGradeOf(definitionId: string, region: string, { area_percent, area_grade }: ItemGroup): number {
  if (area_percent === undefined) {
    if (area_grade !== undefined) return area_grade;
    throw new Refusal(
      'incomplete_score',
      `${definitionId} cannot be computed without area_percent or area_grade of ${region}.`,
    );
  }
  const grade = areaGrade(area_percent);
  if (area_grade !== undefined && area_grade !== grade) {
    throw new Refusal(
      'invalid_request',
      `${definitionId}: ${area_percent} % of ${region} is area grade ${grade}, but area_grade is ${area_grade}.`,
    );
  }
  return grade;
}
