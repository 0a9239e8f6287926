import { mkdir, writeFile } from 'node:fs/promises';
import { basename, extname, join } from 'node:path';
import type { ApiClient, ComparedPair, Photo, VisitComparison } from './api-client.ts';
import { type EnteredPhoto, enterComparison } from './enter-study.ts';
import { openBar } from './progress-bar.ts';

/** One line of the demo's table. */
export interface MeasuredEntry {
  readonly entry: EnteredPhoto;
  readonly photo: Photo;
  /** Undefined at baseline. */
  readonly pair: ComparedPair | undefined;
  /** The comparison ended without a word about this photo. */
  readonly comparisonFailed: boolean;
}

async function compare(
  api: ApiClient,
  entry: EnteredPhoto,
  report: (percent: number) => void,
): Promise<Pick<MeasuredEntry, 'pair' | 'comparisonFailed'>> {
  const { id } = await enterComparison(api, entry);
  await api.follow(`/v1/comparisons/${id}`, report);
  const { pairs, state } = await api.get<VisitComparison>(`/v1/comparisons/${id}`);
  const pair = pairs.find((each) => each.follow_up_photo_id === entry.photoId);
  return { pair, comparisonFailed: state === 'failed' || pair === undefined };
}

/** Waits until every photo is measured and every follow-up compared. */
export async function measureStudy(
  api: ApiClient,
  entries: readonly EnteredPhoto[],
): Promise<readonly MeasuredEntry[]> {
  const followUps = entries.filter((entry) => entry.baselineVisitId !== null);
  const bar = openBar('Measuring', entries.length + followUps.length);
  try {
    await Promise.all(
      entries.map(({ photoId }) => api.follow(`/v1/photos/${photoId}`, (percent) => bar.report(photoId, percent))),
    );
    return await Promise.all(
      entries.map(async (entry) => {
        const photo = await api.get<Photo>(`/v1/photos/${entry.photoId}`);
        if (entry.baselineVisitId === null) return { entry, photo, pair: undefined, comparisonFailed: false };
        const report = (percent: number): void => bar.report(`comparison ${entry.photoId}`, percent);
        return { entry, photo, ...(await compare(api, entry, report)) };
      }),
    );
  } finally {
    bar.stop();
  }
}

/** Writes the overlays as files named after the photos; what changed, for follow-ups. */
export async function saveOverlays(
  api: ApiClient,
  directory: string,
  measured: readonly MeasuredEntry[],
): Promise<number> {
  await mkdir(directory, { recursive: true });
  const files = measured.flatMap(({ entry, photo, pair }) => {
    const name = basename(entry.file, extname(entry.file));
    return [
      { url: photo.measurement?.overlay_url, path: join(directory, `${name}.overlay.jpg`) },
      { url: pair?.overlay_url, path: join(directory, `${name}.change.jpg`) },
    ];
  });
  let written = 0;
  for (const { url, path } of files) {
    if (!url) continue;
    await writeFile(path, await api.download(url));
    written += 1;
  }
  return written;
}
