import type { ApiClient, ManualScore, Photo, Subject, Visit, VisitComparison } from './api-client.ts';
import { type DemoStudy, type DemoVisit, readDemoPhoto, visitDate } from './study.ts';

/** One photo of the study as the server knows it. */
export interface EnteredPhoto {
  readonly code: string;
  readonly visitLabel: string;
  readonly file: string;
  readonly visitId: string;
  readonly photoId: string;
  /** Null at baseline. */
  readonly baselineVisitId: string | null;
}

type DemoSubject = DemoStudy['subjects'][number];

async function enterSubject(api: ApiClient, { code, height_cm, weight_kg }: DemoSubject): Promise<Subject> {
  const { subjects } = await api.get<{ subjects: Subject[] }>(`/v1/subjects?code=${encodeURIComponent(code)}`);
  return subjects[0] ?? (await api.post<Subject>('/v1/subjects', { code, height_cm, weight_kg }));
}

async function enterVisit(api: ApiClient, subject: Subject, demo: DemoVisit): Promise<Visit> {
  const url = `/v1/subjects/${subject.id}/visits`;
  const { visits } = await api.get<{ visits: Visit[] }>(url);
  const existing = visits.find(({ label }) => label === demo.label);
  return existing ?? (await api.post<Visit>(url, { label: demo.label, visit_date: visitDate(demo) }));
}

async function enterScore(api: ApiClient, visit: Visit, demo: DemoVisit): Promise<void> {
  const url = `/v1/visits/${visit.id}/manual-scores`;
  const { manual_scores: scores } = await api.get<{ manual_scores: ManualScore[] }>(url);
  const { instrument, rater } = demo.manual_score;
  if (scores.some((score) => score.instrument === instrument && score.rater === rater)) return;
  await api.post(url, { ...demo.manual_score, scored_at: `${visitDate(demo)}T10:00:00Z` });
}

async function enterPhoto(api: ApiClient, visit: Visit, { photo }: DemoVisit): Promise<Photo> {
  const { file, ...fields } = photo;
  const form = new FormData();
  form.set('visit_id', visit.id);
  for (const [name, value] of Object.entries(fields)) form.set(name, String(value));
  form.set('file', new Blob([new Uint8Array(await readDemoPhoto(file))]), 'photo.jpg');
  const { photos } = await api.post<{ photos: { photo: Photo }[] }>('/v1/photos', form);
  return photos[0].photo;
}

/** Enters the study through the public API. What is there already, from an earlier run, is used as it is. */
export async function enterStudy(api: ApiClient, study: DemoStudy): Promise<readonly EnteredPhoto[]> {
  const entered: EnteredPhoto[] = [];
  for (const demoSubject of study.subjects) {
    const subject = await enterSubject(api, demoSubject);
    let baselineVisitId: string | null = null;
    for (const demoVisit of demoSubject.visits) {
      const visit = await enterVisit(api, subject, demoVisit);
      await enterScore(api, visit, demoVisit);
      const photo = await enterPhoto(api, visit, demoVisit);
      entered.push({
        code: subject.code,
        visitLabel: visit.label,
        file: demoVisit.photo.file,
        visitId: visit.id,
        photoId: photo.id,
        baselineVisitId,
      });
      baselineVisitId ??= visit.id;
    }
  }
  return entered;
}

/** The comparison of a follow-up with its baseline: the one of an earlier run unless that came to nothing, or a new one. */
export async function enterComparison(
  api: ApiClient,
  { visitId, baselineVisitId }: EnteredPhoto,
): Promise<VisitComparison> {
  const { comparisons } = await api.get<{ comparisons: VisitComparison[] }>(`/v1/visits/${visitId}/comparisons`);
  const existing = comparisons.findLast(
    ({ baseline_visit_id, state, pairs }) =>
      baseline_visit_id === baselineVisitId && state !== 'failed' && pairs.every(({ refusal }) => refusal === null),
  );
  if (existing !== undefined) return existing;
  const body = { baseline_visit_id: baselineVisitId, follow_up_visit_id: visitId };
  return (await api.post<{ comparison: VisitComparison }>('/v1/comparisons', body)).comparison;
}
