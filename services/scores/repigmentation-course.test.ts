import { describe, expect, it } from 'vitest';
import { daysBetween, repigmentationCourse } from './repigmentation-course.ts';

const figures = (net: number) => ({
  ...{ gross_percent: net + 5, new_percent: 5, net_percent: net, pigment_weighted_percent: net + 1, grade: '25-50 %' },
});
const refusal = { code: 'registration_failed', message: 'Take it again.' };

describe('repigmentationCourse', () => {
  it('puts every follow-up in the order of its days, with figures or the reason for none', () => {
    const course = repigmentationCourse([
      { visit: 'week 24', daysSinceBaseline: 168, repigmentation: figures(40) },
      { visit: 'week 12', daysSinceBaseline: 84, refusal },
      { visit: 'week 36', daysSinceBaseline: 252 },
      { visit: 'week 48', daysSinceBaseline: 336, repigmentation: null },
    ]);
    expect(course.map(({ visit, state, net_percent, reason }) => [visit, state, net_percent, reason?.code])).toEqual([
      ['week 12', 'refused', null, 'registration_failed'],
      ['week 24', 'compared', 40, undefined],
      ['week 36', 'missing', null, 'missing'],
      ['week 48', 'no_lesion_at_baseline', null, 'no_lesion_at_baseline'],
    ]);
    const missing = { code: 'no_counterpart', message: 'No photo.' };
    expect(repigmentationCourse([{ visit: 'x', missing }])[0]).toMatchObject({ state: 'missing', reason: missing });
    expect(course[1]).toMatchObject({ gross_percent: 45, new_percent: 5, pigment_weighted_percent: 41 });
  });

  it('keeps the order given where a date is not known, and grades by other bounds on request', () => {
    const outcomes = [
      { visit: 'b', daysSinceBaseline: 9, repigmentation: figures(40) },
      { visit: 'a', repigmentation: figures(40) },
    ];
    const course = repigmentationCourse(outcomes, [10, 60]);
    expect(course.map(({ visit, grade }) => [visit, grade])).toEqual([
      ['b', '10-60 %'],
      ['a', '10-60 %'],
    ]);
    expect(repigmentationCourse(outcomes)[0].grade).toBe('25-50 %');
  });
});

describe('daysBetween', () => {
  it('counts calendar days, over a leap day and whatever the time of day', () => {
    expect(daysBetween('2024-02-28T23:59:00', '2024-03-01T00:01:00')).toBe(2);
    expect(daysBetween('2024-03-01', '2024-02-28')).toBe(-2);
    expect(daysBetween(null, '2024-03-01')).toBeUndefined();
    expect(daysBetween('never', '2024-03-01')).toBeUndefined();
  });
});
