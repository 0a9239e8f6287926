import Type from 'typebox';
import { courseSvg } from '../../services/export/course-svg.ts';
import { Refusal } from '../../services/refusal.ts';
import { DEFAULT_GRADE_BOUNDS_PERCENT, parseGradeBounds } from '../../services/scores/repigmentation-grade.ts';
import { listComparisonsOfVisit } from '../../services/store/comparisons.ts';
import type { Database } from '../../services/store/database.ts';
import { listPhotosOfVisit } from '../../services/store/photos.ts';
import { findSubject } from '../../services/store/subjects.ts';
import { listVisits, type Visit } from '../../services/store/visits.ts';
import type { App, AppDependencies } from '../dependencies.ts';
import { found } from '../errors.ts';
import { allow } from '../plugins/access.ts';
import { CourseCurveQuery, CourseQuery, type CourseQueryValues, SubjectCourseSchema } from '../schemas/course.ts';
import { errorResponses, IdParams } from '../schemas/error.ts';
import { type CourseSource, type PhotoCourse, subjectCourses } from '../subject-course.ts';
import { photoCourseView } from '../views/course.ts';

const tags = ['comparisons'];

function gradeBoundsOf({ grade_bounds_percent: text }: CourseQueryValues): readonly number[] {
  if (text === undefined) return DEFAULT_GRADE_BOUNDS_PERCENT;
  const bounds = parseGradeBounds(text);
  if (bounds !== undefined) return bounds;
  throw new Refusal('invalid_request', 'grade_bounds_percent must rise from above 0 to below 100, as in 25,50,75.');
}

async function courseSource(db: Database, visits: readonly Visit[], baseline: Visit): Promise<CourseSource> {
  const withPhotos = async (visit: Visit) => ({ visit, photos: await listPhotosOfVisit(db, visit.id) });
  const later = visits.filter(({ sequence }) => sequence > baseline.sequence);
  return {
    baseline: await withPhotos(baseline),
    followUps: await Promise.all(later.map(withPhotos)),
    comparisons: await listComparisonsOfVisit(db, baseline.id),
  };
}

interface SubjectCourses {
  /** Undefined where the subject has no visit. */
  readonly baseline: Visit | undefined;
  readonly gradeBoundsPercent: readonly number[];
  readonly courses: readonly PhotoCourse[];
}

async function coursesAskedFor(db: Database, subjectId: string, query: CourseQueryValues): Promise<SubjectCourses> {
  const gradeBoundsPercent = gradeBoundsOf(query);
  const subject = found(await findSubject(db, subjectId), 'subject', subjectId);
  const visits = await listVisits(db, subject.id);
  const { baseline_visit_id: id } = query;
  const baseline =
    id === undefined
      ? visits.at(0)
      : found(
          visits.find((each) => each.id === id),
          'visit of this subject',
          id,
        );
  if (baseline === undefined) return { baseline, gradeBoundsPercent, courses: [] };
  const source = await courseSource(db, visits, baseline);
  return { baseline, gradeBoundsPercent, courses: subjectCourses(source, gradeBoundsPercent) };
}

function noteOn({ baseline, courses }: SubjectCourses): string | null {
  if (baseline === undefined) return 'This subject has no visit.';
  return courses.length === 0 ? `The baseline, ${baseline.label}, has no photo to compare others with.` : null;
}

function theCourse({ courses }: SubjectCourses, photoId: string | undefined): PhotoCourse {
  if (photoId !== undefined) {
    const course = courses.find(({ baselinePhoto }) => baselinePhoto.id === photoId);
    return found(course, 'photo of the baseline visit', photoId);
  }
  if (courses.length === 1) return courses[0];
  if (courses.length === 0) throw new Refusal('not_found', 'There is no course: the baseline has no photo.');
  const ids = courses.map(({ baselinePhoto }) => baselinePhoto.id).join(', ');
  throw new Refusal('invalid_request', `The baseline has several photos. Name one as baseline_photo_id: ${ids}.`);
}

/** The same question for one photo's curve. */
function curveUrl(subjectId: string, query: CourseQueryValues, baselinePhotoId: string): string {
  const parameters = new URLSearchParams({ baseline_photo_id: baselinePhotoId, ...query });
  return `/v1/subjects/${subjectId}/course.svg?${parameters}`;
}

export function courseRoutes(app: App, { db }: AppDependencies): void {
  app.get(
    '/v1/subjects/:id/course',
    {
      config: allow('comparisons.read', 'subject'),
      schema: {
        tags,
        summary: 'The course of a subject: every later visit against the baseline',
        description:
          'Read from the comparisons that were asked for; a visit that was not compared or was refused says so.',
        params: IdParams,
        querystring: CourseQuery,
        response: { 200: SubjectCourseSchema, ...errorResponses },
      },
    },
    async ({ params: { id }, query }) => {
      const asked = await coursesAskedFor(db, id, query);
      return {
        subject_id: id,
        baseline_visit_id: asked.baseline?.id ?? null,
        grade_bounds_percent: [...asked.gradeBoundsPercent],
        courses: asked.courses.map((each) => photoCourseView(each, (photoId) => curveUrl(id, query, photoId))),
        note: noteOn(asked),
      };
    },
  );

  app.get(
    '/v1/subjects/:id/course.svg',
    {
      config: allow('comparisons.read', 'subject'),
      schema: {
        tags,
        summary: 'The course of one baseline photo as a curve',
        params: IdParams,
        querystring: CourseCurveQuery,
        response: {
          200: { description: 'Curve', content: { 'image/svg+xml': { schema: Type.String() } } },
          ...errorResponses,
        },
      },
    },
    async ({ params: { id }, query: { baseline_photo_id: photoId, ...query } }, reply) => {
      const { points } = theCourse(await coursesAskedFor(db, id, query), photoId);
      reply.header('cache-control', 'private, no-cache').type('image/svg+xml');
      return await reply.send(courseSvg(points));
    },
  );
}
