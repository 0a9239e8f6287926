import Type from 'typebox';
import { BodyRegionSchema, ViewSchema } from '../../services/domain/body-region.ts';
import { ConditionSchema, IlluminationSchema } from '../../services/domain/condition.ts';
import { CoursePointSchema } from '../../services/domain/course.ts';
import { GradeBounds } from './comparison.ts';
import { Id, Nullable } from './error.ts';
import { shared } from './shared.ts';

const query = {
  baseline_visit_id: Type.Optional(Type.String({ format: 'uuid', description: 'The first visit if left out' })),
  grade_bounds_percent: Type.Optional(
    Type.String({
      description: 'Bounds between the grades in % of net repigmentation, for all visits alike; 25,50,75 if left out',
      examples: ['25,50,75'],
    }),
  ),
};
export const CourseQuery = Type.Object(query, { additionalProperties: false });
export type CourseQueryValues = Type.Static<typeof CourseQuery>;
export const CourseCurveQuery = Type.Object(
  {
    ...query,
    baseline_photo_id: Type.Optional(
      Type.String({ format: 'uuid', description: 'Which course; may be left out where the baseline has one photo' }),
    ),
  },
  { additionalProperties: false },
);

const CoursePointOfVisit = Type.Object({
  visit_id: Id,
  ...CoursePointSchema.properties,
  comparison_id: Nullable(Type.String({ format: 'uuid', description: 'The newest that came to a result' })),
  follow_up_photo_id: Nullable(Id),
  measured_by: Nullable(
    Type.Object({ model: Type.String(), model_version: Type.String(), pipeline_version: Type.String() }),
  ),
});

const PhotoCourseSchema = Type.Object({
  baseline_photo_id: Id,
  condition: ConditionSchema,
  body_region: BodyRegionSchema,
  view: ViewSchema,
  illumination: IlluminationSchema,
  course: Type.Array(CoursePointOfVisit, {
    description:
      'Every later visit, in order of days where all are dated, else of visits. One without figures says why: null is not nought.',
  }),
  notes: Type.Array(Type.String()),
  curve_url: Type.String({ description: 'The course as a curve (SVG)' }),
});

export const SubjectCourseSchema = shared(
  'SubjectCourse',
  Type.Object({
    subject_id: Id,
    baseline_visit_id: Nullable(Id),
    grade_bounds_percent: GradeBounds,
    courses: Type.Array(PhotoCourseSchema, {
      description: 'One for each photo of the baseline visit: what different photos show is not added up',
    }),
    note: Nullable(Type.String({ description: 'Why there is no course' })),
  }),
);
export type SubjectCourseBody = Type.Static<typeof SubjectCourseSchema>;
