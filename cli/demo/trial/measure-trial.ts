import type { ApiClient, Photo } from '../api-client.ts';
import { openBar } from '../progress-bar.ts';
import type { TrialPhoto } from './enter-trial.ts';

export interface NotMeasured {
  readonly file: string;
  /** What the site sent in its place, where it was asked to. */
  readonly retake: string | undefined;
  readonly state: string;
  readonly reason: string;
}

/** Waits until every photo is measured, refused or failed. Returns those that were not measured. */
export async function measureTrial(office: ApiClient, photos: readonly TrialPhoto[]): Promise<readonly NotMeasured[]> {
  const bar = openBar('Measuring', photos.length);
  try {
    await Promise.all(
      photos.map(({ photoId }) => office.follow(`/v1/photos/${photoId}`, (percent) => bar.report(photoId, percent))),
    );
  } finally {
    bar.stop();
  }
  const notMeasured: NotMeasured[] = [];
  for (const { photoId, visit } of photos) {
    const { state, refusal } = await office.get<Photo>(`/v1/photos/${photoId}`);
    if (state !== 'measured')
      notMeasured.push({ file: visit.file, retake: visit.retake, state, reason: refusal?.message ?? 'See the logs.' });
  }
  return notMeasured;
}
