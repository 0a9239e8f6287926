import type { CoursePoint } from '../domain/course.ts';
import type { Repigmentation } from '../domain/measurement.ts';
import { repigmentationGrade } from './repigmentation-grade.ts';

/** Why a follow-up has no figures. */
export interface Reason {
  readonly code: string;
  readonly message: string;
}

/** What became of comparing one follow-up with the baseline. */
export interface FollowUpOutcome {
  readonly visit: string;
  /** Undefined where either date is not known. */
  readonly daysSinceBaseline?: number | undefined;
  /** Undefined: not compared (yet); null: no lesion at baseline in what both photos show. */
  readonly repigmentation?: Repigmentation | null | undefined;
  readonly refusal?: Reason | undefined;
  /** Why it was not compared, where that is known. */
  readonly missing?: Reason | undefined;
}

const NO_FIGURES = {
  gross_percent: null,
  new_percent: null,
  net_percent: null,
  pigment_weighted_percent: null,
  grade: null,
};
const MISSING: Reason = { code: 'missing', message: 'This visit has not been compared with the baseline.' };
const NO_LESION: Reason = {
  code: 'no_lesion_at_baseline',
  message: 'The baseline shows no lesion where both photos show skin: a share of nothing is no number.',
};

/**
 * The course of a lesion: every follow-up against the one baseline, in order of days where all are known, else as given. A follow-up
 * without figures keeps its place and says why: a gap that is not named would look like a steady course.
 */
export function repigmentationCourse(
  outcomes: readonly FollowUpOutcome[],
  gradeBoundsPercent?: readonly number[],
): CoursePoint[] {
  const points = outcomes.map((outcome) => coursePoint(outcome, gradeBoundsPercent));
  if (points.some(({ days_since_baseline: days }) => days === null)) return points;
  return points.sort((a, b) => (a.days_since_baseline ?? 0) - (b.days_since_baseline ?? 0));
}

function coursePoint(outcome: FollowUpOutcome, boundsPercent: readonly number[] | undefined): CoursePoint {
  const { visit, daysSinceBaseline = null, repigmentation, refusal, missing = MISSING } = outcome;
  const place = { visit, days_since_baseline: daysSinceBaseline };
  if (refusal) return { ...place, state: 'refused', ...NO_FIGURES, reason: refusal };
  if (repigmentation === undefined) return { ...place, state: 'missing', ...NO_FIGURES, reason: missing };
  if (repigmentation === null) return { ...place, state: 'no_lesion_at_baseline', ...NO_FIGURES, reason: NO_LESION };
  const { gross_percent, new_percent, net_percent, pigment_weighted_percent = null } = repigmentation;
  const grade = boundsPercent ? repigmentationGrade(net_percent, boundsPercent) : repigmentation.grade;
  return {
    ...place,
    ...{ state: 'compared', gross_percent, new_percent, net_percent, pigment_weighted_percent, grade, reason: null },
  };
}

const MS_PER_DAY = 24 * 60 * 60 * 1000;

/** Whole days between two calendar dates (ISO 8601, a time of day is left out); undefined where either is not known. */
export function daysBetween(from: string | null, to: string | null): number | undefined {
  if (from === null || to === null) return undefined;
  const days = (Date.parse(to.slice(0, 10)) - Date.parse(from.slice(0, 10))) / MS_PER_DAY;
  return Number.isFinite(days) ? Math.round(days) : undefined;
}
