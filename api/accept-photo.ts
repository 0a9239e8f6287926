import { isDeepStrictEqual } from 'node:util';
import { cleanForStorage } from '../services/imaging/clean.ts';
import { enqueueMeasurePhoto } from '../services/queue/queues.ts';
import { Refusal } from '../services/refusal.ts';
import { recorded } from '../services/store/audit.ts';
import type { Database } from '../services/store/database.ts';
import { imageSha256 } from '../services/store/images.ts';
import { requestMeasurement } from '../services/store/photo-work.ts';
import { insertPhoto, type NewPhoto, type Photo, type PhotoRequest } from '../services/store/photos.ts';
import { findStudy } from '../services/store/studies.ts';
import type { Actor } from '../services/study/policy.ts';
import { refuseUnplannedPhoto } from '../services/study/protocol.ts';
import type { AppDependencies } from './dependencies.ts';
import type { UploadedFile } from './form.ts';
import { greyCardOf } from './grey-card-fields.ts';
import { DEFAULT_MARKER_MM, type PhotoFields } from './schemas/photo.ts';
import { requestView } from './views/photo.ts';

export interface AcceptedPhoto {
  readonly photo: Photo;
  readonly created: boolean;
  /** Null where the photo needs no work any more, or the queue cannot be reached: then the row waits and is found. */
  readonly jobId: string | null;
}

/**
 * What is not said is taken in the sense that promises least: no whole region, unknown light. A checked card says how large its
 * markers came out of the printer, so that none of the usual size is assumed beside it.
 */
function requestOf(fields: PhotoFields): PhotoRequest {
  return {
    condition: fields.condition,
    bodyRegion: fields.body_region ?? 'other',
    view: fields.view ?? 'part_of_region',
    illumination: fields.illumination ?? 'unknown',
    declaredMmPerPixel: fields.mm_per_pixel ?? null,
    markerSideMm: fields.marker_mm ?? (fields.card_scale_mm === undefined ? DEFAULT_MARKER_MM : null),
    cardScaleMm: fields.card_scale_mm ?? null,
    colourChart: fields.colour_chart ?? false,
    greyCard: greyCardOf(fields, null) ?? null,
  };
}

/** A second upload that asks for something else is no repetition: silence would leave one of the two wrong. */
function refuseOtherRequest(photo: Photo, request: PhotoRequest): void {
  const keys = Object.keys(request) as (keyof PhotoRequest)[];
  const different = keys.filter((key) => !isDeepStrictEqual(photo[key], request[key]));
  if (different.length === 0) return;
  throw new Refusal(
    'conflict',
    `This photo is stored for this visit already, as ${photo.id}, with another region, view, light, scale, chart or grey card. ` +
      `To correct it: POST /v1/photos/${photo.id}/measure.`,
  );
}

/** A photo of a study is one that its protocol asks for. */
export async function refuseOutsideProtocol(
  db: Database,
  studyId: string | null,
  photo: Pick<NewPhoto, 'condition' | 'bodyRegion' | 'view'>,
): Promise<void> {
  const study = studyId === null ? undefined : await findStudy(db, studyId);
  if (study !== undefined) refuseUnplannedPhoto(study.protocol, photo);
}

/** Who sends a photo, and the study of the visit that it is of. */
export interface Sender {
  readonly actor: Actor;
  readonly studyId: string | null;
}

export type JobDependencies = Pick<AppDependencies, 'db' | 'queues'>;

/** Adds the job of a photo that waits. A queue that is down loses nothing: the workers look for rows without a job. */
export async function enqueueOrWait({ queues }: JobDependencies, photo: Photo): Promise<string | null> {
  try {
    return (await enqueueMeasurePhoto(queues, { photoId: photo.id })).jobId;
  } catch {
    return null;
  }
}

/** Sending a photo again whose measurement failed asks for another try. */
async function tryAgain(db: Database, photo: Photo, { actor, studyId }: Sender): Promise<Photo> {
  return await recorded(db, actor, async (transaction, record) => {
    const waiting = await requestMeasurement(transaction, photo.id, {});
    if (waiting !== undefined) {
      const view = requestView(waiting);
      record({ action: 'photo.measure', entity: 'photo', entityId: photo.id, studyId, before: view, after: view });
    }
    return waiting ?? photo;
  });
}

async function jobFor(
  deps: JobDependencies,
  photo: Photo,
  sender: Sender,
): Promise<{ photo: Photo; jobId: string | null }> {
  if (photo.state === 'measured' || photo.state === 'refused') return { photo, jobId: null };
  const waiting = photo.state === 'failed' ? await tryAgain(deps.db, photo, sender) : photo;
  return { photo: waiting, jobId: await enqueueOrWait(deps, waiting) };
}

/** Cleans one uploaded file, adds its row, keeps it, then adds the job. Throws `Refusal`; then nothing of the file is kept. */
export async function acceptPhoto(
  deps: AppDependencies,
  file: UploadedFile,
  fields: PhotoFields,
  sender: Sender,
): Promise<AcceptedPhoto> {
  if (file.tooLarge) {
    const limitMb = Math.floor(deps.maxUploadBytes / 1_000_000);
    throw new Refusal('file_too_large', `The file is larger than ${limitMb} MB. Export it as JPEG of high quality.`);
  }
  const { actor, studyId } = sender;
  const request = requestOf(fields);
  await refuseOutsideProtocol(deps.db, studyId, request);
  const clean = await cleanForStorage(await file.upload.read());
  const photo: NewPhoto = {
    ...request,
    visitId: fields.visit_id ?? null,
    uploadSha256: file.upload.sha256,
    storedSha256: imageSha256(clean.bytes),
    format: clean.format,
    width: clean.width,
    height: clean.height,
    capture: clean.capture,
  };
  const inserted = await recorded(deps.db, actor, async (transaction, record) => {
    const outcome = await insertPhoto(transaction, photo);
    await deps.images.write(clean.bytes);
    if (outcome.created) {
      const { id, visitId, uploadSha256 } = outcome.photo;
      const after = { visit_id: visitId, sha256: uploadSha256, ...requestView(outcome.photo) };
      record({ action: 'photo.create', entity: 'photo', entityId: id, studyId, after });
    }
    return outcome;
  });
  if (!inserted.created) refuseOtherRequest(inserted.photo, request);
  return { created: inserted.created, ...(await jobFor(deps, inserted.photo, sender)) };
}
