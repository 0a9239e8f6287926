import type { SubjectCourseBody } from '../schemas/course.ts';
import type { PhotoCourse, PointOrigin } from '../subject-course.ts';

type Point = SubjectCourseBody['courses'][number]['course'][number];

function measuredBy({ provenance }: PointOrigin): Point['measured_by'] {
  if (provenance === null) return null;
  const { model, model_version, pipeline_version } = provenance;
  return { model, model_version, pipeline_version };
}

/** Figures by different methods in one curve look like a change of the lesion. */
function notesOn(points: readonly Point[]): string[] {
  const methods = points.flatMap(({ measured_by: by }) =>
    by === null ? [] : [`${by.model} ${by.model_version}, pipeline ${by.pipeline_version}`],
  );
  const different = [...new Set(methods)];
  if (different.length < 2) return [];
  return [
    `The visits were measured in different ways (${different.join('; ')}): compare them anew before reading this.`,
  ];
}

/** @param urlOfCurve of the course that begins with this photo */
export function photoCourseView(
  { baselinePhoto, points }: PhotoCourse,
  urlOfCurve: (baselinePhotoId: string) => string,
): SubjectCourseBody['courses'][number] {
  const course = points.map(({ origin, ...point }) => ({
    visit_id: origin.visitId,
    ...point,
    comparison_id: origin.comparisonId,
    follow_up_photo_id: origin.followUpPhotoId,
    measured_by: measuredBy(origin),
  }));
  return {
    baseline_photo_id: baselinePhoto.id,
    condition: baselinePhoto.condition,
    body_region: baselinePhoto.bodyRegion,
    view: baselinePhoto.view,
    illumination: baselinePhoto.illumination,
    course,
    notes: notesOn(course),
    curve_url: urlOfCurve(baselinePhoto.id),
  };
}
