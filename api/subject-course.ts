import type { CoursePoint } from '../services/domain/course.ts';
import type { Comparison } from '../services/domain/measurement.ts';
import {
  daysBetween,
  type FollowUpOutcome,
  type Reason,
  repigmentationCourse,
} from '../services/scores/repigmentation-course.ts';
import type { StoredComparison } from '../services/store/comparisons.ts';
import type { Photo } from '../services/store/photos.ts';
import type { Visit } from '../services/store/visits.ts';
import { pairVisits } from './pair-photos.ts';

export interface VisitPhotos {
  readonly visit: Visit;
  readonly photos: readonly Photo[];
}

/** All that a course is read from. */
export interface CourseSource {
  readonly baseline: VisitPhotos;
  readonly followUps: readonly VisitPhotos[];
  /** Those that the baseline visit is part of, oldest first. */
  readonly comparisons: readonly StoredComparison[];
}

/** Where a point of a course comes from. */
export interface PointOrigin {
  readonly visitId: string;
  readonly comparisonId: string | null;
  readonly followUpPhotoId: string | null;
  /** Null where there are no figures. */
  readonly provenance: Comparison['provenance'] | null;
}

/** One photo of the baseline through all later visits. Places are not added up: their lesions are not one lesion. */
export interface PhotoCourse {
  readonly baselinePhoto: Photo;
  readonly points: readonly (CoursePoint & { readonly origin: PointOrigin })[];
}

const WAITING: Reason = { code: 'pending', message: 'The comparison of this visit is not finished yet.' };
const FAILED: Reason = {
  code: 'comparison_failed',
  message: 'Comparing this visit failed for no fault of the photos: ask for the comparison again.',
};
const NOT_ASKED: Reason = {
  code: 'not_compared',
  message: 'This visit was not compared with the baseline: POST /v1/comparisons does it.',
};
const NO_COUNTERPART: Reason = {
  code: 'no_counterpart',
  message:
    'This visit has no photo, or several, of the same condition, body region, view and illumination. Where one of them ' +
    'shows the same place, compare it by name: baseline_photo_id and follow_up_photo_id.',
};

interface FollowUp {
  readonly outcome: FollowUpOutcome;
  readonly origin: PointOrigin;
}

/** The newest comparison that came to a result counts; while there is none, the newest says why. */
function pairOf(photo: Photo, visit: Visit, { baseline, comparisons }: CourseSource) {
  const pairs = comparisons
    .filter((each) => each.baselineVisitId === baseline.visit.id && each.followUpVisitId === visit.id)
    .flatMap(({ id, state, pairs: all }) => all.map((pair) => ({ comparisonId: id, state, ...pair })))
    .filter((pair) => pair.baselinePhotoId === photo.id);
  return pairs.findLast(({ result }) => result !== null) ?? pairs.at(-1);
}

function followUpOf(photo: Photo, { visit, photos }: VisitPhotos, source: CourseSource): FollowUp {
  const days = daysBetween(source.baseline.visit.visitDate, visit.visitDate);
  const place = { visit: visit.label, daysSinceBaseline: days };
  const pair = pairOf(photo, visit, source);
  const origin = {
    visitId: visit.id,
    comparisonId: pair?.comparisonId ?? null,
    followUpPhotoId: pair?.followUpPhotoId ?? null,
    provenance: pair?.result?.result?.provenance ?? null,
  };
  if (pair === undefined) {
    const isPossible = pairVisits([photo], photos).length > 0;
    return { outcome: { ...place, missing: isPossible ? NOT_ASKED : NO_COUNTERPART }, origin };
  }
  if (pair.result === null) {
    return { outcome: { ...place, missing: pair.state === 'failed' ? FAILED : WAITING }, origin };
  }
  const { result, refusal } = pair.result;
  if (result === null) return { outcome: { ...place, refusal: refusal ?? FAILED }, origin };
  return { outcome: { ...place, repigmentation: result.repigmentation }, origin };
}

/** The course of each photo of the baseline visit: every later visit against it, all graded by the same bounds. */
export function subjectCourses(source: CourseSource, gradeBoundsPercent: readonly number[]): readonly PhotoCourse[] {
  const counting = source.baseline.photos.filter(({ replacedBy }) => replacedBy === null);
  return counting.map((baselinePhoto) => {
    const followUps = source.followUps.map((each) => followUpOf(baselinePhoto, each, source));
    // A label names one visit of a subject.
    const origins = new Map(followUps.map(({ outcome, origin }) => [outcome.visit, origin]));
    const points = repigmentationCourse(
      followUps.map(({ outcome }) => outcome),
      gradeBoundsPercent,
    );
    return {
      baselinePhoto,
      points: points.flatMap((point) => {
        const origin = origins.get(point.visit);
        return origin === undefined ? [] : [{ ...point, origin }];
      }),
    };
  });
}
