import Type from 'typebox';

const NullableNumber = Type.Union([Type.Number(), Type.Null()]);

export const COURSE_STATES = ['compared', 'no_lesion_at_baseline', 'refused', 'missing'] as const;

/** One follow-up of a course: its figures against baseline, or why there are none. */
export const CoursePointSchema = Type.Object({
  /** How the visit is named. */
  visit: Type.String(),
  days_since_baseline: NullableNumber,
  state: Type.Enum(COURSE_STATES),
  gross_percent: NullableNumber,
  new_percent: NullableNumber,
  net_percent: NullableNumber,
  pigment_weighted_percent: NullableNumber,
  grade: Type.Union([Type.String(), Type.Null()]),
  /** Why there are no figures. */
  reason: Type.Union([Type.Object({ code: Type.String(), message: Type.String() }), Type.Null()]),
});
export type CoursePoint = Type.Static<typeof CoursePointSchema>;
