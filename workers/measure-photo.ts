import type { MeasurePhotoPayload } from '../services/queue/jobs.ts';
import { Refusal } from '../services/refusal.ts';
import type { Database } from '../services/store/database.ts';
import type { ImageStore } from '../services/store/images.ts';
import { insertMeasurement } from '../services/store/measurements.ts';
import {
  findPhotoForMeasurement,
  type PhotoForMeasurement,
  recordRefusal,
  setPhotoState,
} from '../services/store/photo-work.ts';
import type { MeasureTask } from './measuring-task.ts';
import type { MeasuringThreads } from './measuring-threads.ts';

export interface JobDeps {
  readonly db: Database;
  readonly images: ImageStore;
  readonly threads: MeasuringThreads;
}

/** Share of the work that is done, in percent. */
export type ReportProgress = (percent: number) => Promise<void>;

function requestFor(photo: PhotoForMeasurement): MeasureTask['request'] {
  return {
    condition: photo.condition,
    region: photo.bodyRegion,
    view: photo.view,
    ...(photo.declaredMmPerPixel !== null && { declaredMmPerPixel: photo.declaredMmPerPixel }),
    ...(photo.markerSideMm !== null && { markerSideMm: photo.markerSideMm }),
    ...(photo.cardScaleMm !== null && { cardScaleMm: photo.cardScaleMm }),
    ...(photo.colourChart && { colourChart: true }),
    ...(photo.greyCard !== null && { greyCard: photo.greyCard }),
    ...(photo.patient !== null && { patient: photo.patient }),
  };
}

/**
 * Measures one photo and keeps the result. Doing it twice leaves one result: files are named by their content, and the row is
 * inserted once for each photo, model, pipeline version and request. A photo that is gone or refused needs nothing.
 * @throws Refusal that stands in the photo's row too: what the photo lacks, or `study_locked` where the lock came first
 */
export async function measurePhotoJob(
  { photoId }: MeasurePhotoPayload,
  deps: JobDeps,
  report: ReportProgress,
): Promise<void> {
  const photo = await findPhotoForMeasurement(deps.db, photoId);
  if (photo === undefined || photo.state === 'measured' || photo.state === 'refused') return;
  try {
    await measure(photo, deps, report);
  } catch (error) {
    if (error instanceof Refusal) await recordRefusal(deps.db, photoId, error.code, error.message);
    throw error;
  }
}

async function measure(photo: PhotoForMeasurement, deps: JobDeps, report: ReportProgress): Promise<void> {
  const { db, images, threads } = deps;
  const { id: photoId } = photo;
  await setPhotoState(db, photoId, 'measuring');
  await report(10);
  const bytes = await images.read(photo.storedSha256);
  if (bytes === undefined) throw new Error(`The image file ${photo.storedSha256} of photo ${photoId} is missing.`);
  const reply = await threads.measure({ photo: bytes, path: photoId, request: requestFor(photo) });
  if (reply.kind === 'refused') {
    const { code, message } = reply.refusal;
    throw new Refusal(code, message);
  }
  await report(80);
  const { document, maskPng, overlayJpeg, uncertaintyPng } = reply.outcome;
  const [maskSha256, overlaySha256, uncertaintySha256] = await Promise.all(
    [maskPng, overlayJpeg, uncertaintyPng].map((picture) => images.write(picture)),
  );
  const { photo: _identity, ...result } = document;
  const pictures = { maskSha256, overlaySha256, uncertaintySha256 };
  await insertMeasurement(db, { photoId, requestSha256: photo.requestSha256, result, ...pictures });
  await report(100);
}

/** The last try failed, or too many workers died of it: the photo waits for nobody any longer. */
export async function giveUpPhoto({ photoId }: MeasurePhotoPayload, { db }: Pick<JobDeps, 'db'>): Promise<void> {
  const photo = await findPhotoForMeasurement(db, photoId);
  if (photo?.state === 'queued' || photo?.state === 'measuring') await setPhotoState(db, photoId, 'failed');
}
