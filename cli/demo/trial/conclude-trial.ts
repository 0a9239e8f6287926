import type { ApiClient, Subject } from '../api-client.ts';
import type { Study } from './enter-trial.ts';
import type { TrialSubject } from './plan.ts';

const PAGE = 500;

/** The ids of the study's subjects, by code. */
async function subjectIds(office: ApiClient, study: Study): Promise<ReadonlyMap<string, string>> {
  const { subjects } = await office.get<{ subjects: (Subject & { study_id: string | null })[] }>(
    `/v1/subjects?limit=${PAGE}`,
  );
  return new Map(subjects.filter(({ study_id }) => study_id === study.id).map(({ code, id }) => [code, id]));
}

/** Locks the study, then enters who was treated with what, then unblinds: what an earlier run did of it is done. */
export async function concludeTrial(office: ApiClient, study: Study, subjects: readonly TrialSubject[]): Promise<void> {
  const url = `/v1/studies/${study.id}`;
  if (study.locked_at === null) await office.post(`${url}/lock`, { reason: 'All reads are signed.' });
  if (study.unblinded_at !== null) return;
  const ids = await subjectIds(office, study);
  const treatments = subjects.flatMap(({ code, treatment }) => {
    const subject_id = ids.get(code);
    return subject_id === undefined ? [] : [{ subject_id, treatment }];
  });
  await office.put(`${url}/treatments`, { treatments, reason: 'The list that was kept from all readers.' });
  await office.post(`${url}/unblind`, { reason: 'The study is locked; analysis begins.' });
}
