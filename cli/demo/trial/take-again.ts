import type { ApiClient, Photo } from '../api-client.ts';
import { enterPhoto, type TrialPhoto } from './enter-trial.ts';
import { measureTrial, type NotMeasured } from './measure-trial.ts';

interface Query {
  readonly id: string;
  readonly state: 'open' | 'answered' | 'closed';
  readonly photo_id: string;
}

/** A photo that the site is asked for once more, and what it sent. */
interface Retake {
  readonly query: Query;
  readonly site: ApiClient;
  readonly photo: TrialPhoto;
}

/** The query about a photo: that of an earlier run, or a new one in the words in which the machine refused. */
async function askForRetake(office: ApiClient, { photoId }: TrialPhoto): Promise<Query> {
  const { queries } = await office.get<{ queries: Query[] }>('/v1/queries');
  const existing = queries.find(({ photo_id }) => photo_id === photoId);
  if (existing !== undefined) return existing;
  const { refusal } = await office.get<Photo>(`/v1/photos/${photoId}`);
  const asked = { reason: 'exposure', ...(refusal !== null && { text: refusal.message }) };
  return await office.post<Query>(`/v1/photos/${photoId}/queries`, asked);
}

/** What is done already is left: a step that the query has taken is not taken twice. */
async function settle(office: ApiClient, { query, site, photo }: Retake): Promise<void> {
  if (query.state === 'open') {
    await site.post(`/v1/queries/${query.id}/answer`, { replacing_photo_id: photo.photoId });
  }
  if (query.state !== 'closed') await office.post(`/v1/queries/${query.id}/close`, {});
}

/**
 * Asks the sites for the photos that the plan has a second one of. Each is measured, takes the place of the first, and its query is
 * closed. Returns those of the second photos that were not measured.
 * @param sites clients by code
 */
export async function takeAgain(
  office: ApiClient,
  sites: ReadonlyMap<string, ApiClient>,
  photos: readonly TrialPhoto[],
): Promise<readonly NotMeasured[]> {
  const retakes: Retake[] = [];
  for (const first of photos) {
    const { visit, visitId, subject } = first;
    const site = sites.get(subject.site);
    if (visit.retake === undefined || site === undefined) continue;
    const query = await askForRetake(office, first);
    const { id: photoId } = await enterPhoto(site, visitId, visit.retake);
    retakes.push({
      query,
      site,
      photo: { ...first, photoId, visit: { ...visit, file: visit.retake, retake: undefined } },
    });
  }
  const notMeasured = await measureTrial(
    office,
    retakes.map(({ photo }) => photo),
  );
  for (const retake of retakes) await settle(office, retake);
  return notMeasured;
}
