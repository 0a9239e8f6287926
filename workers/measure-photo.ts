import type { DrawnOutline } from '../services/pipeline/drawn-outline.ts';
import type { MeasurePhotoPayload } from '../services/queue/jobs.ts';
import { Refusal, type RefusalCode } from '../services/refusal.ts';
import { MEASURING_ACTOR } from '../services/store/audit.ts';
import type { Database } from '../services/store/database.ts';
import { findCountingDrawing, refuseDrawing, type StoredDrawing } from '../services/store/drawings.ts';
import { type ImageStore, imageSha256 } from '../services/store/images.ts';
import { insertMeasurements, isModelDue, type NewMeasurement } from '../services/store/measurements.ts';
import {
  findPhotoForMeasurement,
  type PhotoForMeasurement,
  recordRefusal,
  setPhotoState,
} from '../services/store/photo-work.ts';
import type { MeasureOutcome, MeasureTask } from './measuring-task.ts';
import type { MeasuringThreads } from './measuring-threads.ts';
import { outlineOf } from './outline-of.ts';

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

interface Work {
  readonly photo: PhotoForMeasurement;
  readonly bytes: Uint8Array;
  readonly drawing: StoredDrawing | undefined;
}

async function measureBy({ threads }: JobDeps, { photo, bytes }: Work, outline: DrawnOutline | undefined) {
  const request = { ...requestFor(photo), ...(outline !== undefined && { outline }) };
  return await threads.measure({ photo: bytes, path: photo.id, request });
}
type Reply = Awaited<ReturnType<typeof measureBy>>;

function picturesOf({ images }: JobDeps, { maskPng, overlayJpeg, uncertaintyPng }: MeasureOutcome) {
  return {
    maskSha256: imageSha256(maskPng),
    overlaySha256: imageSha256(overlayJpeg),
    uncertaintySha256: uncertaintyPng && imageSha256(uncertaintyPng),
    async keepPictures() {
      const pictures = [maskPng, overlayJpeg, ...(uncertaintyPng === null ? [] : [uncertaintyPng])];
      await Promise.all(pictures.map((picture) => images.write(picture)));
    },
  };
}

function newMeasurement(
  deps: JobDeps,
  { photo }: Work,
  { reply, drawing }: { readonly reply: Reply | undefined; readonly drawing: StoredDrawing | undefined },
): NewMeasurement[] {
  if (reply?.kind !== 'measured') return [];
  const { photo: _identity, ...result } = reply.outcome.document;
  const { id: photoId, requestSha256 } = photo;
  return [{ photoId, requestSha256, drawingId: drawing?.id, result, ...picturesOf(deps, reply.outcome) }];
}

/** What is wrong with the outline, not with the photo. */
const FAULTS_OF_OUTLINE: readonly RefusalCode[] = ['bad_mask', 'mask_size', 'no_skin'];

/** An outline that cannot be measured does not count; one of a photo that cannot be, waits for what is asked of it next. */
async function giveUpOutline({ db }: JobDeps, drawing: StoredDrawing, reply: Reply): Promise<void> {
  if (reply.kind !== 'refused' || !FAULTS_OF_OUTLINE.includes(reply.refusal.code)) return;
  await refuseDrawing(db, MEASURING_ACTOR, { drawing, reason: reply.refusal.message });
}

/**
 * Measures one photo, by the model and by the outline that a person drew where there is one, and keeps the results; the outline's counts.
 * Doing it twice leaves one result of each: files are named by their content, and a row is inserted once for each photo, model, pipeline
 * version, outline and request. A photo that is gone or refused needs nothing.
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
  const { db, images } = deps;
  const { id: photoId } = photo;
  await setPhotoState(db, photoId, 'measuring');
  await report(10);
  const bytes = await images.read(photo.storedSha256);
  if (bytes === undefined) throw new Error(`The image file ${photo.storedSha256} of photo ${photoId} is missing.`);
  const drawing = await findCountingDrawing(db, photoId);
  const work = { photo, bytes, drawing };
  const isDue = await isModelDue(db, photo, drawing);
  const byModel = isDue ? await measureBy(deps, work, undefined) : undefined;
  const drawn = drawing && (await measureBy(deps, work, await outlineOf(deps, drawing)));
  if (drawing !== undefined && drawn !== undefined) await giveUpOutline(deps, drawing, drawn);
  await report(80);
  const [first, ...others] = [
    ...newMeasurement(deps, work, { reply: byModel, drawing: undefined }),
    ...newMeasurement(deps, work, { reply: drawn, drawing }),
  ];
  if (first !== undefined) await insertMeasurements(db, [first, ...others]);
  else await refusePhoto(db, photoId, { byModel, drawn });
  await report(100);
}

/** Nothing could be measured. Where all that was asked for was an outline, what the model measured still stands. */
async function refusePhoto(
  db: Database,
  photoId: string,
  { byModel, drawn }: { readonly byModel: Reply | undefined; readonly drawn: Reply | undefined },
): Promise<void> {
  const reply = byModel ?? drawn;
  if (reply?.kind !== 'refused') throw new Error(`Photo ${photoId} was neither measured nor refused.`);
  const { code, message } = reply.refusal;
  if (byModel !== undefined) throw new Refusal(code, message);
  await setPhotoState(db, photoId, 'measured');
}

/** The last try failed, or too many workers died of it: the photo waits for nobody any longer. */
export async function giveUpPhoto({ photoId }: MeasurePhotoPayload, { db }: Pick<JobDeps, 'db'>): Promise<void> {
  const photo = await findPhotoForMeasurement(db, photoId);
  if (photo?.state === 'queued' || photo?.state === 'measuring') await setPhotoState(db, photoId, 'failed');
}
