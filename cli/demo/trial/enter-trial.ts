import type { ApiClient, Photo, Subject, Visit } from '../api-client.ts';
import { visitDate } from '../study.ts';
import { type DemoTrial, readTrialPhoto, type TrialSubject, type TrialVisit } from './plan.ts';

/** The study as the server knows it. */
export interface Study {
  readonly id: string;
  readonly code: string;
  readonly locked_at: string | null;
  readonly unblinded_at: string | null;
}

interface Site {
  readonly id: string;
  readonly code: string;
}

/** A photo of the trial as the server knows it. */
export interface TrialPhoto {
  readonly subjectId: string;
  readonly subject: TrialSubject;
  readonly visit: TrialVisit;
  readonly visitId: string;
  readonly photoId: string;
}

/** The study of this plan: the one of an earlier run, or a new one. */
export async function enterStudy(
  office: ApiClient,
  { study }: Pick<DemoTrial, 'study'>,
): Promise<{ readonly study: Study; readonly isKnown: boolean }> {
  const { studies } = await office.get<{ studies: Study[] }>('/v1/studies');
  const existing = studies.find(({ code }) => code === study.code);
  if (existing !== undefined) return { study: existing, isKnown: true };
  return { study: await office.post<Study>('/v1/studies', study), isKnown: false };
}

/** Sites by their codes. */
export async function enterSites(
  office: ApiClient,
  study: Study,
  codes: readonly string[],
): Promise<ReadonlyMap<string, Site>> {
  const url = `/v1/studies/${study.id}/sites`;
  const { sites } = await office.get<{ sites: Site[] }>(url);
  const entered = new Map(sites.map((site) => [site.code, site]));
  for (const code of codes) {
    if (!entered.has(code)) entered.set(code, await office.post<Site>(url, { code }));
  }
  return entered;
}

async function enterSubject(site: ApiClient, { code, height_cm, weight_kg }: TrialSubject): Promise<Subject> {
  const { subjects } = await site.get<{ subjects: Subject[] }>(`/v1/subjects?code=${encodeURIComponent(code)}`);
  return subjects[0] ?? (await site.post<Subject>('/v1/subjects', { code, height_cm, weight_kg }));
}

async function enterVisit(site: ApiClient, subject: Subject, planned: TrialVisit): Promise<Visit> {
  const url = `/v1/subjects/${subject.id}/visits`;
  const { visits } = await site.get<{ visits: Visit[] }>(url);
  const existing = visits.find(({ label }) => label === planned.label);
  return existing ?? (await site.post<Visit>(url, { label: planned.label, visit_date: visitDate(planned) }));
}

export async function enterPhoto(site: ApiClient, visitId: string, file: string): Promise<Photo> {
  const fields = { condition: 'vitiligo', body_region: 'face', view: 'whole_region', illumination: 'visible' };
  const form = new FormData();
  form.set('visit_id', visitId);
  for (const [name, value] of Object.entries(fields)) form.set(name, value);
  form.set('file', new Blob([new Uint8Array(await readTrialPhoto(file))]), 'photo.jpg');
  const { photos } = await site.post<{ photos: { photo: Photo }[] }>('/v1/photos', form);
  return photos[0].photo;
}

/**
 * Each site enters its subjects, their visits and photos. What is there from an earlier run is used as it is.
 * @param clients of the sites, by code
 */
export async function enterSubjects(
  clients: ReadonlyMap<string, ApiClient>,
  subjects: readonly TrialSubject[],
): Promise<readonly TrialPhoto[]> {
  const entered: TrialPhoto[] = [];
  for (const planned of subjects) {
    const site = clients.get(planned.site);
    if (site === undefined) throw new Error(`The trial has no site ${planned.site}.`);
    const subject = await enterSubject(site, planned);
    for (const visit of planned.visits) {
      const { id: visitId } = await enterVisit(site, subject, visit);
      const photo = await enterPhoto(site, visitId, visit.file);
      entered.push({ subjectId: subject.id, subject: planned, visit, visitId, photoId: photo.id });
    }
  }
  return entered;
}
